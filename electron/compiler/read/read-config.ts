import type { ErrorCategory, PipelineConfig, RetryPolicy } from '../../../shared/pipeline.ts';
import { ERROR_CATEGORIES } from '../../../shared/pipeline.ts';
import { parseDuration } from '../keys/duration.ts';
import type { Fields } from '../keys/fields.ts';
import { booleanAt, fieldsOf, itemsAt, numberAt, textAt } from '../keys/fields.ts';

const DEFAULT_MAX_PARALLEL = 8;

/** How a step is tried again where it only says that, or how often (engine.md E22). */
const DEFAULT_RETRY: RetryPolicy = {
  attempts: 3,
  delayMs: 1000,
  backoff: 'exponential',
  factor: 2,
  maxDelayMs: 30_000,
  jitter: true,
};

export function readConfig(top: Fields): PipelineConfig {
  const fields = fieldsOf(top.get('config')?.value, 'config');
  const [timeoutMs, retry, model, workdir] = [
    durationAt(fields, 'timeout'),
    readRetry(fields),
    textAt(fields, 'model'),
    textAt(fields, 'workdir'),
  ];
  const onFailure = textAt(fields, 'on_failure');
  return {
    maxParallel: numberAt(fields, 'max_parallel') ?? DEFAULT_MAX_PARALLEL,
    onFailure: onFailure === 'continue' || onFailure === 'skip' ? onFailure : 'fail',
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(retry === undefined ? {} : { retry }),
    ...(model === undefined ? {} : { model }),
    ...(workdir === undefined ? {} : { workdir }),
  };
}

/** A duration in milliseconds; undefined where there is none. */
export function durationAt(fields: Fields, key: string): number | undefined {
  const text = textAt(fields, key);
  return text === undefined ? undefined : (parseDuration(text) ?? undefined);
}

/** The retry policy of a step or of `config`; undefined where nothing is said. */
export function readRetry(fields: Fields): RetryPolicy | undefined {
  const attempts = numberAt(fields, 'retry') ?? numberAt(fields, 'max_retries');
  if (attempts !== undefined) return { ...DEFAULT_RETRY, attempts: Math.max(1, attempts) };
  if (fields.get('retry')?.value.kind === 'map') return readRetryMap(fieldsOf(fields.get('retry')?.value, 'retry'));
  return textAt(fields, 'on_failure') === 'retry' ? DEFAULT_RETRY : undefined;
}

function readRetryMap(fields: Fields): RetryPolicy {
  const backoff = textAt(fields, 'backoff');
  const on = itemsAt(fields, 'on').flatMap((item) =>
    item.kind === 'scalar' ? ERROR_CATEGORIES.filter((category) => category === item.text) : [],
  );
  const delayMs = durationAt(fields, 'delay') ?? DEFAULT_RETRY.delayMs;
  return {
    attempts: numberAt(fields, 'attempts') ?? DEFAULT_RETRY.attempts,
    delayMs,
    backoff: backoff === 'fixed' || backoff === 'linear' ? backoff : DEFAULT_RETRY.backoff,
    factor: numberAt(fields, 'factor') ?? DEFAULT_RETRY.factor,
    // A delay that is longer than the usual limit is meant as it is written.
    maxDelayMs: durationAt(fields, 'max_delay') ?? Math.max(delayMs, DEFAULT_RETRY.maxDelayMs),
    jitter: booleanAt(fields, 'jitter') ?? DEFAULT_RETRY.jitter,
    ...(fields.has('on') ? { on: on satisfies readonly ErrorCategory[] } : {}),
  };
}
