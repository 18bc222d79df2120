import type { StoredValue } from '../../shared/facts.ts';
import { variablesIn } from '../../shared/state/run-scopes.ts';
import type { RunState } from '../../shared/state/run-state.ts';
import { joinPath, ownerOf, scopeOf, splitPath } from '../../shared/step-path.ts';

/** A variable that a step set, with what it was before; null: it was not there. */
export interface SetVariable {
  readonly name: string;
  readonly before: StoredValue | null;
  readonly after: StoredValue;
}

/** The variables that the step's newest attempt set. */
export function variablesSetBy(state: RunState, step: string, attempt: number): readonly SetVariable[] {
  const { scope } = splitPath(step);
  return [...variablesIn(state, scope)].flatMap(([name, changes]): SetVariable[] => {
    const at = changes.findLastIndex((change) => change.step === step && change.attempt === attempt);
    const change = changes[at];
    return change === undefined ? [] : [{ name, before: changes[at - 1]?.value ?? null, after: change.value }];
  });
}

/** The same step in the iteration before; null where there is none. */
export function stepBefore(step: string): string | null {
  const { scope, id } = splitPath(step);
  const owner = ownerOf(scope);
  if (owner === null || owner.iteration === null || owner.iteration === 0) return null;
  return joinPath(scopeOf(owner.container, owner.iteration - 1), id);
}
