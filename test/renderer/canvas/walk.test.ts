import { describe, expect, it } from 'vitest';
import { graphOfPipeline } from '../../../shared/graph/graph.ts';
import { layoutLayered } from '../../../shared/graph/layered.ts';
import type { Arrow } from '../../../renderer/canvas/walk.ts';
import { walk } from '../../../renderer/canvas/walk.ts';
import { layoutInput } from '../../../renderer/state/graph-store.ts';
import { ordersRun } from '../helpers/scenarios.ts';

const graph = graphOfPipeline(ordersRun('completed').pipeline);
const at = (direction: 'right' | 'down') => ({
  graph,
  direction,
  layout: layoutLayered({ ...layoutInput(graph), direction }),
});

describe('walking the graph by keys', () => {
  it('M17 follows edges forth and back in the direction of the graph', () => {
    expect(walk('clean', 'left', at('right'))).toBe('validate');
    expect(walk('chart', 'right', at('right'))).toBe('report');
    expect(walk('clean', 'up', at('down'))).toBe('validate');
  });

  it('M17 goes to the nearest step across the direction', () => {
    const map = at('right');
    const next = walk('aggregate', 'down', map);
    const back = walk('aggregate', 'up', map);
    expect([next, back]).toContain('find_outliers');
  });

  it('M17 stays where an arrow leads nowhere', () => {
    expect(walk('archive', 'right', at('right'))).toBe('archive');
    expect(walk('unknown', 'right' satisfies Arrow, at('right'))).toBe('unknown');
  });
});
