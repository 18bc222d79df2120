import type { StoreApi } from 'zustand';
import { createStore } from 'zustand';
import type { Graph } from '../../shared/graph/graph.ts';
import { levelId } from '../../shared/graph/graph.ts';
import type { Direction, Layout, LayoutInput } from '../../shared/graph/layout.ts';
import { labelWidth, NODE_HEIGHT, NODE_WIDTH } from '../../shared/graph/layout.ts';
import { joinPath, splitPath } from '../../shared/step-path.ts';
import type { Detail } from '../canvas/details.ts';
import { Details } from '../canvas/details.ts';
import type { View } from '../canvas/fit.ts';
import { fitViewport } from '../canvas/fit.ts';
import { quickLayout } from '../canvas/layout/choose-direction.ts';

/** How much of a node can be read at the present zoom. */
export type ZoomLevel = 'card' | 'compact' | 'block' | 'dot';

export interface GraphView {
  readonly graph: Graph | null;
  readonly layout: Layout | null;
  readonly direction: Direction;
  /** Null: the direction that fills the pane better. */
  readonly wanted: Direction | null;
  /** Counts layouts that a view must be fitted to. */
  readonly fitted: number;
  readonly level: ZoomLevel;
  /** How much larger than a block what matters is marked, so that it is seen from any distance: 1, 2, 4, … */
  readonly far: number;
  /** How much of each node is to be made. */
  readonly details: Details;
  /** The person has moved the view: layouts that come later do not replace what is there. */
  readonly moved: boolean;
  show(graph: Graph | null, wanted: Direction | null): void;
  setPane(pane: { readonly width: number; readonly height: number }): void;
  /** To be told of every movement of the view. */
  setView(view: View): void;
  setMoved(): void;
  /** Shows all of the graph again. */
  refit(): void;
}

/** Makes the better layout that is swapped in; null if there is none. */
export type Refine = (input: LayoutInput, signal: AbortSignal) => Promise<Layout | null>;

export interface GraphDeps {
  readonly refine: Refine;
  readonly cached: (key: string) => Layout | null;
  readonly keep: (key: string, layout: Layout) => void;
  /** While a run goes on nodes do not move (monitor.md M3). */
  readonly isBusy: () => boolean;
}

/** Structure: nodes, places, direction. Changes with the definition, never with a run. */
export function createGraphStore(deps: GraphDeps): StoreApi<GraphView> {
  let pane = { width: 900, height: 520 };
  let current = new AbortController();
  /** Of the level, with the ids of steps; on the screen they are paths. */
  let placed: Layout | null = null;
  let view: View = { x: 0, y: 0, zoom: 1 };
  const details = new Details();
  const sight = () => ({ view, pane, detail: DETAILS[levelOf(view.zoom)] });
  /** The view that a new layout is going to be fitted to: it is drawn in the right detail from its first frame. */
  const expectFit = (layout: Layout): Pick<GraphView, 'level' | 'far'> => {
    view = fitViewport(layout, pane);
    return distanceOf(view.zoom);
  };
  const store = createStore<GraphView>()((set, get) => ({
    graph: null,
    layout: null,
    direction: 'right',
    wanted: null,
    fitted: 0,
    level: 'card',
    far: 1,
    details,
    moved: false,
    setPane: (size) => {
      pane = size;
      details.approach(get().layout?.nodes, sight());
    },
    setView(next) {
      view = next;
      details.approach(get().layout?.nodes, sight());
      const { level, far } = distanceOf(next.zoom);
      if (level !== get().level || far !== get().far) set({ level, far });
    },
    setMoved() {
      if (!get().moved) set({ moved: true });
    },
    refit: () => set({ moved: false, fitted: get().fitted + 1 }),
    show(graph, wanted) {
      const before = get();
      if (graph === before.graph && wanted === before.wanted) return;
      if (graph !== null && graph.key === before.graph?.key && wanted === before.wanted)
        return setStructure({ graph, layout: placed === null ? null : layoutOfLevel(placed, graph) });
      current.abort();
      current = new AbortController();
      if (graph === null) return set({ graph: null, layout: null, wanted });
      const quick = quickLayout(layoutInput(graph), { wanted, pane });
      const key = `${quick.direction}\n${graph.key}`;
      const known = deps.cached(key);
      const isEdit = before.graph !== null && before.graph.nodes.some((node) => graph.nodeById.has(node.id));
      placed = known ?? quick.layout;
      const next = { graph, wanted, direction: quick.direction, layout: layoutOfLevel(placed, graph) };
      if (isEdit && wanted === before.wanted) setStructure(next);
      else {
        details.forget();
        setStructure({ ...next, ...expectFit(next.layout), moved: false, fitted: before.fitted + 1 });
      }
      if (known === null) void refineLater({ graph, direction: quick.direction, key, signal: current.signal });
    },
  }));
  return store;

  function setStructure(part: Partial<GraphView>): void {
    if (part.layout !== undefined && part.layout !== null) details.reach(part.layout.nodes, sight());
    store.setState(part);
  }

  async function refineLater(task: {
    graph: Graph;
    direction: Direction;
    key: string;
    signal: AbortSignal;
  }): Promise<void> {
    const layout = await deps.refine({ ...layoutInput(task.graph), direction: task.direction }, task.signal);
    if (layout === null || task.signal.aborted) return;
    deps.keep(task.key, layout);
    swap(layout);
  }

  function swap(layout: Layout): void {
    const { graph, moved, fitted } = store.getState();
    if (graph === null || moved || deps.isBusy()) return;
    placed = layout;
    const shown = layoutOfLevel(layout, graph);
    setStructure({ layout: shown, ...expectFit(shown), fitted: fitted + 1 });
  }
}

export function layoutInput(graph: Graph): Omit<LayoutInput, 'direction'> {
  return {
    nodes: graph.nodes.map(({ label }) => ({ id: label, width: NODE_WIDTH, height: NODE_HEIGHT })),
    edges: graph.edges.map((edge) => ({
      id: levelId(edge),
      source: splitPath(edge.source).id,
      target: splitPath(edge.target).id,
      labelWidth: labelWidth(edge.label),
    })),
  };
}

/** The layout of a level with the paths of one iteration: all of them stand in the same places. */
function layoutOfLevel(layout: Layout, graph: Graph): Layout {
  if (graph.scope === '') return layout;
  const nodes = new Map([...layout.nodes].map(([id, point]) => [joinPath(graph.scope, id), point]));
  const edges = graph.edges.flatMap((edge) => {
    const path = layout.edges.get(levelId(edge));
    return path === undefined ? [] : [[edge.id, path] as const];
  });
  return { ...layout, nodes, edges: new Map(edges) };
}

/** What of a node is shown at a zoom level. */
export const DETAILS: Readonly<Record<ZoomLevel, Detail>> = {
  dot: 'block',
  block: 'name',
  compact: 'all',
  card: 'all',
};

export function levelOf(zoom: number): ZoomLevel {
  if (zoom < 0.3) return 'dot';
  if (zoom < 0.46) return 'block';
  return zoom < 0.74 ? 'compact' : 'card';
}

function distanceOf(zoom: number): Pick<GraphView, 'level' | 'far'> {
  return { level: levelOf(zoom), far: farOf(zoom) };
}

/** In powers of two: each change of it has the styles of all nodes worked out anew. */
export function farOf(zoom: number): number {
  return Math.max(1, 2 ** Math.floor(Math.log2(0.3 / zoom)));
}
