import type { Step } from '../../../shared/pipeline.ts';
import { stepState } from '../../../shared/state/run-state.ts';
import type { AttemptPlace } from '../attempt/attempt-end.ts';
import type { Interruption } from '../attempt/interruption.ts';
import type { ReadLog } from '../attempt/reads.ts';
import { StepProblem } from '../attempt/step-problem.ts';
import { asReset, isEmpty, reopenInside } from '../run/reopen.ts';
import { pathOf, type RunContext } from '../run/run-context.ts';
import { type ContainerCall, type ContainerEnd, type ContainerRun, IncludedRun, timedOut } from './container.ts';
import { asParameters, evaluateInputs, fromParameters, type LoopInputs } from './container-inputs.ts';
import { ForEachRun, LoopRun } from './loops.ts';

export interface ContainerAttempt {
  readonly step: Step;
  readonly place: AttemptPlace;
  readonly interruption: Interruption;
  readonly reads: ReadLog;
  /** Somebody else has settled the step, or the run is over. */
  readonly isTooLate: () => boolean;
  readonly onRun: (run: ContainerRun) => void;
}

export type ContainerOutcome = (ContainerEnd & { readonly fatal?: boolean }) | { readonly kind: 'cancelled' };

/** One attempt of a container. It goes on where an interrupted one stood; after a failure, what failed inside it runs again. */
export async function runContainer(context: RunContext, attempt: ContainerAttempt): Promise<ContainerOutcome> {
  const { step, place, reads, interruption } = attempt;
  const inputs = inputsOf(context, attempt);
  const parameters = inputs instanceof StepProblem ? null : await context.folder.blobs.put(asParameters(inputs));
  if (attempt.isTooLate()) return { kind: 'stopped' };
  await reopen(context, step);
  // another step's failure may have settled it meanwhile: begun now, it would never be settled again
  if (attempt.isTooLate()) return { kind: 'stopped' };
  const { attempt: number } = place;
  context.ledger.append(
    { type: 'step.started', step: step.id, attempt: number, parameters, reads: reads.list() },
    false,
  );
  if (inputs instanceof StepProblem) return { kind: 'failed', failure: { error: inputs.error }, span: inputs.span };
  const run = makeRun(context, { step, inputs, reads, interruption });
  attempt.onRun(run);
  return await interruptible(context, attempt, run);
}

async function interruptible(
  context: RunContext,
  { step, interruption }: ContainerAttempt,
  run: ContainerRun,
): Promise<ContainerOutcome> {
  const path = pathOf(context, step.id);
  const timer = new AbortController();
  // from outside everything inside is stopped at once; of the container's own time it hears here
  void interruption.happened.then(() => context.control.stopInside(path));
  if (step.timeoutMs !== undefined)
    context.clock.sleep(step.timeoutMs, timer.signal).then(
      () => interruption.interrupt('timeout'),
      // aborted: it ended in time
      () => undefined,
    );
  try {
    const end = await run.run();
    return end.kind === 'stopped' ? whyStopped(step, interruption) : end;
  } finally {
    timer.abort();
  }
}

function whyStopped(step: Step, { reason }: Interruption): ContainerOutcome {
  switch (reason) {
    case 'cancel':
      return { kind: 'cancelled' };
    case 'timeout':
      return { kind: 'failed', failure: { error: timedOut(`step ${step.id}`, step.timeoutMs ?? 0) } };
    case 'run_timeout': {
      const message = `step ${step.id} was stopped: the run's time is up`;
      return {
        kind: 'failed',
        failure: { error: { category: 'timeout', code: 'run_timeout', message } },
        fatal: true,
      };
    }
    default:
      return { kind: 'stopped' };
  }
}

/** What was recorded when the container began, if something inside has begun; else evaluated now. */
function inputsOf(context: RunContext, { step, place, reads }: ContainerAttempt): LoopInputs | StepProblem {
  const { folder } = context;
  const state = context.root.head;
  const path = pathOf(context, step.id);
  const entry = stepState(state, path);
  if (state.loops.has(path) || state.scopes.has(path)) {
    const before = entry.attempts.findLast(({ parameters }) => parameters !== null);
    const recorded =
      before?.parameters === undefined || before.parameters === null
        ? null
        : fromParameters(folder.blobs.get(before.parameters));
    if (before !== undefined && recorded !== null) {
      for (const read of before.reads) {
        reads.at = read.at;
        reads.add(read.kind, read.name, () => read.hash);
      }
      return recorded;
    }
  }
  try {
    return evaluateInputs(context, step, { attempt: place.attempt, reads });
  } catch (error) {
    if (error instanceof StepProblem) return error;
    throw error;
  }
}

/** Another attempt after a failure: what failed inside runs again, what is done stays. */
async function reopen(context: RunContext, step: Step): Promise<void> {
  const state = context.root.head;
  const path = pathOf(context, step.id);
  if ((stepState(state, path).failures ?? 0) === 0) return;
  const again = reopenInside(state, path, step);
  if (!isEmpty(again)) await context.root.append(asReset(again, 'retry'), true).applied;
}

function makeRun(context: RunContext, call: Omit<ContainerCall, 'container'>): ContainerRun {
  const { container } = call.step;
  switch (container?.kind) {
    case 'for_each':
      return new ForEachRun(context, { ...call, container });
    case 'loop':
      return new LoopRun(context, { ...call, container });
    case 'pipeline':
      return new IncludedRun(context, { ...call, container });
    default:
      throw new Error(`step ${call.step.id} is no container`);
  }
}
