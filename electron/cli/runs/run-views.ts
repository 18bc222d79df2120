import { StepglassError } from '../../../shared/errors.ts';
import type { ErrorRecord, ReusedFrom, StoredValue } from '../../../shared/facts.ts';
import type { Json } from '../../../shared/json.ts';
import { stepState } from '../../../shared/state/run-state.ts';
import type { LoadedRun } from './load-run.ts';
import { displayStatus } from './step-rows.ts';

/** One step of a run with all its values, as `show --step --json` prints it. */
export interface StepView {
  readonly run: string;
  /** The fact that it is seen at. */
  readonly seq: number;
  readonly step: string;
  readonly status: string;
  readonly condition: { readonly expression: string; readonly value: boolean } | null;
  readonly parameters: Json;
  readonly result: Json;
  readonly error: ErrorRecord | null;
  readonly handled: string | null;
  readonly skip_reason: string | null;
  /** The step whose failure or route skipped it. */
  readonly skipped_by: string | null;
  readonly reused_from: ReusedFrom | null;
  readonly reads: readonly { readonly kind: string; readonly name: string; readonly at: string }[];
  readonly attempts: readonly AttemptView[];
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly duration_ms: number | null;
  readonly question: Json;
}

interface AttemptView {
  readonly attempt: number;
  readonly status: string;
  readonly started_at: string;
  readonly ended_at: string | null;
  readonly error: ErrorRecord | null;
}

/** A run as it was at a fact, as `show --checkpoint --json` prints it. */
export interface RunView {
  readonly run: string;
  readonly seq: number;
  readonly status: string;
  readonly inputs: { readonly [name: string]: Json };
  readonly variables: { readonly [name: string]: Json };
  readonly steps: {
    readonly [step: string]: { readonly status: string; readonly attempts: number; readonly result: Json };
  };
}

/** Throws `invalid_input` `unknown_step`. */
export function viewOfStep({ run, state, read, isInterrupted }: LoadedRun, step: string): StepView {
  if (!state.steps.has(step)) {
    const steps = [...state.steps.keys()];
    throw new StepglassError(
      'invalid_input',
      'unknown_step',
      `Run ${run} has no step ${JSON.stringify(step)}; its steps are ${steps.join(', ')}.`,
      { details: { run, step } },
    );
  }
  const entry = stepState(state, step);
  const value = (stored: StoredValue | null | undefined): Json =>
    stored === null || stored === undefined ? null : read(stored);
  return {
    run,
    seq: state.n,
    step,
    status: shownIn({ isInterrupted }, displayStatus(state, step)),
    condition:
      entry.condition === undefined ? null : { expression: entry.condition.expression, value: entry.condition.value },
    parameters: value(entry.parameters),
    result: value(entry.result),
    error: entry.error ?? null,
    handled: entry.handled ?? null,
    skip_reason: entry.skipReason ?? null,
    skipped_by: entry.skippedBy ?? null,
    reused_from: entry.reusedFrom ?? null,
    reads: entry.reads.map(({ kind, name, at }) => ({ kind, name, at })),
    attempts: entry.attempts.map(({ attempt, status, startedAt, endedAt, error }) => ({
      attempt,
      status,
      started_at: startedAt,
      ended_at: endedAt ?? null,
      error: error ?? null,
    })),
    started_at: entry.startedAt ?? null,
    ended_at: entry.endedAt ?? null,
    duration_ms: entry.durationMs ?? null,
    question: value(entry.question),
  };
}

export function viewOfRun({ run, state, read, isInterrupted }: LoadedRun): RunView {
  const values = (stored: { readonly [name: string]: StoredValue }): { readonly [name: string]: Json } =>
    Object.fromEntries(Object.entries(stored).map(([name, value]) => [name, read(value)]));
  const steps = [...state.steps].map(([step, entry]) => [
    step,
    {
      status: shownIn({ isInterrupted }, displayStatus(state, step)),
      attempts: entry.attempt,
      result: entry.result === undefined ? null : read(entry.result),
    },
  ]);
  return {
    run,
    seq: state.n,
    status: shownIn({ isInterrupted }, state.status),
    inputs: values(state.inputs),
    variables: Object.fromEntries(variablesOf(state.variables).map(([name, value]) => [name, read(value)])),
    steps: Object.fromEntries(steps),
  };
}

/** What says that it is at work is not, in a run whose owner is gone. */
export function shownIn({ isInterrupted }: Pick<LoadedRun, 'isInterrupted'>, status: string): string {
  return isInterrupted && (status === 'running' || status === 'created') ? 'interrupted' : status;
}

function variablesOf(
  variables: LoadedRun['state']['variables'],
): readonly (readonly [name: string, value: StoredValue])[] {
  return [...variables].flatMap(([name, changes]) => {
    const last = changes.at(-1);
    return last === undefined ? [] : [[name, last.value] as const];
  });
}
