import type { KeyboardEvent } from 'react';
import { useCallback } from 'react';
import { useParts } from '../state/parts.tsx';
import { goUp, openStep } from './open-step.ts';
import type { Arrow } from './walk.ts';
import { walk } from './walk.ts';

const ARROWS: Readonly<Record<string, Arrow>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** Arrows walk the graph; Enter opens the step in the inspector, Escape goes back to the run. */
export function useCanvasKeys(): (event: KeyboardEvent) => void {
  const parts = useParts();
  const { graph, studio } = parts;
  return useCallback(
    (event) => {
      const arrow = ARROWS[event.key];
      const { selected, select } = studio.getState();
      const view = graph.getState();
      if (event.key === 'Escape' && selected !== null) select(null);
      else if (event.key === 'Escape' && goUp(parts)) event.preventDefault();
      else if (event.key === 'Enter' && selected !== null) openStep(parts, selected);
      else if (arrow !== undefined && view.graph !== null && view.layout !== null) {
        const next =
          selected === null
            ? view.graph.nodes[0]?.id
            : walk(selected, arrow, { graph: view.graph, layout: view.layout, direction: view.direction });
        if (next === undefined) return;
        select(next, { reveal: true });
        requestAnimationFrame(() =>
          document.querySelector<HTMLElement>(`.react-flow [data-step="${CSS.escape(next)}"]`)?.focus(),
        );
      } else return;
      event.preventDefault();
    },
    [parts, graph, studio],
  );
}
