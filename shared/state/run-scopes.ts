import type { FactOf, StoredValue } from '../facts.ts';
import { isInside, joinPath, ownerOf, scopeOf, splitPath } from '../step-path.ts';
import type { RunState, StepState, VariableChange } from './run-state.ts';

/** What is inside of containers: steps of loop bodies and of included pipelines, by scope (step-path.ts), and the loops themselves. */

/** One iteration of a loop, or one run of an included pipeline. Keys are ids, not paths. */
export interface ScopeState {
  readonly steps: Map<string, StepState>;
  readonly variables: Map<string, readonly VariableChange[]>;
  /** The state that may change it; any other copies it first. So a snapshot costs what changes after it, not all there is. */
  readonly owner: object;
}

export interface IterationState {
  readonly status: 'started' | 'completed' | 'failed';
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly durationMs?: number;
  /** What `set_state` gave after it. */
  readonly state?: StoredValue;
  /** The condition that was looked at before (`while`) or after it (`until`), as it read. */
  readonly expression?: string;
  /** The condition of an `until` held after it. */
  readonly isLast?: boolean;
}

/** A new object each time something about the loop changes; its map of iterations stays the same object. */
export interface LoopState {
  /** Null: not known before the loop ends. */
  readonly total: number | null;
  readonly completed: number;
  readonly failed: number;
  readonly iterations: Map<number, IterationState>;
}

const NO_STEPS: ReadonlyMap<string, StepState> = new Map();
const NO_VARIABLES: ReadonlyMap<string, readonly VariableChange[]> = new Map();

/** The steps of a scope that have a fact; '' is the run's own level. */
export function stepsIn(state: RunState, scope: string): ReadonlyMap<string, StepState> {
  return scope === '' ? state.steps : (state.scopes.get(scope)?.steps ?? NO_STEPS);
}

export function variablesIn(state: RunState, scope: string): ReadonlyMap<string, readonly VariableChange[]> {
  return scope === '' ? state.variables : (state.scopes.get(scope)?.variables ?? NO_VARIABLES);
}

/** The scope, to be changed; made if there is none. */
export function scopeIn(state: RunState, scope: string): Pick<RunState, 'steps' | 'variables'> {
  if (scope === '') return state;
  const known = state.scopes.get(scope);
  const { owner } = state;
  if (known?.owner === owner) return known;
  const own: ScopeState = { steps: new Map(known?.steps), variables: new Map(known?.variables), owner };
  state.scopes.set(scope, own);
  return own;
}

/** Every step that has a fact, at all levels, by its path. */
export function* everyStep(state: RunState): Iterable<readonly [path: string, entry: StepState]> {
  yield* state.steps;
  for (const [scope, { steps }] of state.scopes) for (const [id, entry] of steps) yield [`${scope}.${id}`, entry];
}

/**
 * All that is inside of a container, level by level. Only what is there is looked at: a loop in each of 10,000 iterations
 * costs no more than one.
 */
export function* scopesInside(state: RunState, container: string): Iterable<ScopeState> {
  const iterations = state.loops.get(container)?.iterations;
  const scopes = iterations === undefined ? [container] : [...iterations.keys()].map((at) => scopeOf(container, at));
  for (const scope of scopes) {
    const inside = state.scopes.get(scope);
    if (inside === undefined) continue;
    yield inside;
    for (const id of inside.steps.keys()) {
      const path = joinPath(scope, id);
      if (state.loops.has(path) || state.scopes.has(path)) yield* scopesInside(state, path);
    }
  }
}

/** Of the scopes inside of a loop, those that see the names around it: of none that an included pipeline has for itself. */
export function* scopesOfLoop(state: RunState, container: string): Iterable<ScopeState> {
  for (const at of state.loops.get(container)?.iterations.keys() ?? []) {
    const scope = scopeOf(container, at);
    const inside = state.scopes.get(scope);
    if (inside === undefined) continue;
    yield inside;
    for (const id of inside.steps.keys()) yield* scopesOfLoop(state, joinPath(scope, id));
  }
}

