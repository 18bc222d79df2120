import { describe, expect, it } from 'vitest';
import { graphOfPipeline } from '../../../shared/graph/graph.ts';
import type { Layout } from '../../../shared/graph/layout.ts';
import { createGraphStore, farOf, levelOf } from '../../../renderer/state/graph-store.ts';
import { ordersRun } from '../helpers/scenarios.ts';

const graph = graphOfPipeline(ordersRun('completed').pipeline);
const better: Layout = {
  width: 1,
  height: 1,
  nodes: new Map(graph.nodes.map((node) => [node.id, { x: 1, y: 2 }])),
  edges: new Map(),
};

function gated(options: { busy?: boolean } = {}) {
  let finish = (_layout: Layout | null) => undefined as void;
  const kept: string[] = [];
  const store = createGraphStore({
    refine: () => new Promise((resolve) => (finish = resolve)),
    cached: () => null,
    keep: (key) => kept.push(key),
    isBusy: () => options.busy ?? false,
  });
  const done = async (layout: Layout | null) => {
    finish(layout);
    await new Promise((resolve) => setTimeout(resolve, 0));
  };
  return { store, done, kept };
}

describe('the graph on the canvas', () => {
  it('M21 has a layout at once and swaps in a better one', async () => {
    const { store, done, kept } = gated();
    store.getState().show(graph, null);
    expect(store.getState().layout?.nodes.size).toBe(14);
    await done(better);
    expect(store.getState().layout).toBe(better);
    expect(kept).toHaveLength(1);
  });

  it('M3 does not move nodes while a run goes on', async () => {
    const { store, done } = gated({ busy: true });
    store.getState().show(graph, null);
    const first = store.getState().layout;
    await done(better);
    expect(store.getState().layout).toBe(first);
  });

  it('M21 does not move nodes under a person who has moved the view', async () => {
    const { store, done } = gated();
    store.getState().show(graph, null);
    store.getState().setMoved();
    await done(better);
    expect(store.getState().layout).not.toBe(better);
  });

  it('M12 keeps the layout when only texts of steps change', () => {
    const { store } = gated();
    store.getState().show(graph, null);
    const { layout } = store.getState();
    store.getState().show({ ...graph, nodes: [...graph.nodes] }, null);
    expect(store.getState().layout).toBe(layout);
  });

  it('takes a layout that is kept from before', () => {
    const store = createGraphStore({
      refine: () => Promise.resolve(null),
      cached: () => better,
      keep: () => undefined,
      isBusy: () => false,
    });
    store.getState().show(graph, 'right');
    expect(store.getState().layout).toBe(better);
  });

  it('shows less of a node the further away it is', () => {
    expect([1, 0.6, 0.4, 0.1].map(levelOf)).toEqual(['card', 'compact', 'block', 'dot']);
    expect([1, 0.3, 0.2, 0.1, 0.03, 0.01].map(farOf)).toEqual([1, 1, 1, 2, 8, 16]);
  });
});
