import { describe, expect, it } from 'vitest';
import type { Graph, GraphNode } from '../../../shared/graph/graph.ts';
import { graphOfPipeline } from '../../../shared/graph/graph.ts';
import { RunTimeline } from '../../../renderer/state/run/run-timeline.ts';
import { insideOf, scopeShown, toggled, withBodies } from '../../../renderer/table/bodies.ts';
import { loopRun } from '../helpers/loop-scenario.ts';

const run = loopRun(20, { begun: 6 });
const timeline = new RunTimeline();
timeline.append(run.recording.facts);
const view = { shown: timeline.live, timeline };
const graph = graphOfPipeline(run.pipeline);

function listed(open: ReadonlySet<string>, chosen: { readonly [loop: string]: number } = {}) {
  const inside = insideOf(run.pipeline, open, (node) => scopeShown(node, view, chosen));
  const rowsOf = (level: Graph): readonly GraphNode[] => level.nodes;
  return withBodies(rowsOf(graph), { nodeOf: (node) => node, inside, rowsOf }).map(
    ({ row, depth }) => `${'  '.repeat(depth)}${row.id}`,
  );
}

describe('steps inside of containers in lists', () => {
  it('M4 are not listed before the container is opened', () => {
    expect(listed(new Set())).toEqual(['list_orders', 'process', 'report']);
  });

  it('M4 are those of the newest iteration, or of the one that was chosen', () => {
    const open = toggled(new Set(), 'process');
    expect(listed(open)).toEqual([
      'list_orders',
      'process',
      '  process[5].fetch',
      '  process[5].check',
      '  process[5].save',
      'report',
    ]);
    expect(listed(open, { process: 2 })).toContain('  process[2].check');
    expect(listed(toggled(open, 'process'))).toHaveLength(3);
  });
});
