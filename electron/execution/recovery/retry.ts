import type { ErrorRecord } from '../../../shared/facts.ts';
import type { ErrorCategory, RetryPolicy } from '../../../shared/pipeline.ts';

export interface RetryQuestion {
  readonly policy: RetryPolicy | undefined;
  readonly error: ErrorRecord;
  /** Attempts that have failed in this series, this one included; at least 1. A resume after a failure begins a new series. */
  readonly failures: number;
  /** From a Retry-After header. */
  readonly retryAfterMs?: number;
  /** In [0, 1). */
  readonly random: () => number;
}

/** How long to wait before the next attempt, in milliseconds; null: there is none. */
export function nextDelayMs({ policy, error, failures, retryAfterMs, random }: RetryQuestion): number | null {
  if (policy === undefined || failures >= policy.attempts || !isRetried(error, policy.on)) return null;
  const full = Math.min(backoffMs(policy, failures), policy.maxDelayMs);
  const delay = policy.jitter ? random() * full : full;
  return Math.max(0, Math.round(Math.max(delay, retryAfterMs ?? 0)));
}

/** `retryable` says what the category (or the tool) knows: a retry cannot mend it. `on` narrows that, and never widens it. */
function isRetried(error: ErrorRecord, on: readonly ErrorCategory[] | undefined): boolean {
  return error.retryable && (on === undefined || on.includes(error.category));
}

function backoffMs({ backoff, delayMs, factor }: RetryPolicy, failures: number): number {
  if (backoff === 'fixed') return delayMs;
  return backoff === 'linear' ? delayMs * failures : delayMs * factor ** (failures - 1);
}
