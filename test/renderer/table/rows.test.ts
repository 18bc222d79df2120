import { describe, expect, it } from 'vitest';
import { graphOfPipeline } from '../../../shared/graph/graph.ts';
import { lookOfStep } from '../../../shared/state/look.ts';
import { RunTimeline } from '../../../renderer/state/run/run-timeline.ts';
import { filterRows, sortRows, tableRows } from '../../../renderer/table/rows.ts';
import { ordersRun } from '../helpers/scenarios.ts';

const { recording, pipeline } = ordersRun('failed');
const timeline = new RunTimeline();
timeline.append(recording.facts);
const rows = tableRows(graphOfPipeline(pipeline), timeline.live, (node) =>
  lookOfStep(timeline.live.steps.get(node.id)),
);
const ids = (list: typeof rows) => list.map((row) => row.node.id);

describe('the table of steps', () => {
  it('puts what asks for attention first when sorted by status', () => {
    expect(ids(sortRows(rows, { key: 'status', down: false }))[0]).toBe('aggregate');
  });

  it('sorts by time with what has none at the end, both ways', () => {
    const longest = sortRows(rows, { key: 'duration', down: true });
    expect(ids(longest)[0]).toBe('clean');
    expect(longest.at(-1)?.durationMs).toBeNull();
    expect(sortRows(rows, { key: 'duration', down: false }).at(-1)?.durationMs).toBeNull();
  });

  it('filters by step, tool and status', () => {
    expect(ids(filterRows(rows, 'FAILED'))).toEqual(['aggregate']);
    expect(ids(filterRows(rows, 'http.'))).toEqual(['fetch_rates', 'publish']);
    expect(filterRows(rows, '')).toHaveLength(14);
  });
});
