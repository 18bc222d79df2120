import { describe, expect, it } from 'vitest';
import { graphOfPipeline } from '../../../shared/graph/graph.ts';
import { RunTimeline } from '../../../renderer/state/run/run-timeline.ts';
import { groupSize, groupsOf } from '../../../renderer/timeline/iterations.ts';
import { chartRows } from '../../../renderer/timeline/rows.ts';
import { loopRun } from '../helpers/loop-scenario.ts';

function rowsOf(count: number, open: readonly string[], options: Parameters<typeof loopRun>[1] = {}) {
  const { pipeline, recording } = loopRun(count, options);
  const timeline = new RunTimeline();
  timeline.append(recording.facts);
  const now = Date.parse(recording.facts.at(-1)?.at ?? '');
  return chartRows(graphOfPipeline(pipeline), { state: timeline.live, pipeline, open: new Set(open), now });
}

function listed(rows: ReturnType<typeof rowsOf>): readonly string[] {
  return rows.map(({ label, depth }) => `${'  '.repeat(depth)}${label}`);
}

describe('containers in the timeline', () => {
  it('M13 tell of all their iterations together before they are opened', () => {
    const rows = rowsOf(20, [], { failing: [3] });
    expect(listed(rows)).toEqual(['list_orders', 'process']);
    expect(rows[1]?.group).toMatchObject({ begun: 20, failed: 1, first: 0, last: 19 });
    expect(rows[1]?.group?.load.filter(({ failed }) => failed)).toHaveLength(1);
  });

  it('M13 open to their iterations, and these to their steps', () => {
    const rows = rowsOf(3, ['process', 'process[1]']);
    expect(listed(rows)).toEqual([
      'list_orders',
      'process',
      '  [0]',
      '  [1]',
      '    fetch',
      '    check',
      '    save',
      '  [2]',
      'report',
    ]);
  });

  it('M13 put thousands of iterations into groups of round numbers, level by level', () => {
    const rows = rowsOf(1200, ['process', 'process[100…199]', 'process[110…119]']);
    expect(rows.length).toBeLessThan(60);
    expect(rows.find(({ key }) => key === 'process[1100…1199]')?.group).toMatchObject({ begun: 100 });
    expect(rows.filter(({ kind }) => kind === 'iteration').map(({ label }) => label)).toEqual(
      Array.from({ length: 10 }, (_, i) => `[${110 + i}]`),
    );
    expect([1, 30, 31, 300, 301, 10_000].map(groupSize)).toEqual([1, 1, 10, 10, 100, 1000]);
  });

  it('M13 mark the chain that decided the end down to the iteration that ended last', () => {
    const rows = rowsOf(8, ['process', 'process[7]']);
    const critical = rows.filter((row) => row.critical && row.kind === 'iteration');
    expect(critical).toHaveLength(1);
    const steps = rows.filter((row) => row.depth === 2);
    expect(steps.some(({ critical: is }) => is)).toBe(critical[0]?.label === '[7]');
  });

  it('M13 leave out iterations that have not begun', () => {
    const rows = rowsOf(1000, ['process'], { begun: 120 });
    expect(rows.filter(({ kind }) => kind === 'group').map(({ label }) => label)).toEqual(['[0 … 99]', '[100 … 199]']);
    expect(
      groupsOf(
        { total: 5, completed: 0, failed: 0, iterations: new Map() },
        { first: 0, last: 4 },
        { begun: 0, now: 0 },
      ),
    ).toEqual([]);
  });
});
