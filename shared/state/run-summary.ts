import type { RunParent, StoredValue } from '../facts.ts';
import { pinOf } from './reused-from.ts';
import type { RunState, RunStatus } from './run-state.ts';
import { isSettled } from './run-state.ts';

/** What a list of runs shows of one run. `interrupted` and `damaged` are derived: no fact says so. */
export interface RunSummary {
  readonly run: string;
  /** `interrupted`: created or running, but its owner is gone. `damaged`: its files cannot be read; `problem` says why. */
  readonly status: RunStatus | 'interrupted' | 'damaged';
  /** Null if the run's first fact is missing or cannot be read. */
  readonly pipeline: {
    readonly id: string;
    readonly name: string;
    readonly version?: string;
    readonly file: string;
  } | null;
  readonly inputs: { readonly [name: string]: StoredValue };
  readonly createdAt: string | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** The message of the run's error. */
  readonly error: string | null;
  /** The step, by its path, whose failure is the run's error. */
  readonly failedStep: string | null;
  /** How many steps, at any level, wait for a person. */
  readonly waiting: number;
  /** The step, by its path, at whose breakpoint the run stands. */
  readonly brokeAt: string | null;
  readonly pauseReason: string | null;
  /** The step that the run was made to run alone. */
  readonly only: string | null;
  /** How many steps took their result from a pin. */
  readonly pinned: number;
  readonly parent: RunParent | null;
  readonly settledSteps: number;
  readonly totalSteps: number;
  /** The number of the last fact that this reflects. */
  readonly n: number;
  readonly problem?: string;
  /** When it was imported from a bundle; such a run is only looked at. Absent: it was made here. */
  readonly importedAt?: string;
}

/** The summary of a folded run. Whether its owner is alive is not known here: `interrupted` is never given. */
export function summarizeRun(state: RunState): RunSummary {
  const { run, status, inputs, createdAt, startedAt, endedAt, pauseReason, parent, n } = state;
  const steps = [...state.steps.values()];
  return {
    run,
    status,
    inputs,
    createdAt,
    startedAt,
    endedAt,
    pauseReason,
    parent,
    n,
    pipeline: state.pipeline === null ? null : summarizePipeline(state.pipeline),
    error: state.error?.message ?? null,
    failedStep: state.error?.step ?? null,
    only: state.only,
    pinned: steps.filter((step) => pinOf(step.reusedFrom) !== null).length,
    waiting: state.waiting.size,
    brokeAt: status === 'paused' ? (state.breakpoint?.step ?? null) : null,
    settledSteps: steps.filter((step) => isSettled(step.status)).length,
    totalSteps: steps.length,
  };
}

function summarizePipeline({
  id,
  name,
  version,
  file,
}: NonNullable<RunState['pipeline']>): NonNullable<RunSummary['pipeline']> {
  return { id, name, file, ...(version === undefined ? {} : { version }) };
}
