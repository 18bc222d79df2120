import type { RunState } from '../../../shared/state/run-state.ts';
import { ownerOf, splitPath } from '../../../shared/step-path.ts';

/**
 * The steps, at any level, whose entry is not the same object in two states of one run: all that changed between them,
 * and some of which only a copy was made. Containers are told of what is inside of them.
 */
export function stepsChangedBetween(before: RunState, after: RunState): Set<string> {
  const changed = new Set<string>();
  addDifferent(before.steps, after.steps, (id) => changed.add(id));
  addDifferent(before.loops, after.loops, (path) => changed.add(path));
  addDifferent(before.scopes, after.scopes, (scope) => {
    addDifferent(before.scopes.get(scope)?.steps ?? NONE, after.scopes.get(scope)?.steps ?? NONE, (id) =>
      changed.add(`${scope}.${id}`),
    );
    for (let owner = ownerOf(scope); owner !== null; owner = ownerOf(splitPath(owner.container).scope))
      changed.add(owner.container);
  });
  return changed;
}

const NONE: ReadonlyMap<string, unknown> = new Map();

function addDifferent(
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
  add: (key: string) => void,
): void {
  for (const [key, value] of after) if (before.get(key) !== value) add(key);
  for (const key of before.keys()) if (!after.has(key)) add(key);
}
