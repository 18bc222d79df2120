import { assertNever } from './errors.ts';
import type {
  Consequence,
  Edit,
  ErrorRecord,
  Fact,
  FactOf,
  Handled,
  Read,
  RunParent,
  SkipReason,
  StoredValue,
} from './facts.ts';
import type { Json } from './json.ts';
import {
  dropInside,
  dropIteration,
  everyStep,
  iterationCompleted,
  iterationStarted,
  type LoopState,
  reopenAround,
  type ScopeState,
  scopeIn,
} from './run-scopes.ts';
import { splitPath } from './step-path.ts';

/** What a run can be. `interrupted` is derived: it says running, but its owner is gone. */
export type RunStatus = 'created' | 'running' | 'paused' | 'waiting' | 'completed' | 'failed' | 'cancelled';
/** What a step can be by its facts; `pending` has none. `queued` is known to the scheduler only. */
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
  readonly reusedFrom?: { readonly run: string; readonly attempt: number };
  readonly condition?: { readonly expression: string; readonly value: boolean; readonly reads: readonly Read[] };
  readonly route?: { readonly to: string; readonly on: 'false' | 'success' | 'failure' };
  readonly retryAt?: string;
  /** Attempts that have failed since the step was last taken up anew. */
  readonly failures?: number;
  /** How often each handler has had it run again since, by the handler's place. */
  readonly handlerRetries?: { readonly [handler: number]: number };
  readonly question?: StoredValue;
  readonly answer?: StoredValue;
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
  parent: RunParent | null;
  edits: readonly Edit[];
  createdAt: string | null;
  startedAt: string | null;
  endedAt: string | null;
  error: ErrorRecord | null;
  outputs: { readonly [name: string]: StoredValue };
  outputErrors: { readonly [name: string]: string };
  pauseReason: string | null;
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
  /** How often a step's failure has rolled the run back, by its path. */
  readonly rollbacks: Map<string, number>;
  checkpoints: readonly CheckpointState[];
  warnings: readonly { readonly n: number; readonly code: string; readonly message: string; readonly step?: string }[];
}

