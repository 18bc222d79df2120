import { act, cleanup, render } from '@testing-library/react';
import { Profiler } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { bodyAt } from '../../../shared/find-step.ts';
import { graphOfBody, graphOfPipeline } from '../../../shared/graph/graph.ts';
import { StepCard } from '../../../renderer/canvas/step-node.tsx';
import { PartsProvider } from '../../../renderer/state/parts.tsx';
import { LOOP_RUN, loopRun, loopScenario } from '../helpers/loop-scenario.ts';
import { makeParts } from '../helpers/make-parts.ts';

afterEach(cleanup);

const COUNT = 3_000;
const RUN = loopRun(COUNT, { failing: [1321] });

/** The graph of the run and the body of one iteration, both on the screen, in the middle of a long loop. */
function drawn(open: string) {
  const run = RUN;
  const parts = makeParts(loopScenario(run));
  const body = bodyAt(run.pipeline, open);
  if (body === null) throw new Error(`there is nothing at ${open}`);
  const nodes = [...graphOfPipeline(run.pipeline).nodes, ...graphOfBody(body, open).nodes];
  const { facts } = run.recording;
  const half = facts.length >> 1;
  parts.run.getState().open(LOOP_RUN);
  parts.run.getState().receive([{ facts: facts.slice(0, half), signals: [] }]);
  const places = new Map(nodes.map((node) => [node.id, { x: 0, y: 0 }]));
  const pane = { width: 900, height: 600 };
  parts.graph.getState().details.reach(places, { view: { x: 0, y: 0, zoom: 1 }, pane, detail: 'all' });
  const counted: string[] = [];
  render(
    <PartsProvider value={parts}>
      {nodes.map((node) => (
        <Profiler key={node.id} id={node.id} onRender={(id) => counted.push(id)}>
          <StepCard node={node} />
        </Profiler>
      ))}
    </PartsProvider>,
  );
  counted.length = 0;
  const changes = new MutationObserver(() => undefined);
  changes.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  const next = facts.slice(half, half + 60);
  const playOne = (fact: (typeof next)[number]) => {
    act(() => parts.run.getState().receive([{ facts: [fact], signals: [] }]));
    const painted = changes.takeRecords().map(({ target }) => {
      const element = target instanceof Element ? target : target.parentElement;
      return element?.closest('[data-step]')?.getAttribute('data-step') ?? '';
    });
    return [...new Set([...counted.splice(0), ...painted])];
  };
  return { next, playOne };
}

describe('rendering of a loop of 3,000', () => {
  it('M4 renders nothing for a step of an iteration that is not open, and the loop alone when one begins or ends', () => {
    const { next, playOne } = drawn('process[0]');
    for (const fact of next) expect(playOne(fact)).toEqual(fact.type.startsWith('loop.') ? ['process'] : []);
  });

  it('M4 renders the steps of the open iteration', () => {
    const middle = RUN.recording.facts;
    const begins = middle.slice(middle.length >> 1).find((fact) => fact.type === 'loop.iteration_started');
    if (begins?.type !== 'loop.iteration_started') throw new Error('no iteration begins in the second half');
    const scope = `process[${begins.iteration}]`;
    const { next, playOne } = drawn(scope);
    const first = next.find((fact) => fact.type === 'step.started' && fact.step.startsWith(`${scope}.`));
    for (const fact of next) {
      const found = playOne(fact);
      if (fact === first) return expect(found).toContain(`${scope}.fetch`);
    }
    throw new Error('the iteration does not begin among the facts that were played');
  });
});
