import type { Container } from '../../shared/pipeline.ts';
import { ownerOf, scopeOf, splitPath } from '../../shared/step-path.ts';
import type { Parts } from '../state/parts.tsx';
import { scopeInside } from '../state/place.ts';

/** Goes into a container, or shows a step in the inspector (monitor.md M1). */
export function openStep({ studio, graph, run }: Parts, id: string): void {
  const container = graph.getState().graph?.nodeById.get(id)?.container ?? null;
  if (container === null) studio.getState().select(id, { tab: 'overview' });
  else studio.getState().enter(insideOf({ studio, run }, id, container));
}

/** One level up, with the container that was left selected. */
function goUp({ studio }: Pick<Parts, 'studio'>): void {
  const owner = ownerOf(studio.getState().scope);
  if (owner === null) return;
  studio.getState().enter(splitPath(owner.container).scope);
  studio.getState().select(owner.container, { reveal: true });
}

/** Back by one: the form is closed, else the selection let go, else one goes up a level. */
export function stepBack(parts: Pick<Parts, 'studio'>): void {
  const { sheet, selected, closeSheet, select } = parts.studio.getState();
  if (sheet !== null) closeSheet();
  else if (selected !== null) select(null);
  else goUp(parts);
}

export function canStepBack({ studio }: Pick<Parts, 'studio'>): boolean {
  const { sheet, selected, scope } = studio.getState();
  return sheet !== null || selected !== null || scope !== '';
}

/** The iteration that was chosen stays chosen. */
function insideOf({ studio, run }: Pick<Parts, 'studio' | 'run'>, id: string, kind: Container['kind']): string {
  const chosen = studio.getState().chosenIterations[id];
  return kind !== 'pipeline' && chosen !== undefined
    ? scopeOf(id, chosen)
    : scopeInside(id, kind, run.getState().shown.loops.get(id));
}
