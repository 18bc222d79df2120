import { describe, expect, it } from 'vitest';
import { bodyAt } from '../../../shared/find-step.ts';
import { graphOfBody, graphOfPipeline } from '../../../shared/graph/graph.ts';
import { RunTimeline } from '../../../renderer/state/run/run-timeline.ts';
import { timelineOf } from '../../../renderer/timeline/bars.ts';
import { criticalPath } from '../../../renderer/timeline/critical-path.ts';
import { loopRun } from '../helpers/loop-scenario.ts';
import { ordersRun } from '../helpers/scenarios.ts';

const { recording, pipeline } = ordersRun('completed');
const graph = graphOfPipeline(pipeline);
const timeline = new RunTimeline();
timeline.append(recording.facts);
const view = timelineOf(graph, timeline.live, 0);
const row = (step: string) => view.rows.find((candidate) => candidate.step === step);

describe('the timeline', () => {
  it('M13 has a bar for every attempt, and the wait between them', () => {
    expect(row('clean')?.bars.map((bar) => bar.kind)).toEqual(['failed', 'waiting-retry', 'completed']);
    expect(row('handle_empty')).toBeUndefined();
  });

  it('M13 keeps queued and running parts apart', () => {
    const { live } = timeline;
    const later = { ...live, steps: new Map(live.steps) };
    const step = later.steps.get('read_products');
    const first = step?.attempts[0];
    if (step === undefined || first === undefined) throw new Error('the step has run');
    const startedAt = new Date(Date.parse(live.startedAt ?? '') + 500).toISOString();
    later.steps.set('read_products', {
      ...step,
      attempts: [{ ...first, startedAt, endedAt: new Date(Date.parse(startedAt) + 61).toISOString() }],
    });
    expect(
      timelineOf(graph, later, 0).rows.find((candidate) => candidate.step === 'read_products')?.bars,
    ).toMatchObject([
      { kind: 'queued', from: 0, to: 500 },
      { kind: 'completed', from: 500, to: 561 },
    ]);
  });

  it('M13 ends what is under way at the present moment', () => {
    const running = new RunTimeline();
    running.append(recording.facts.slice(0, 4));
    const at = Date.parse(running.live.startedAt ?? '') + 50;
    expect(timelineOf(graph, running.live, at).rows[0]?.bars.at(-1)).toMatchObject({ kind: 'running', to: 50 });
  });

  it('M13 finds the chain that decided when the run ended', () => {
    expect([...criticalPath(graph, timeline.live)].toReversed()).toEqual([
      'read_orders',
      'validate',
      'clean',
      'enrich',
      'aggregate',
      'chart',
      'report',
      'publish',
      'archive',
    ]);
    expect(view.criticalMs).toBeLessThanOrEqual(view.totalMs);
  });
});

describe('bars inside of a loop', () => {
  it('M13 count the wait for a place from the beginning of the iteration, not of the run', () => {
    const run = loopRun(20);
    const timeline = new RunTimeline();
    timeline.append(run.recording.facts);
    const body = bodyAt(run.pipeline, 'process[19]');
    if (body === null) throw new Error('the loop has a body');
    const { rows } = timelineOf(graphOfBody(body, 'process[19]'), timeline.live, 0);
    const began = Date.parse(timeline.live.loops.get('process')?.iterations.get(19)?.startedAt ?? '');
    const fetch = rows.find((row) => row.step === 'process[19].fetch');
    expect(fetch?.bars[0]?.from).toBeGreaterThanOrEqual(began - Date.parse(timeline.live.startedAt ?? ''));
  });
});