/** Forgets everything inside of a container, or inside of one iteration of it. */
export function dropInside(state: RunState, place: string): void {
  const isPlace = (scope: string): boolean => isInside(scope, place);
  for (const scope of state.scopes.keys()) if (isPlace(scope)) state.scopes.delete(scope);
  for (const container of state.loops.keys()) if (isPlace(container)) state.loops.delete(container);
  for (const paths of [state.waiting, state.inFlight])
    for (const path of paths) if (path !== place && isPlace(path)) paths.delete(path);
}

/**
 * Lets `to` hold what `from` holds of a scope and its iteration, where both say the same of it: two states of one run
 * then take the memory of one. Either may change later; `to` copies the scope before it does. `from` is behind `to`.
 */
export function shareScope(from: RunState, to: RunState, scope: string): void {
  const mine = from.scopes.get(scope);
  const other = to.scopes.get(scope);
  if (mine === undefined || other === undefined || !isSameScope(mine, other)) return;
  to.scopes.set(scope, mine);
  const owner = ownerOf(scope);
  if (owner === null || owner.iteration === null) return;
  const iteration = from.loops.get(owner.container)?.iterations.get(owner.iteration);
  const iterations = to.loops.get(owner.container)?.iterations;
  if (iteration !== undefined && iterations?.get(owner.iteration)?.status === iteration.status)
    iterations.set(owner.iteration, iteration);
}

/** Of one run, so that facts with equal numbers are the same facts. */
function isSameScope(a: ScopeState, b: ScopeState): boolean {
  if (a.steps.size !== b.steps.size || a.variables.size !== b.variables.size) return false;
  for (const [id, { n }] of a.steps) if (b.steps.get(id)?.n !== n) return false;
  for (const [name, changes] of a.variables) if (b.variables.get(name)?.length !== changes.length) return false;
  return true;
}

export function iterationStarted(state: RunState, fact: FactOf<'loop.iteration_started'>): string[] {
  const { step, iteration, total, expression } = fact;
  const before = loopOf(state, step);
  before.iterations.set(iteration, {
    status: 'started',
    startedAt: fact.at,
    ...(expression === undefined ? {} : { expression }),
  });
  state.loops.set(step, { ...before, total: total ?? before.total });
  return [step];
}

export function iterationCompleted(state: RunState, fact: FactOf<'loop.iteration_completed'>): string[] {
  const { step, iteration, status, durationMs, at, state: carried, expression, isLast } = fact;
  const before = loopOf(state, step);
  const startedAt = before.iterations.get(iteration)?.startedAt ?? at;
  before.iterations.set(iteration, {
    ...before.iterations.get(iteration),
    status,
    startedAt,
    endedAt: at,
    durationMs,
    ...(carried === undefined ? {} : { state: carried }),
    ...(expression === undefined ? {} : { expression }),
    ...(isLast === undefined ? {} : { isLast }),
  });
  state.loops.set(step, { ...before, [status]: before[status] + 1 });
  return [step];
}

/** A step inside was taken back: the iterations around it go on. */
export function reopenAround(state: RunState, path: string): void {
  for (let owner = ownerOf(splitPath(path).scope); owner !== null; owner = ownerOf(splitPath(owner.container).scope)) {
    const { container, iteration } = owner;
    const loop = state.loops.get(container);
    const entry = iteration === null ? undefined : loop?.iterations.get(iteration);
    if (loop === undefined || iteration === null || entry === undefined || entry.status === 'started') continue;
    loop.iterations.set(iteration, { status: 'started', startedAt: entry.startedAt });
    state.loops.set(container, { ...loop, [entry.status]: loop[entry.status] - 1 });
  }
}

/** An iteration is taken back as if it had not begun. */
export function dropIteration(state: RunState, scope: string): void {
  dropInside(state, scope);
  const owner = ownerOf(scope);
  const loop = owner === null ? undefined : state.loops.get(owner.container);
  if (owner === null || owner.iteration === null || loop === undefined) return;
  const entry = loop.iterations.get(owner.iteration);
  loop.iterations.delete(owner.iteration);
  if (entry === undefined || entry.status === 'started') return;
  state.loops.set(owner.container, { ...loop, [entry.status]: loop[entry.status] - 1 });
}

function loopOf(state: RunState, container: string): LoopState {
  return state.loops.get(container) ?? { total: null, completed: 0, failed: 0, iterations: new Map() };
}
