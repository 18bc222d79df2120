import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { graphOfPipeline } from '../../../shared/graph/graph.ts';
import { layoutLayered } from '../../../shared/graph/layered.ts';
import type { Layout, LayoutInput } from '../../../shared/graph/layout.ts';
import { quickLayout } from '../../../renderer/canvas/layout/choose-direction.ts';
import { layoutInput } from '../../../renderer/state/graph-store.ts';
import { largeScenario, ordersRun, roundsScenario } from '../../renderer/helpers/scenarios.ts';

const orders = layoutInput(graphOfPipeline(ordersRun('completed').pipeline));

function overlaps(input: Omit<LayoutInput, 'direction'>, layout: Layout): string[] {
  const boxes = input.nodes
    .map((node) => ({ ...node, ...(layout.nodes.get(node.id) ?? { x: NaN, y: NaN }) }))
    .sort((a, b) => a.x - b.x);
  const found: string[] = [];
  boxes.forEach((a, i) => {
    for (const b of boxes.slice(i + 1)) {
      if (b.x >= a.x + a.width) break;
      if (a.y < b.y + b.height - 0.01 && b.y < a.y + a.height - 0.01) found.push(`${a.id} ${b.id}`);
    }
  });
  return found;
}

const randomGraph = fc.integer({ min: 1, max: 40 }).chain((count) =>
  fc.record({
    count: fc.constant(count),
    edges: fc.array(fc.tuple(fc.integer({ min: 0, max: count - 1 }), fc.integer({ min: 0, max: count - 1 })), {
      maxLength: count * 2,
    }),
    down: fc.boolean(),
    labelled: fc.boolean(),
  }),
);

describe('the layout at once', () => {
  it('M21 places every node, none over another, whatever the graph', () => {
    fc.assert(
      fc.property(randomGraph, ({ count, edges, down, labelled }) => {
        const input = {
          nodes: Array.from({ length: count }, (_, i) => ({ id: `n${i}`, width: 200, height: 56 })),
          edges: edges.map(([a, b], i) => ({
            id: `e${i}`,
            source: `n${a}`,
            target: `n${b}`,
            labelWidth: labelled ? 90 : 0,
          })),
        };
        const layout = layoutLayered({ ...input, direction: down ? 'down' : 'right' });
        expect(layout.nodes.size).toBe(count);
        expect(overlaps(input, layout)).toEqual([]);
        for (const point of layout.nodes.values())
          expect(Number.isFinite(point.x) && Number.isFinite(point.y)).toBe(true);
      }),
      { numRuns: 150, seed: 21 },
    );
  });

  it('places each step behind those that it waits for', () => {
    const { pipeline } = ordersRun('completed');
    const layout = layoutLayered({ ...orders, direction: 'right' });
    for (const step of pipeline.steps) {
      for (const before of step.dependencies)
        expect(layout.nodes.get(before)?.x).toBeLessThan(layout.nodes.get(step.id)?.x ?? 0);
    }
  });

  it('draws edges at right angles from side to side of their nodes', () => {
    const layout = layoutLayered({ ...orders, direction: 'right' });
    for (const edge of orders.edges) {
      const { points } = layout.edges.get(edge.id) ?? { points: [] };
      expect(points[0]?.x).toBe((layout.nodes.get(edge.source)?.x ?? 0) + 200);
      expect(points.at(-1)?.x).toBe(layout.nodes.get(edge.target)?.x);
      points
        .slice(1)
        .forEach((point, i) =>
          expect(point.x === points[i]?.x || Math.abs(point.y - (points[i]?.y ?? 0)) < 1).toBe(true),
        );
    }
  });

  it('gives the same picture for the same graph', () => {
    const input = layoutInput(graphOfPipeline(largeScenario(300).runs[0]?.pipeline ?? ordersRun('failed').pipeline));
    expect(layoutLayered({ ...input, direction: 'right' })).toEqual(layoutLayered({ ...input, direction: 'right' }));
  });

  it('breaks a fan of 120 steps into several layers', () => {
    const input = layoutInput(graphOfPipeline(roundsScenario(120).runs[0]?.pipeline ?? ordersRun('failed').pipeline));
    const layout = layoutLayered({ ...input, direction: 'right' });
    const byColumn = new Map<number, number>();
    for (const point of layout.nodes.values()) byColumn.set(point.x, (byColumn.get(point.x) ?? 0) + 1);
    expect(Math.max(...byColumn.values())).toBeLessThanOrEqual(26);
    expect(overlaps(input, layout)).toEqual([]);
  });

  it('draws a file with a cycle all the same', () => {
    const nodes = ['a', 'b', 'c'].map((id) => ({ id, width: 200, height: 56 }));
    const edges = [
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'a'],
    ].map(([source = '', target = '']) => ({ id: `${source}${target}`, source, target, labelWidth: 0 }));
    expect(layoutLayered({ nodes, edges, direction: 'right' }).nodes.size).toBe(3);
  });

  it('chooses the direction in which more can be read', () => {
    expect(quickLayout(orders, { wanted: null, pane: { width: 400, height: 1200 } }).direction).toBe('down');
    expect(quickLayout(orders, { wanted: null, pane: { width: 3000, height: 500 } }).direction).toBe('right');
    expect(quickLayout(orders, { wanted: 'right', pane: { width: 400, height: 1200 } }).direction).toBe('right');
  });
});
