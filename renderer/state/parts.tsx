import { createContext, useContext } from 'react';
import type { StoreApi } from 'zustand';
import { useStore } from 'zustand';
import type { StudioClient } from '../../shared/api/studio-api.ts';
import { readLayout, writeLayout } from '../canvas/layout/layout-cache.ts';
import { createNodeBells, type NodeBells } from '../canvas/node-bells.ts';
import { StepPainter } from '../canvas/step-painter.ts';
import { LogBook } from '../logs/log-book.ts';
import type { GraphView, Refine } from './graph-store.ts';
import { createGraphStore } from './graph-store.ts';
import type { RunView } from './run/run-store.ts';
import { createRunStore } from './run/run-store.ts';
import { createStudio } from './studio.ts';
import type { Studio } from './studio-types.ts';

/** Everything that a window is made of; tests make their own. */
export interface Parts {
  readonly client: StudioClient;
  readonly studio: StoreApi<Studio>;
  readonly run: StoreApi<RunView>;
  readonly graph: StoreApi<GraphView>;
  readonly logs: LogBook;
  /** Paints the steps that are drawn. */
  readonly stepPainter: StepPainter;
  /** For what is drawn inside of them; quiet at the zoom levels that do not show it. */
  readonly nodeBells: NodeBells;
}

export function createParts(
  client: StudioClient,
  options: { readonly refine: Refine; readonly storage: Storage },
): Parts {
  const { refine, storage } = options;
  const logs = new LogBook({
    read: (parameters) => client.request('logs:read', parameters),
    sizes: (parameters) => client.request('logs:sizes', parameters),
  });
  const run = createRunStore((signals) => logs.hear(signals));
  const later = (act: () => void, ms: number) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  };
  const studio = createStudio({ client, run, later });
  const graph = createGraphStore({
    refine,
    cached: (key) => readLayout(storage, key),
    keep: (key, layout) => writeLayout(storage, key, layout),
    isBusy: () => run.getState().run !== null && run.getState().shown.status === 'running',
  });
  const stepPainter = new StepPainter({ run, studio });
  return { client, studio, run, graph, logs, stepPainter, nodeBells: createNodeBells({ run, graph }) };
}

const PartsContext = createContext<Parts | null>(null);
export const PartsProvider = PartsContext.Provider;

export function useParts(): Parts {
  const parts = useContext(PartsContext);
  if (parts === null) throw new Error('this component needs a PartsProvider above it');
  return parts;
}

export function useStudio<T>(select: (studio: Studio) => T): T {
  return useStore(useParts().studio, select);
}

export function useRun<T>(select: (run: RunView) => T): T {
  return useStore(useParts().run, select);
}

export function useGraph<T>(select: (graph: GraphView) => T): T {
  return useStore(useParts().graph, select);
}
