import '@xyflow/react/dist/base.css';
import { Background, BackgroundVariant, type Node, ReactFlow } from '@xyflow/react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { type Layout, NODE_HEIGHT, NODE_WIDTH } from '../../../../shared/graph/layout.ts';
import { fitViewport } from '../../../../renderer/canvas/fit.ts';
import { quickLayout } from '../../../../renderer/canvas/layout/choose-direction.ts';

/** What the bench asks of its page: the layout on its own, and a React Flow with nothing in it but plain nodes. */
export interface BenchPage {
  /** Milliseconds of the quick layout, the median of several. */
  layoutMs(edges: readonly (readonly [string, string])[], ids: readonly string[], pane: Pane): number;
  /** Shows that graph as plain nodes, all of them in sight. */
  showPlain(pane: Pane): void;
}

interface Pane {
  readonly width: number;
  readonly height: number;
}

let layout: Layout | null = null;

const bench: BenchPage = {
  layoutMs(edges, ids, pane) {
    const input = {
      nodes: ids.map((id) => ({ id, width: NODE_WIDTH, height: NODE_HEIGHT })),
      edges: edges.map(([source, target]) => ({ id: `${source} ${target}`, source, target, labelWidth: 0 })),
    };
    const times = Array.from({ length: 3 }, () => {
      const begun = performance.now();
      layout = quickLayout(input, { wanted: null, pane }).layout;
      return performance.now() - begun;
    });
    return times.toSorted((a, b) => a - b)[1] ?? 0;
  },
  showPlain(pane) {
    const root = document.getElementById('root');
    if (root === null || layout === null) throw new Error('lay a graph out first');
    const view = fitViewport(layout, pane);
    const nodes: Node[] = [...layout.nodes].map(([id, position]) => ({
      id,
      position,
      data: { label: id },
      width: NODE_WIDTH,
      height: NODE_HEIGHT,
    }));
    flushSync(() => createRoot(root).render(<Plain nodes={nodes} view={view} />));
  },
};

function Plain({ nodes, view }: { nodes: Node[]; view: { x: number; y: number; zoom: number } }) {
  return (
    <ReactFlow
      nodes={nodes}
      edges={[]}
      defaultViewport={view}
      nodesDraggable={false}
      nodesConnectable={false}
      nodesFocusable={false}
      elementsSelectable={false}
      zoomOnDoubleClick={false}
      panOnScroll
      minZoom={0.04}
      maxZoom={2}
    >
      <Background variant={BackgroundVariant.Dots} gap={24} size={1.4} />
    </ReactFlow>
  );
}

Object.assign(window, { bench });
