import { StepglassError } from '../../../shared/errors.ts';
import { everyStep } from '../../../shared/state/run-scopes.ts';
import { isSettled, type RunState } from '../../../shared/state/run-state.ts';

/** `people`: only they can bring the run further. `lost`: nobody can, which is a fault of ours. */
export type Standstill = 'people' | 'lost';

/** How many of the steps a message names. */
const MOST_NAMED = 10;

/**
 * Pure: whether a run stands still, and for whom; null: it goes on by itself. Never a matter of time: a tool may be silent
 * for hours. Only three things move a run on by themselves, and each is counted from before it begins until it has done
 * all that it does to the run:
 *
 * - facts on their way to the disk (`isQuiet`: there is none);
 * - work: attempts, answers and questions being dealt with, rollbacks (`UnderWay`), and of a container also what it does
 *   between two iterations (`ContainerRun.isStalled`);
 * - timers of steps, for their next attempt or the default of a question (`StepTimers`).
 *
 * `isStalled`: steps are left at the top level, and neither work nor a timer is there, at any level.
 */
export function standstill(run: {
  readonly isQuiet: boolean;
  readonly isStalled: boolean;
  readonly isStopping: boolean;
  readonly isAsking: boolean;
}): Standstill | null {
  if (!run.isQuiet || !run.isStalled) return null;
  // a run that is stopping does not wait for answers, only for what is under way
  return run.isAsking && !run.isStopping ? 'people' : 'lost';
}

/** What is told of a run in which nothing goes on any more: which steps have not ended, and that it can be resumed. */
export function stuck(run: string, state: RunState): StepglassError {
  const steps = [...everyStep(state)].filter(([, { status }]) => !isSettled(status)).map(([path]) => path);
  const message = `run ${run} has come to a halt: nothing is under way any more, and ${left(steps)}. This is a fault of Stepglass, not of the pipeline, and nothing is lost: resume the run (\`stepglass resume ${run}\`), and it goes on from there`;
  return new StepglassError('internal', 'run_stuck', message, { details: { run, steps } });
}

function left(steps: readonly string[]): string {
  if (steps.length === 0) return 'it has not ended though all its steps have';
  const more = steps.length > MOST_NAMED ? ` and ${steps.length - MOST_NAMED} more` : '';
  return `these steps have not ended: ${steps.slice(0, MOST_NAMED).join(', ')}${more}`;
}
