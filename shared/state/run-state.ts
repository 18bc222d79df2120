import type {
  Edit,
  ErrorRecord,
  FactOf,
  Handled,
  PinnedResult,
  Read,
  ReusedFrom,
  RunParent,
  SkipReason,
  StoredValue,
} from '../facts.ts';
import type { Json } from '../json.ts';
import { splitPath } from '../step-path.ts';
import type { LoopState, ScopeState } from './run-scopes.ts';

/** What a run can be. `interrupted` is derived: it says running, but its owner is gone. */
export type RunStatus = 'created' | 'running' | 'paused' | 'waiting' | 'completed' | 'failed' | 'cancelled';
/** What a step can be by its facts; `pending` has none. `queued` is known to the scheduler only. */
/** Whether it goes on: its end is not told yet, nor that it stands still. */
export function isUnderWay(status: RunStatus): boolean {
  return status === 'created' || status === 'running';
}

export type StepStatus =
  | 'pending'
  | 'started'
  | 'retrying'
  | 'waiting'
  | 'completed'
  | 'failed'
  | 'skipped'
  | 'cancelled';

const SETTLED: ReadonlySet<StepStatus> = new Set<StepStatus>(['completed', 'failed', 'skipped', 'cancelled']);

export function isSettled(status: StepStatus): boolean {
  return SETTLED.has(status);
}

/** One attempt of a step: from its start to its end, or still under way. */
export interface AttemptState {
  readonly attempt: number;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly durationMs?: number;
  readonly status: 'started' | 'completed' | 'failed' | 'cancelled' | 'interrupted';
  readonly error?: ErrorRecord;
  /** When it is tried again after it has failed. Absent: not by itself. */
  readonly retryAt?: string;
  readonly parameters: StoredValue | null;
  readonly reads: readonly Read[];
}

export interface StepState {
  readonly status: StepStatus;
  /** The number of the fact that gave this status. 0: none has. */
  readonly n: number;
  /** The newest attempt's number; 0 before the first. Attempts count through the whole life of the run. */
  readonly attempt: number;
  readonly attempts: readonly AttemptState[];
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly durationMs?: number;
  readonly parameters: StoredValue | null;
  readonly reads: readonly Read[];
  readonly result?: StoredValue;
  readonly meta?: { readonly [key: string]: Json };
  readonly error?: ErrorRecord;
  readonly handled?: Handled;
  readonly skipReason?: SkipReason;
  /** The step whose failure or route skipped it; absent: its own condition, or it is not known. */
  readonly skippedBy?: string;
  readonly reusedFrom?: ReusedFrom;
  readonly condition?: { readonly expression: string; readonly value: boolean; readonly reads: readonly Read[] };
  readonly route?: { readonly to: string; readonly on: 'false' | 'success' | 'failure' };
  readonly retryAt?: string;
  /** Attempts that have failed since the step was last taken up anew. */
  readonly failures?: number;
  /** How often each handler has had it run again since, by the handler's place. */
  readonly handlerRetries?: { readonly [handler: number]: number };
  readonly question?: StoredValue;
  readonly answer?: StoredValue;
  /** When it has waited for people, oldest first; without an end it still does. Absent: never. */
  readonly waits?: readonly { readonly from: string; readonly to?: string }[];
}

export interface VariableChange {
  readonly n: number;
  readonly at: string;
  readonly value: StoredValue;
  /** Undefined: set by hand when the run was made. */
  readonly step?: string;
  readonly attempt?: number;
}

export interface CheckpointState {
  readonly checkpoint: string;
  /** The last fact that the checkpoint reflects. */
  readonly seq: number;
  readonly at: string;
  readonly sizeBytes: number;
}

