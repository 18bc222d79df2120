import type { Consequence, FactOf } from '../../../shared/facts.ts';
import { bodyOf } from '../../../shared/find-step.ts';
import type { Body, Step } from '../../../shared/pipeline.ts';
import { stepsIn } from '../../../shared/state/run-scopes.ts';
import { type RunState, type StepState, stepState } from '../../../shared/state/run-state.ts';
import { joinPath, ownerOf, scopeOf } from '../../../shared/step-path.ts';
import { inScope } from '../containers/level-ledger.ts';
import { reset } from '../schedule/settle.ts';
import { defineSteps } from './definition.ts';

/** What a `step.reset` takes back, at all levels; paths, not ids. */
export interface Reopening {
  readonly steps: string[];
  readonly reopened: string[];
  readonly dropped: string[];
  readonly consequences: Consequence[];
}

const NOTHING: ReturnType<typeof reset> = { steps: [], consequences: [] };

export function isEmpty({ steps, reopened, dropped }: Reopening): boolean {
  return steps.length + reopened.length + dropped.length === 0;
}

/** The fact's fields; what is empty is left out. */
export function asReset(
  { steps, reopened, dropped, consequences }: Reopening,
  reason: FactOf<'step.reset'>['reason'],
): Omit<FactOf<'step.reset'>, 'n' | 'at'> {
  return {
    type: 'step.reset',
    reason,
    steps,
    ...(reopened.length === 0 ? {} : { reopened }),
    ...(dropped.length === 0 ? {} : { dropped }),
    consequences,
  };
}

/**
 * What is taken back so that a level goes on after a failure or a cancel (E12): its unhandled failures and cancelled
 * steps, with all that follows from them. Of a container among them, the same inside it: what is done there stays.
 */
export function reopenLevel(state: RunState, scope: string, body: Body): Reopening {
  const all: Reopening = { steps: [], reopened: [], dropped: [], consequences: [] };
  addLevel(all, state, { scope, body });
  return all;
}

/**
 * What is taken back of a run that nobody has brought to its end: the cancelled steps alone. To be cancelled is the end of
 * no step of a run that goes on: whoever wanted that (a cancel, a rollback, the time of an iteration) has not come to the
 * end of it, and nothing behind such a step has begun.
 */
export function reopenCut(state: RunState, body: Body): Reopening {
  const all: Reopening = { steps: [], reopened: [], dropped: [], consequences: [] };
  addCut(all, state, { scope: '', body });
  return all;
}

/** The same for what is inside one container, which itself is about to run again. */
export function reopenInside(state: RunState, container: string, step: Step): Reopening {
  const all: Reopening = { steps: [], reopened: [], dropped: [], consequences: [] };
  addInside(all, state, { container, step });
  return all;
}

interface OneLevel {
  readonly scope: string;
  readonly body: Body;
}

function addLevel(all: Reopening, state: RunState, { scope, body }: OneLevel): boolean {
  const entries = stepsIn(state, scope);
  const from = new Set([...entries].filter(([, entry]) => isToRunAgain(entry)).map(([id]) => id));
  const { steps, consequences } = from.size === 0 ? NOTHING : reset(defineSteps(body.steps), entries, from);
  const taken = new Set(steps);
  addCut(all, state, { scope, body: { ...body, steps: body.steps.filter(({ id }) => !taken.has(id)) } });
  if (from.size === 0) return false;
  const byId = new Map(body.steps.map((step) => [step.id, step]));
  for (const id of steps) {
    const step = byId.get(id);
    const path = joinPath(scope, id);
    if (from.has(id) && step?.container !== undefined) {
      all.reopened.push(path);
      addInside(all, state, { container: path, step });
    } else all.steps.push(path);
  }
  const told = inScope({ type: 'step.reset', steps: [], reason: 'resume', consequences }, scope);
  if ('consequences' in told) all.consequences.push(...told.consequences);
  return true;
}

/** Containers that have not ended go on with what is open in them. Of those that have failed another attempt sees to it. */
function addCut(all: Reopening, state: RunState, { scope, body }: OneLevel): void {
  const entries = stepsIn(state, scope);
  for (const { id, container } of body.steps) {
    const { status } = stepState({ steps: entries }, id);
    const path = joinPath(scope, id);
    if (status === 'cancelled') (container === undefined ? all.steps : all.reopened).push(path);
    const goesOn = status === 'cancelled' || status === 'started' || status === 'pending';
    if (container === undefined || !goesOn) continue;
    for (const open of openScopes(state, path)) addCut(all, state, { scope: open, body: bodyOf(container) });
  }
}

/** The levels inside a container that are not over. */
function openScopes(state: RunState, container: string): readonly string[] {
  const iterations = state.loops.get(container)?.iterations;
  if (iterations === undefined) return state.scopes.has(container) ? [container] : [];
  return [...iterations].filter(([, { status }]) => status === 'started').map(([at]) => scopeOf(container, at));
}

function addInside(all: Reopening, state: RunState, { container, step }: { container: string; step: Step }): void {
  const inner = step.container;
  if (inner === undefined) return;
  const body = bodyOf(inner);
  const iterations = state.loops.get(container)?.iterations;
  let first = Number.POSITIVE_INFINITY;
  for (const scope of state.scopes.keys()) {
    const owner = ownerOf(scope);
    if (owner?.container !== container) continue;
    const isOpened = addLevel(all, state, { scope, body });
    const isFailed = owner.iteration !== null && iterations?.get(owner.iteration)?.status === 'failed';
    // it failed without a failed step: its time was up
    if (isFailed && !isOpened) all.dropped.push(scope);
    if (isOpened || isFailed) first = Math.min(first, owner.iteration ?? first);
  }
  if (inner.kind === 'loop') dropLater(all, { container, first, iterations: [...(iterations?.keys() ?? [])] });
}

/** What later iterations of a `while` were given came from the one that runs again. */
function dropLater(
  all: Reopening,
  { container, first, iterations }: { container: string; first: number; iterations: readonly number[] },
): void {
  const later = new Set(iterations.filter((iteration) => iteration > first).map((each) => `${container}[${each}]`));
  if (later.size === 0) return;
  const isGone = (path: string): boolean => [...later].some((scope) => path.startsWith(`${scope}.`));
  for (const list of [all.steps, all.reopened]) list.splice(0, list.length, ...list.filter((path) => !isGone(path)));
  all.consequences.splice(0, all.consequences.length, ...all.consequences.filter(({ step }) => !isGone(step)));
  for (const scope of later) if (!all.dropped.includes(scope)) all.dropped.push(scope);
}

function isToRunAgain({ status, handled }: Pick<StepState, 'status' | 'handled'>): boolean {
  return status === 'cancelled' || (status === 'failed' && handled === undefined);
}
