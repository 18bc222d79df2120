import ElkApi from 'elkjs/lib/elk.bundled.js';
import { describe, expect, it } from 'vitest';
import { graphOfPipeline } from '../../../../shared/graph/graph.ts';
import { fromElk, toElk } from '../../../../renderer/canvas/layout/elk-graph.ts';
import { layoutInput } from '../../../../renderer/state/graph-store.ts';
import { ordersRun } from '../../helpers/scenarios.ts';

const input = { ...layoutInput(graphOfPipeline(ordersRun('completed').pipeline)), direction: 'right' } as const;

describe('the layout of ELK', () => {
  it('has a place for every node, a way for every edge and room for every label', async () => {
    const result = await new ElkApi().layout(toElk(input));
    const layout = fromElk(result, input);
    expect(layout.nodes.size).toBe(input.nodes.length);
    for (const edge of input.edges) {
      const path = layout.edges.get(edge.id);
      expect(path?.points.length).toBeGreaterThanOrEqual(2);
      expect(path?.label !== null).toBe(edge.labelWidth > 0);
    }
    expect(layout.width).toBeGreaterThan(200);
  });
});
