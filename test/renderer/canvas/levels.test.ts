import { describe, expect, it } from 'vitest';
import { bodyAt } from '../../../shared/find-step.ts';
import { graphOfBody } from '../../../shared/graph/graph.ts';
import { loopRun, loopScenario } from '../helpers/loop-scenario.ts';
import { makeParts } from '../helpers/make-parts.ts';

describe('levels on the canvas', () => {
  it('M3 keeps every node in its place from one iteration to the next', () => {
    const run = loopRun(20);
    const body = bodyAt(run.pipeline, 'process[0]');
    if (body === null) throw new Error('the loop has a body');
    const { graph } = makeParts(loopScenario(run));
    graph.getState().show(graphOfBody(body, 'process[0]'), 'right');
    const before = graph.getState();
    graph.getState().show(graphOfBody(body, 'process[7]'), 'right');
    const after = graph.getState();
    expect(after.fitted).toBe(before.fitted);
    expect(after.layout?.nodes.get('process[7].save')).toEqual(before.layout?.nodes.get('process[0].save'));
    expect(after.graph?.edges.map((edge) => after.layout?.edges.has(edge.id))).toEqual([true, true]);
  });

  it('M3 keeps one layout for all iterations', () => {
    const run = loopRun(20);
    const body = bodyAt(run.pipeline, 'process[0]');
    if (body === null) throw new Error('the loop has a body');
    expect(graphOfBody(body, 'process[0]').key).toBe(graphOfBody(body, 'process[19]').key);
  });
});
