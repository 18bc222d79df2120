import { setTimeout as delay } from 'node:timers/promises';
import { StepglassError } from '../../../shared/errors.ts';
import { findProcesses, signalAll } from './process-tree.ts';

/** How often we look whether killed processes are gone. Real time: they live outside of the engine's clock. */
const POLL_MS = 10;
const MOST_POLLS = 500;

/**
 * Kills everything that belongs to an attempt and resolves when none of it is alive. Looks again after each kill: a
 * process may have forked in between. Throws `internal` `process_survives` for one that cannot be killed.
 */
export async function killTree(known: readonly number[], markers: ReadonlySet<string>): Promise<void> {
  for (let poll = 0; poll < MOST_POLLS; poll++) {
    const alive = await findProcesses(known, markers);
    if (alive.length === 0) return;
    signalAll(alive, 'SIGKILL');
    await delay(POLL_MS);
  }
  const alive = await findProcesses(known, markers);
  if (alive.length === 0) return;
  throw new StepglassError(
    'internal',
    'process_survives',
    `the processes ${alive.join(', ')} of an attempt cannot be killed: end them by hand, then resume the run`,
    { details: { pids: [...alive] } },
  );
}
