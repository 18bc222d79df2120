import { assertNever } from '../errors.ts';
import type { Consequence, Fact, FactOf } from '../facts.ts';
import { splitPath } from '../step-path.ts';
import {
  answered,
  asked,
  attemptFailed,
  endLastAttempt,
  handlerEnded,
  merge,
  skipped,
  stepEnded,
  stepReused,
  stepStarted,
  stepsReset,
} from './apply-step-fact.ts';
import { everyStep, iterationCompleted, iterationStarted, scopeIn } from './run-scopes.ts';
import { PENDING, type RunState, type VariableChange } from './run-state.ts';

/**
 * Folds one fact into `state`, in place, and returns the steps whose entry changed. Facts must come in order of `n`;
 * one that was folded in before is ignored, so a subscriber may hand in overlapping batches.
 */
export function applyFact(state: RunState, fact: Fact): readonly string[] {
  if (fact.n <= state.n) return [];
  state.n = fact.n;
  const changed = applyBody(state, fact);
  const consequences = 'consequences' in fact ? fact.consequences : [];
  return [...changed, ...consequences.flatMap((consequence) => applyConsequence(state, fact, consequence))];
}

function applyBody(state: RunState, fact: Fact): string[] {
  switch (fact.type) {
    case 'run.created':
      return created(state, fact);
    case 'run.started':
      return runIs(state, { status: 'running', startedAt: fact.at, breakpoint: null });
    case 'run.resumed':
      return resumed(state, fact);
    case 'run.paused':
      return runIs(state, { status: 'paused', pauseReason: fact.reason });
    case 'run.waiting':
      return runIs(state, { status: 'waiting' });
    case 'run.completed':
      return runIs(state, {
        status: 'completed',
        endedAt: fact.at,
        outputs: fact.outputs,
        outputErrors: {},
        error: null,
      });
    case 'run.failed':
    case 'run.cancelled':
      return runIs(state, {
        status: fact.type === 'run.failed' ? 'failed' : 'cancelled',
        endedAt: fact.at,
        error: fact.error,
        outputs: fact.outputs,
        outputErrors: fact.outputErrors,
      });
    case 'condition.evaluated':
      return merge(state, fact.step, {
        condition: { expression: fact.expression, value: fact.value, reads: fact.reads },
      });
    case 'step.started':
      return stepStarted(state, fact);
    case 'step.attempt_failed':
      return attemptFailed(state, fact);
    case 'step.completed':
    case 'step.failed':
    case 'step.cancelled':
      return stepEnded(state, fact);
    case 'step.reused':
      return stepReused(state, fact);
    case 'step.skipped':
      return skipped(state, fact, fact);
    case 'step.waiting':
      return asked(state, fact);
    case 'step.answered':
      return answered(state, fact);
    case 'step.reset':
      return stepsReset(state, fact);
    case 'edited':
      return edited(state, fact);
    case 'loop.iteration_started':
      return iterationStarted(state, fact);
    case 'loop.iteration_completed':
      return iterationCompleted(state, fact);
    case 'checkpoint.created':
      return runIs(state, {
        checkpoints: [
          ...state.checkpoints,
          { checkpoint: fact.checkpoint, seq: fact.seq, at: fact.at, sizeBytes: fact.sizeBytes },
        ],
      });
    case 'warning':
      return runIs(state, {
        warnings: [
          ...state.warnings,
          {
            n: fact.n,
            code: fact.code,
            message: fact.message,
            ...(fact.step === undefined ? {} : { step: fact.step }),
          },
        ],
      });
    case 'handler.ended':
      return handlerEnded(state, fact);
    case 'breakpoint.hit':
      runIs(state, { breakpoint: { step: fact.step, when: fact.when } });
      return [fact.step];
    case 'process.started':
      return [];
    default:
      return assertNever(fact);
  }
}

function runIs(state: RunState, change: Partial<RunState>): string[] {
  Object.assign(state, change);
  return [];
}

function created(state: RunState, fact: FactOf<'run.created'>): string[] {
  const { run, pipeline, inputs, workdir, maxParallel, edits } = fact;
  Object.assign(state, {
    run,
    pipeline,
    inputs,
    workdir,
    maxParallel,
    edits,
    until: fact.until ?? null,
    only: fact.only ?? null,
    pins: fact.pins ?? [],
    parent: fact.parent ?? null,
    createdAt: fact.at,
  });
  for (const step of fact.steps) state.steps.set(step, PENDING);
  for (const edit of edits)
    if (edit.kind === 'variable')
      addChange(state, '', { name: edit.name, change: { n: fact.n, at: fact.at, value: edit.value } });
  return [...fact.steps];
}

/** Attempts that were under way when the owner died are over, whatever they were doing. */
function resumed(state: RunState, fact: FactOf<'run.resumed'>): string[] {
  const { breakpoint } = state;
  runIs(state, {
    status: 'running',
    endedAt: null,
    error: null,
    outputs: {},
    outputErrors: {},
    pauseReason: null,
    breakpoint: null,
  });
  if (fact.after === 'only') state.only = null;
  const lost = [...everyStep(state)].filter(([, entry]) => entry.status === 'started');
  const changed = lost.flatMap(([step, entry]) => {
    const attempts = endLastAttempt(entry.attempts, { status: 'interrupted', endedAt: fact.at });
    return merge(state, step, { status: 'pending', attempts });
  });
  return breakpoint === null ? changed : [...changed, breakpoint.step];
}

function edited(state: RunState, { n, at, edit }: FactOf<'edited'>): string[] {
  if (edit.kind === 'variable') addChange(state, '', { name: edit.name, change: { n, at, value: edit.value } });
  return runIs(state, { edits: [...state.edits, edit] });
}

function applyConsequence(state: RunState, fact: Fact, consequence: Consequence): readonly string[] {
  switch (consequence.type) {
    case 'step.skipped':
      return skipped(state, fact, consequence);
    case 'route.taken':
      return merge(state, consequence.step, { route: { to: consequence.to, on: consequence.on } });
    case 'variable.changed': {
      const { name, value, step, attempt } = consequence;
      addChange(state, splitPath(step).scope, { name, change: { n: fact.n, at: fact.at, value, step, attempt } });
      return [];
    }
    default:
      return assertNever(consequence);
  }
}

function addChange(state: RunState, scope: string, { name, change }: { name: string; change: VariableChange }): void {
  const { variables } = scopeIn(state, scope);
  variables.set(name, [...(variables.get(name) ?? []), change]);
}
