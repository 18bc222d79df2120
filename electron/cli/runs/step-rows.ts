import type { ErrorRecord } from '../../../shared/facts.ts';
import { describeOrigin } from '../../../shared/state/reused-from.ts';
import type { RunState, StepState } from '../../../shared/state/run-state.ts';
import { isSettled, stepState } from '../../../shared/state/run-state.ts';
import { shownStatus, waitingInside } from '../../../shared/state/shown-status.ts';
import { elapsedMs } from '../format/elapsed.ts';

/** What a table shows of one step. Texts are as they came: whoever prints them makes them safe. */
export interface StepRow {
  readonly step: string;
  /** A word of M2: `reused` and `running` are derived. */
  readonly status: string;
  readonly elapsedMs: number | null;
  readonly attempts: number;
  readonly detail: string;
}

/** One row for each step of the definition, in its order, then those of bodies that were met on the way. */
export function stepRows(state: RunState, now: number): readonly StepRow[] {
  return [...state.steps].map(([step, entry]) => ({
    step,
    status: displayStatus(state, step),
    elapsedMs: entry.reusedFrom === undefined ? stepElapsed(entry, now) : null,
    attempts: entry.attempt,
    detail: waitingDetail(state, step) ?? detailOf(entry),
  }));
}

export function displayStatus(state: RunState, step: string): string {
  if (stepState(state, step).reusedFrom !== undefined) return 'reused';
  const status = shownStatus(state, step);
  return status === 'started' ? 'running' : status;
}

/** Who is waited for inside of a container. */
function waitingDetail(state: RunState, step: string): string | null {
  const [first, ...others] = waitingInside(state, step);
  if (first === undefined) return null;
  return others.length === 0 ? `${first} waits` : `${first} and ${others.length} more wait`;
}

export interface RunProgress {
  readonly settled: number;
  readonly total: number;
  /** 0 to 1. */
  readonly fraction: number;
}

/** Skipped steps count as settled (E20). */
export function runProgress(state: RunState): RunProgress {
  const total = state.steps.size;
  const settled = [...state.steps.values()].filter((entry) => isSettled(entry.status)).length;
  return { settled, total, fraction: total === 0 ? 0 : settled / total };
}

function stepElapsed(entry: StepState, now: number): number | null {
  if (entry.status === 'pending' || entry.status === 'skipped') return null;
  return elapsedMs(entry.startedAt, entry.endedAt, now);
}

function detailOf(entry: StepState): string {
  if (entry.reusedFrom !== undefined) return describeOrigin(entry.reusedFrom);
  if (entry.status === 'skipped') return skipDetail(entry);
  if (entry.status === 'failed' && entry.error !== undefined) return failureDetail(entry.error, entry.handled);
  if (entry.status === 'retrying' && entry.error !== undefined) return firstLine(entry.error.message);
  if (entry.handled !== undefined) return `handled: ${entry.handled}`;
  return entry.route === undefined ? '' : `→ ${entry.route.to}`;
}

function skipDetail(entry: StepState): string {
  if (entry.skipReason !== 'condition' || entry.condition === undefined)
    return [(entry.skipReason ?? '').replaceAll('_', ' '), entry.skippedBy ?? '']
      .filter((part) => part !== '')
      .join(': ');
  return `condition: ${firstLine(entry.condition.expression)}`;
}

function failureDetail(error: ErrorRecord, handled: string | undefined): string {
  return `${firstLine(error.message)}${handled === undefined ? '' : ` (handled: ${handled})`}`;
}

function firstLine(text: string): string {
  return text.slice(0, 2000).split(/\r?\n/, 1)[0] ?? '';
}