const PENDING: StepState = Object.freeze({
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
    parent: null,
    edits: [],
    createdAt: null,
    startedAt: null,
    endedAt: null,
    error: null,
    outputs: {},
    outputErrors: {},
    pauseReason: null,
    steps: new Map(),
    variables: new Map(),
    owner: {},
    scopes: new Map(),
    loops: new Map(),
    waiting: new Set(),
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
  const { steps, variables, scopes, loops, waiting } = state;
  return {
    ...state,
    steps: new Map(steps),
    variables: new Map(variables),
    waiting: new Set(waiting),
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

function putStep(state: RunState, path: string, entry: StepState): void {
  const { scope, id } = splitPath(path);
  scopeIn(state, scope).steps.set(id, entry);
  if (entry.status === 'waiting') state.waiting.add(path);
  else state.waiting.delete(path);
}

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
      return runIs(state, { status: 'running', startedAt: fact.at });
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
      return merge(state, fact.step, { status: 'started', n: fact.n, answer: fact.answer });
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
    case 'process.started':
    case 'breakpoint.hit':
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
  runIs(state, { status: 'running', endedAt: null, error: null, outputs: {}, outputErrors: {}, pauseReason: null });
  const lost = [...everyStep(state)].filter(([, entry]) => entry.status === 'started' || entry.status === 'retrying');
  return lost.flatMap(([step, entry]) => {
    const attempts = endLastAttempt(entry.attempts, { status: 'interrupted', endedAt: fact.at });
    return entry.status === 'started' ? merge(state, step, { status: 'pending', attempts }) : [];
  });
}

function stepStarted(state: RunState, fact: FactOf<'step.started'>): string[] {
  const { attempt, parameters, reads } = fact;
  const before = stepState(state, fact.step);
  const attempts: AttemptState[] = [
    ...before.attempts,
    { attempt, startedAt: fact.at, status: 'started', parameters, reads },
  ];
  const {
    error: _error,
    retryAt: _retryAt,
    endedAt: _endedAt,
    durationMs: _duration,
    question: _question,
    answer: _answer,
    ...kept
  } = before;
  putStep(state, fact.step, {
    ...kept,
    status: 'started',
    n: fact.n,
    attempt,
    attempts,
    parameters,
    reads,
    startedAt: before.startedAt ?? fact.at,
  });
  return [fact.step];
}

function attemptFailed(state: RunState, fact: FactOf<'step.attempt_failed'>): string[] {
  const { error, durationMs, retryAt } = fact;
  const { attempts: before, failures = 0 } = stepState(state, fact.step);
  const attempts = endLastAttempt(before, { status: 'failed', endedAt: fact.at, durationMs, error });
  return merge(state, fact.step, {
    status: 'retrying',
    n: fact.n,
    attempts,
    error,
    retryAt,
    failures: failures + 1,
  });
}

function handlerEnded(state: RunState, { step, handler, then }: FactOf<'handler.ended'>): string[] {
  if (then !== 'retry') return [];
  const { handlerRetries = {} } = stepState(state, step);
  return merge(state, step, {
    handlerRetries: { ...handlerRetries, [handler]: (handlerRetries[handler] ?? 0) + 1 },
  });
}

/** An answer that was given before is to another question. */
function asked(state: RunState, { step, n, question }: FactOf<'step.waiting'>): string[] {
  const { answer: _answer, ...before } = stepState(state, step);
  putStep(state, step, { ...before, status: 'waiting', n, question });
  return [step];
}

function stepEnded(
  state: RunState,
  fact: FactOf<'step.completed'> | FactOf<'step.failed'> | FactOf<'step.cancelled'>,
): string[] {
  const status = fact.type === 'step.completed' ? 'completed' : fact.type === 'step.failed' ? 'failed' : 'cancelled';
  const error = fact.type === 'step.failed' ? { error: fact.error } : {};
  const { retryAt: _retryAt, ...before } = stepState(state, fact.step);
  const attempts =
    before.attempts.at(-1)?.status === 'started'
      ? endLastAttempt(before.attempts, { status, endedAt: fact.at, durationMs: fact.durationMs, ...error })
      : before.attempts;
  const result = fact.type !== 'step.cancelled' && fact.result !== undefined ? { result: fact.result } : {};
  const meta = fact.type === 'step.completed' && fact.meta !== undefined ? { meta: fact.meta } : {};
  const reads = fact.type === 'step.completed' && fact.reads !== undefined ? { reads: fact.reads } : {};
  const handled = fact.type !== 'step.cancelled' && fact.handled !== undefined ? { handled: fact.handled } : {};
  putStep(state, fact.step, {
    ...before,
    status,
    n: fact.n,
    attempts,
    endedAt: fact.at,
    durationMs: fact.durationMs,
    ...error,
    ...result,
    ...meta,
    ...reads,
    ...handled,
  });
  return [fact.step];
}

function stepReused(state: RunState, fact: FactOf<'step.reused'>): string[] {
  const { status, from, result, parameters, reads, durationMs } = fact;
  return merge(state, fact.step, {
    status,
    n: fact.n,
    reusedFrom: from,
    result,
    parameters,
    reads,
    durationMs,
    endedAt: fact.at,
    ...(fact.meta === undefined ? {} : { meta: fact.meta }),
  });
}

function skipped(state: RunState, fact: Fact, skip: { readonly step: string; readonly reason: SkipReason }): string[] {
  return merge(state, skip.step, { status: 'skipped', n: fact.n, skipReason: skip.reason, endedAt: fact.at });
}

function stepsReset(state: RunState, fact: FactOf<'step.reset'>): string[] {
  const { cause } = fact;
  if (cause !== undefined) state.rollbacks.set(cause, (state.rollbacks.get(cause) ?? 0) + 1);
  for (const scope of fact.dropped ?? []) dropIteration(state, scope);
  for (const step of fact.steps) {
    dropInside(state, step);
    reset(state, step, fact.n);
    reopenAround(state, step);
  }
  for (const container of fact.reopened ?? []) reset(state, container, fact.n);
  return [...fact.steps, ...(fact.reopened ?? [])];
}

/** Attempts and their numbers stay; everything else about the step is taken back. */
function reset(state: RunState, step: string, n: number): void {
  const { attempt, attempts } = stepState(state, step);
  putStep(state, step, { ...PENDING, n, attempt, attempts });
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

function merge(state: RunState, step: string, change: Partial<StepState>): string[] {
  putStep(state, step, { ...stepState(state, step), ...change });
  return [step];
}

function endLastAttempt(attempts: readonly AttemptState[], end: Partial<AttemptState>): readonly AttemptState[] {
  const last = attempts.at(-1);
  return last === undefined || last.status !== 'started' ? attempts : [...attempts.slice(0, -1), { ...last, ...end }];
}

function addChange(state: RunState, scope: string, { name, change }: { name: string; change: VariableChange }): void {
  const { variables } = scopeIn(state, scope);
  variables.set(name, [...(variables.get(name) ?? []), change]);
}
