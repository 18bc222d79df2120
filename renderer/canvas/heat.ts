import type { LoopState } from '../../shared/run-scopes.ts';
import type { Look } from '../state/look.ts';

/** What of several is shown for all of them: a failure is never hidden by its neighbours. */
const RANK: Partial<Record<Look, number>> = { failed: 3, running: 2, completed: 1 };

/** A loop as a row of marks, each for as many iterations as must share one. */
export function heatStrip(loop: LoopState, most: number): readonly Look[] {
  let total = Math.max(loop.total ?? 0, 1);
  for (const iteration of loop.iterations.keys()) total = Math.max(total, iteration + 1);
  const count = Math.min(most, total);
  const marks: Look[] = Array.from({ length: count }, () => 'pending');
  for (const [iteration, { status }] of loop.iterations) {
    const at = Math.min(count - 1, Math.floor((iteration * count) / total));
    const look: Look = status === 'started' ? 'running' : status;
    if ((RANK[look] ?? 0) > (RANK[marks[at] ?? 'pending'] ?? 0)) marks[at] = look;
  }
  return marks;
}

/** `37/120`, or `37` while nobody knows how many there will be. */
export function loopCount({ completed, failed, total }: LoopState): string {
  const done = completed + failed;
  return total === null ? String(done) : `${done}/${total}`;
}
