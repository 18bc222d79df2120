import type { KeyboardEvent } from 'react';
import { useCallback } from 'react';
import { useParts } from '../state/parts.tsx';
import { openStep } from './open-step.ts';
import type { Arrow } from './walk.ts';
import { walk } from './walk.ts';

const ARROWS: Readonly<Record<string, Arrow>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** Arrows walk the graph; Enter goes into a container, or opens the step in the inspector. */
export function useCanvasKeys(): (event: KeyboardEvent) => void {
  const parts = useParts();
  const { graph, studio } = parts;
  return useCallback(
    (event) => {
      const arrow = ARROWS[event.key];
      const { selected, select } = studio.getState();
      const view = graph.getState();
      if (event.key === 'Enter' && selected !== null) openStep(parts, selected);
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
