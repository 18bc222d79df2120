import type { LoopState } from '../../shared/state/run-scopes.ts';

/** `37/120`, or `37` while nobody knows how many there will be. */
export function loopCount({ completed, failed, total }: LoopState): string {
  const done = completed + failed;
  return total === null ? String(done) : `${done}/${total}`;
}
