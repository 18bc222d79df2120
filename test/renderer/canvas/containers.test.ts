import { describe, expect, it } from 'vitest';
import { bodyAt, stepAtPath } from '../../../shared/find-step.ts';
import { graphOfBody, graphOfPipeline } from '../../../shared/graph/graph.ts';
import { openStep, stepBack } from '../../../renderer/canvas/open-step.ts';
import { failurePlace, originOf } from '../../../renderer/containers/failure-in.ts';
import { bandsOf } from '../../../renderer/containers/heat.ts';
import { loopCount } from '../../../renderer/containers/loop-count.ts';
import { itemsOf, itemText } from '../../../renderer/containers/loop-items.ts';
import { followedIteration, listIterations } from '../../../renderer/containers/order.ts';
import { crumbsOf, entryAt, scopeInside } from '../../../renderer/state/place.ts';
import { RunTimeline } from '../../../renderer/state/run/run-timeline.ts';
import { LOOP_RUN, loopRun, loopScenario } from '../helpers/loop-scenario.ts';
import { makeParts } from '../helpers/make-parts.ts';

function folded(...parameters: Parameters<typeof loopRun>) {
  const run = loopRun(...parameters);
  const timeline = new RunTimeline();
  timeline.append(run.recording.facts);
  const loop = timeline.live.loops.get('process');
  if (loop === undefined) throw new Error('the loop has begun');
  return { run, timeline, loop };
}

describe('a loop on the graph', () => {
  it('M4 is one node that says how far it is', () => {
    const { run, loop } = folded(120, { begun: 41 });
    expect(graphOfPipeline(run.pipeline).nodeById.get('process')).toMatchObject({
      container: 'for_each',
      what: 'for each',
    });
    expect(loopCount(loop)).toBe('37/120');
  });

  it('M4 never hides a failure among its neighbours', () => {
    const { timeline, loop } = folded(10_000, { failing: [4321] });
    const bands = bandsOf(timeline.tallies.of(loop).cells(), false);
    expect(bands.map(({ look }) => look)).toEqual(['completed', 'failed', 'completed']);
    expect(bands[1]?.from).toBeLessThan(0.4321);
    expect(bands[1]?.to).toBeGreaterThan(0.4321);
  });

  it('M4 lists failed iterations first, or the longest', () => {
    const { timeline, loop } = folded(50, { failing: [7, 30] });
    const filter = { status: 'all', text: '' } as const;
    const list = (sort: 'failed-first' | 'number' | 'longest') =>
      listIterations(timeline.tallies.of(loop), loop.iterations, { sort, filter });
    expect(list('failed-first').slice(0, 2)).toEqual([7, 30]);
    expect(list('number')[0]).toBe(0);
    const [first = -1, second = -1] = list('longest');
    const ms = (iteration: number) => loop.iterations.get(iteration)?.durationMs ?? 0;
    expect(ms(first)).toBeGreaterThanOrEqual(ms(second));
  });
});

describe('inside of a loop', () => {
  it('M1 shows the body with the paths of one iteration', () => {
    const { run, timeline } = folded(20, { failing: [3] });
    const body = bodyAt(run.pipeline, 'process[3]');
    const graph = body === null ? null : graphOfBody(body, 'process[3]');
    expect(graph?.nodes.map((node) => `${node.id} ${node.label}`)).toEqual([
      'process[3].fetch fetch',
      'process[3].check check',
      'process[3].save save',
    ]);
    expect(graph?.edges[0]).toMatchObject({ source: 'process[3].fetch', target: 'process[3].check' });
    expect(entryAt(timeline.live, 'process[3].check')?.status).toBe('failed');
    expect(stepAtPath(run.pipeline, 'process[3].check')?.tool).toBe('validation');
    expect(bodyAt(run.pipeline, 'gone[1]')).toBeNull();
  });

  it('M4 follows the newest iteration, and shows the one that failed when the loop is over', () => {
    expect(followedIteration(folded(120, { begun: 41 }).loop, 40).iteration).toBe(40);
    expect(followedIteration(folded(20, { failing: [7, 3] }).loop, 19).iteration).toBe(3);
    expect(followedIteration(folded(20).loop, 19).iteration).toBe(19);
  });

  it('M4 goes to the iteration that failed, else to the newest', () => {
    expect(scopeInside('process', 'for_each', folded(20, { failing: [3] }).loop)).toBe('process[3]');
    expect(scopeInside('process', 'for_each', folded(120, { begun: 12 }).loop)).toBe('process[11]');
    expect(scopeInside('sub', 'pipeline', undefined)).toBe('sub');
  });

  it('M10 finds where the failure of a loop began', () => {
    const { timeline } = folded(20, { failing: [7, 3] });
    const { error } = timeline.live;
    if (error === null) throw new Error('the run has failed');
    expect(originOf(timeline.live, { step: 'process', error })).toMatchObject({
      step: 'process[3].check',
      error: { message: 'the data is not valid' },
    });
    expect(originOf(timeline.live, { step: 'report', error })).toEqual({ step: 'report', error });
    expect(failurePlace(timeline.live, { ...error, step: 'process' }).step).toBe('process[3].check');
    const { step: _none, ...elsewhere } = error;
    expect(failurePlace(timeline.live, elsewhere)).toEqual({ step: null, span: error.span });
  });

  it('M4 tells iterations apart by their items', () => {
    const text = itemText(itemsOf({ for_each: ['ant', { name: 'bee' }, 3], max_parallel: 1 }));
    expect([0, 1, 2, 3].map(text)).toEqual(['ant', '{"name":"bee"}', '3', '']);
    expect(itemsOf({ for_each: { small: 2, large: 20 } })).toEqual(['small', 'large']);
    expect(itemsOf({ while: true })).toEqual([]);
  });

  it('M1 names the levels on the way down', () => {
    expect(crumbsOf('outer[2].inner[0]')).toEqual([
      { scope: '', container: '', iteration: null },
      { scope: 'outer[2]', container: 'outer', iteration: 2 },
      { scope: 'outer[2].inner[0]', container: 'inner', iteration: 0 },
    ]);
  });

  it('M1 goes in with Enter and up again with Escape', async () => {
    const parts = makeParts(loopScenario(loopRun(20, { failing: [3] })));
    await parts.studio.getState().openRun(LOOP_RUN);
    parts.graph.getState().show(graphOfPipeline(loopRun(1).pipeline), 'right');
    openStep(parts, 'process');
    expect(parts.studio.getState().scope).toBe('process[3]');
    stepBack(parts);
    expect(parts.studio.getState()).toMatchObject({ scope: '', selected: 'process' });
    stepBack(parts);
    expect(parts.studio.getState()).toMatchObject({ scope: '', selected: null });
  });

  it('M1 goes inside when a step there is selected from elsewhere', async () => {
    const parts = makeParts(loopScenario(loopRun(20, { failing: [3] })));
    await parts.studio.getState().openRun(LOOP_RUN);
    parts.studio.getState().select('process[3].check', { reveal: true });
    expect(parts.studio.getState().scope).toBe('process[3]');
  });

  it('M7 shows iterations as they were at the playhead', () => {
    const { timeline } = folded(300);
    const half = timeline.stateAt(Math.floor(timeline.facts.length / 2)).loops.get('process');
    expect(half?.completed).toBeLessThan(160);
    expect(timeline.live.loops.get('process')?.completed).toBe(300);
  });
});
