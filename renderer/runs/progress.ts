import type { Census } from '../state/run/census.ts';

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
export function tally(census: Census): Tally {
  const [completed, failed] = [census.count('completed'), census.count('failed')];
  const skipped = census.count('skipped') + census.count('cancelled');
  return {
    total: census.total,
    settled: completed + failed + skipped,
    completed,
    failed,
    skipped,
    running: census.running.size,
    waiting: census.waiting.size,
  };
}
