import type { LoopState } from '../../shared/state/run-scopes.ts';
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
  /** In steps: what is behind the loops that are under way, each of them weighing as much as a step. */
  readonly inside: number;
}

/** How many steps are how far. Failures that were handled count as failures: they are part of what happened. */
export function tally(census: Census, loops: ReadonlyMap<string, LoopState>): Tally {
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
    inside: [...census.running].reduce((sum, step) => sum + shareOf(loops.get(step)), 0),
  };
}

/** A loop that does not know how often it will turn is not guessed at. */
function shareOf(loop: LoopState | undefined): number {
  if (loop === undefined || loop.total === null || loop.total === 0) return 0;
  return Math.min(1, (loop.completed + loop.failed) / loop.total);
}

/** How the settled steps came out. */
export function outcomeWords({ completed, failed, skipped, running, waiting }: Tally): string {
  const counts = { completed, failed, skipped, running, waiting };
  const words = Object.entries(counts).flatMap(([word, count]) => (count === 0 ? [] : [`${count} ${word}`]));
  return words.length === 0 ? 'no step has begun' : words.join(' · ');
}

/** How far a run is as people read it: steps, and while a loop is under way the share of the whole as well. */
export function progressWords({ settled, total, inside }: Tally): string {
  const steps = `${settled} of ${total}`;
  return inside === 0 ? steps : `${steps} · ${Math.floor(((settled + inside) / total) * 100)} %`;
}