/** Everything that the facts of a run say. The renderer, the engine and the command line all fold it with `applyFact`. */
export interface RunState {
  run: string;
  /** The number of the last fact folded in. */
  n: number;
  status: RunStatus;
  pipeline: FactOf<'run.created'>['pipeline'] | null;
  inputs: { readonly [name: string]: StoredValue };
  workdir: string;
  maxParallel: number;
  until: string | null;
  /** The one step that runs; null: all, as far as `until` goes. A resume when it has run makes it null. */
  only: string | null;
  /** Results that it takes instead of running their steps. */
  pins: readonly PinnedResult[];
  parent: RunParent | null;
  edits: readonly Edit[];
  createdAt: string | null;
  startedAt: string | null;
  endedAt: string | null;
  error: ErrorRecord | null;
  outputs: { readonly [name: string]: StoredValue };
  outputErrors: { readonly [name: string]: string };
  pauseReason: string | null;
  /** The breakpoint that the run stands at, or is about to; null: none was hit since it last went on. */
  breakpoint: { readonly step: string; readonly when: FactOf<'breakpoint.hit'>['when'] } | null;
  /** A new object for a step each time something about it changes; the same object otherwise. */
  readonly steps: Map<string, StepState>;
  /** Oldest change first. */
  readonly variables: Map<string, readonly VariableChange[]>;
  /** The scopes that this state may change in place are those with the same owner. */
  owner: object;
  /** Steps inside of containers, by scope (step-path.ts). */
  readonly scopes: Map<string, ScopeState>;
  /** Loops by their path. */
  readonly loops: Map<string, LoopState>;
  /** Paths of the steps, at any level, that wait for a person. */
  readonly waiting: Set<string>;
  /** Paths of the steps, at any level, that are under way: started, or between two attempts. Containers are, too. */
  readonly inFlight: Set<string>;
  /** How often a step's failure has rolled the run back, by its path. */
  readonly rollbacks: Map<string, number>;
  checkpoints: readonly CheckpointState[];
  warnings: readonly { readonly n: number; readonly code: string; readonly message: string; readonly step?: string }[];
}

/** A step without a fact. */
export const PENDING: StepState = Object.freeze({
  status: 'pending',
  n: 0,
  attempt: 0,
  attempts: [],
  parameters: null,
  reads: [],
});

export function emptyRunState(): RunState {
  return {
    run: '',
    n: 0,
    status: 'created',
    pipeline: null,
    inputs: {},
    workdir: '',
    maxParallel: 1,
    until: null,
    only: null,
    pins: [],
    parent: null,
    edits: [],
    createdAt: null,
    startedAt: null,
    endedAt: null,
    error: null,
    outputs: {},
    outputErrors: {},
    pauseReason: null,
    breakpoint: null,
    steps: new Map(),
    variables: new Map(),
    owner: {},
    scopes: new Map(),
    loops: new Map(),
    waiting: new Set(),
    inFlight: new Set(),
    rollbacks: new Map(),
    checkpoints: [],
    warnings: [],
  };
}

/**
 * A copy that later facts do not change: maps are copied, entries are shared (they are never mutated). Scopes are shared
 * too, and copied by whichever of the two changes them first.
 */
export function snapshotRunState(state: RunState): RunState {
  state.owner = {};
  const { steps, variables, scopes, loops, waiting, inFlight } = state;
  return {
    ...state,
    steps: new Map(steps),
    variables: new Map(variables),
    waiting: new Set(waiting),
    inFlight: new Set(inFlight),
    rollbacks: new Map(state.rollbacks),
    owner: {},
    scopes: new Map(scopes),
    loops: new Map([...loops].map(([path, loop]) => [path, { ...loop, iterations: new Map(loop.iterations) }])),
  };
}

/** The state of a step, by its path or (in a scope's own table) by its id; `pending` for one that has no fact yet. */
export function stepState(
  state: { readonly steps: ReadonlyMap<string, StepState>; readonly scopes?: RunState['scopes'] },
  step: string,
): StepState {
  const { scope, id } = splitPath(step);
  const steps = scope === '' ? state.steps : state.scopes?.get(scope)?.steps;
  return steps?.get(id) ?? PENDING;
}
