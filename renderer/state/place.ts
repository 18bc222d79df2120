import type { Container } from '../../shared/pipeline.ts';
import { type LoopState, stepsIn } from '../../shared/state/run-scopes.ts';
import type { RunState, StepState } from '../../shared/state/run-state.ts';
import { ownerOf, scopeOf, splitPath } from '../../shared/step-path.ts';

/** The state of a step by its path (`save`, `process[3].save`); undefined before anything is known of it. */
export function entryAt(state: RunState, path: string): StepState | undefined {
  const { scope, id } = splitPath(path);
  return stepsIn(state, scope).get(id);
}

export interface Crumb {
  readonly scope: string;
  /** The container's id; empty for the run's own level. */
  readonly container: string;
  readonly iteration: number | null;
}

/** The levels from the run's own down to a scope. */
export function crumbsOf(scope: string): readonly Crumb[] {
  const owner = ownerOf(scope);
  if (owner === null) return [{ scope: '', container: '', iteration: null }];
  const { scope: outer, id } = splitPath(owner.container);
  return [...crumbsOf(outer), { scope, container: id, iteration: owner.iteration }];
}

/** What to look at inside of a container: the iteration that failed, else the newest, else the first. */
export function scopeInside(container: string, kind: Container['kind'], loop: LoopState | undefined): string {
  if (kind === 'pipeline') return scopeOf(container, null);
  let newest = 0;
  for (const [iteration, { status }] of loop?.iterations ?? []) {
    if (status === 'failed') return scopeOf(container, iteration);
    newest = Math.max(newest, iteration);
  }
  return scopeOf(container, newest);
}
