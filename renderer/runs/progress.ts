import type { RunState } from '../../shared/run-state.ts';
import { isSettled } from '../../shared/run-state.ts';

export interface Tally {
  readonly total: number;
  readonly settled: number;
  readonly completed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly running: number;
  /** For a person. */
  readonly waiting: number;
}

/** How many steps are how far. Failures that were handled count as failures: they are part of what happened. */
export function tally({ steps }: Pick<RunState, 'steps'>): Tally {
  let [settled, completed, failed, skipped, running, waiting] = [0, 0, 0, 0, 0, 0];
  for (const { status } of steps.values()) {
    if (isSettled(status)) settled += 1;
    if (status === 'completed') completed += 1;
    else if (status === 'failed') failed += 1;
    else if (status === 'skipped' || status === 'cancelled') skipped += 1;
    else if (status === 'waiting') waiting += 1;
    else if (status !== 'pending') running += 1;
  }
  return { total: steps.size, settled, completed, failed, skipped, running, waiting };
}
