import { describeThrown } from '../../../shared/errors.ts';
import { isUnderWay } from '../../../shared/state/run-state.ts';
import type { Clock } from '../../execution/clock.ts';
import type { Engine } from '../../execution/engine.ts';

export interface StopOptions {
  /** How long running steps may go on after a pause before they are aborted. */
  readonly graceMs: number;
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

/** Runs of this process that go on. Not those whose end is recorded, and which it only has to put away. */
export function runsUnderWay(engine: Pick<Engine, 'running' | 'state'>): readonly string[] {
  return engine.running().filter((run) => isUnderWay(engine.state(run).status));
}

/** Resolves when this process has put away a run whose end is told; for any other run at once. */
export async function whenPutAway(engine: Pick<Engine, 'handle' | 'state'>, run: string): Promise<void> {
  const handle = engine.handle(run);
  if (handle === undefined || isUnderWay(engine.state(run).status)) return;
  // who started it hears of a failure
  await handle.done.catch(() => undefined);
}

/**
 * Pauses every run of this process, for the next start to offer to resume it; steps that are still running after the
 * grace are aborted with all their processes, and run again then. When it resolves, this process owns no run any more.
 */
export async function pauseRuns(engine: Engine, { graceMs, clock, log }: StopOptions): Promise<void> {
  const paused = Promise.all(
    engine.running().map((run) => settled(engine.pause(run, 'quit'), `pausing run ${run}`, log)),
  );
  const giveUp = new AbortController();
  await Promise.race([paused, clock.sleep(graceMs, giveUp.signal).catch(() => undefined)]);
  giveUp.abort();
  await Promise.all(
    engine
      .running()
      .map((run) => settled(engine.handle(run)?.abort() ?? Promise.resolve(), `stopping run ${run}`, log)),
  );
}

/** Aborts the running steps of every run of this process. Cancelled runs can be resumed, too. */
export async function cancelRuns(engine: Engine, log: (line: string) => void): Promise<void> {
  await Promise.all(engine.running().map((run) => settled(engine.cancel(run), `cancelling run ${run}`, log)));
}

/** One run that cannot be stopped must not keep the others from it. */
async function settled(stopping: Promise<void>, what: string, log: (line: string) => void): Promise<void> {
  try {
    await stopping;
  } catch (error) {
    log(`${what}: ${describeThrown(error)}`);
  }
}
