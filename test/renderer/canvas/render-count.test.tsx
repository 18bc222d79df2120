import { act, cleanup, render } from '@testing-library/react';
import { Profiler } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { graphOfPipeline } from '../../../shared/graph/graph.ts';
import { StepCard } from '../../../renderer/canvas/step-node.tsx';
import { PartsProvider } from '../../../renderer/state/parts.tsx';
import type { TestParts } from '../helpers/make-parts.ts';
import { makeParts, until } from '../helpers/make-parts.ts';
import type { ScenarioRun } from '../helpers/scenarios.ts';
import { largeScenario, ordersRun } from '../helpers/scenarios.ts';

afterEach(cleanup);

function drawn(run: ScenarioRun, facts: number): { parts: TestParts; drawnSince: () => string[] } {
  const parts = makeParts({ files: new Map(), runs: [] });
  const graph = graphOfPipeline(run.pipeline);
  parts.graph.getState().show(graph, 'right');
  parts.run.getState().open(run.recording.run);
  parts.run.getState().receive([{ facts: run.recording.facts.slice(0, facts), signals: [] }]);
  const counted: string[] = [];
  render(
    <PartsProvider value={parts}>
      {graph.nodes.map((node) => (
        <Profiler key={node.id} id={node.id} onRender={(id) => counted.push(id)}>
          <StepCard node={node} />
        </Profiler>
      ))}
    </PartsProvider>,
  );
  counted.length = 0;
  const changes = new MutationObserver(() => undefined);
  changes.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  return { parts, drawnSince: () => [...new Set([...counted.splice(0), ...changes.takeRecords().map(stepOf)])] };
}

/** What is painted by hand counts as much as what React renders. */
function stepOf({ target }: MutationRecord): string {
  const element = target instanceof Element ? target : target.parentElement;
  return element?.closest('[data-step]')?.getAttribute('data-step') ?? '';
}

describe('rendering of steps', () => {
  it('M21 renders one node for one fact, and those that it makes ready', () => {
    const run = ordersRun('completed');
    const { parts, drawnSince } = drawn(run, 2);
    for (const fact of run.recording.facts.slice(2)) {
      act(() => parts.run.getState().receive([{ facts: [fact], signals: [] }]));
      const step = 'step' in fact ? fact.step : undefined;
      const ready = run.pipeline.steps
        .filter((other) => step !== undefined && other.dependencies.includes(step))
        .map((other) => other.id);
      expect(
        drawnSince().filter((id) => id !== step && !(fact.type.startsWith('step.') && ready.includes(id))),
      ).toEqual([]);
    }
  });

  it('M21 renders no node when the zoom level changes, once it is there in full', () => {
    const { parts, drawnSince } = drawn(ordersRun('completed'), 40);
    const { setView } = parts.graph.getState();
    act(() => setView({ x: 0, y: 0, zoom: 0.5 }));
    drawnSince();
    const levels = [1, 0.6, 0.4, 0.2, 0.4, 0.6, 1].map((zoom) => {
      act(() => setView({ x: 0, y: 0, zoom }));
      return parts.graph.getState().level;
    });
    expect(levels).toEqual(['card', 'compact', 'block', 'dot', 'block', 'compact', 'card']);
    expect(drawnSince()).toEqual([]);
  });

  it('M21 draws in full only the nodes that come into sight', async () => {
    const run = largeScenario(300).runs[0];
    if (run === undefined) throw new Error('the scenario has no run');
    const { parts, drawnSince } = drawn(run, 2);
    expect(parts.graph.getState().level).toBe('dot');
    act(() => parts.graph.getState().setView({ x: 0, y: 0, zoom: 1 }));
    expect(drawnSince()).toEqual([]);
    await act(() => until(() => document.querySelectorAll('.step-what').length > 0, 'those in sight are drawn'));
    expect(drawnSince().length).toBeLessThan(60);
    expect(document.querySelectorAll('.step-what').length).toBeLessThan(60);
  });

  it('M21 renders nothing inside of a node for its facts while it is seen from afar, and what it missed when one comes near', async () => {
    const run = ordersRun('completed');
    const { parts } = drawn(run, 2);
    const { setView } = parts.graph.getState();
    const text = () => document.querySelector('[data-step="clean"] .step-what');
    act(() => setView({ x: 0, y: 0, zoom: 0.5 }));
    await act(() => until(() => text() !== null, 'the text is there'));
    act(() => setView({ x: 0, y: 0, zoom: 0.2 }));
    const changes = new MutationObserver(() => undefined);
    changes.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    act(() => parts.run.getState().receive([{ facts: run.recording.facts.slice(2), signals: [] }]));
    const inside = changes
      .takeRecords()
      .filter(({ target }) => !(target instanceof Element && target.matches('.step')));
    expect(inside).toEqual([]);
    expect(document.querySelector('[data-step="clean"]')?.getAttribute('data-look')).toBe('completed');
    act(() => setView({ x: 0, y: 0, zoom: 0.5 }));
    const icon = () => document.querySelector('[data-step="clean"] .step-icon')?.getAttribute('data-look');
    await act(() => until(() => icon() === 'completed', 'the icon is drawn'));
    await act(() =>
      until(() => document.querySelector('[data-step="clean"] .step-time')?.textContent !== '', 'so is the time'),
    );
  });

  it('M21 renders two nodes when the selection moves', () => {
    const { parts, drawnSince } = drawn(ordersRun('completed'), 40);
    act(() => parts.studio.getState().select('clean'));
    expect(drawnSince()).toEqual(['clean']);
    act(() => parts.studio.getState().select('enrich'));
    expect(drawnSince().sort()).toEqual(['clean', 'enrich']);
  });

  it('M21 renders one node of 300 when a step starts', () => {
    const run = largeScenario(300).runs[0];
    if (run === undefined) throw new Error('the scenario has no run');
    const start = run.recording.facts.slice(300).find((fact) => fact.type === 'step.started');
    if (start?.type !== 'step.started') throw new Error('no step starts');
    const { parts, drawnSince } = drawn(run, start.n - 1);
    act(() => parts.run.getState().receive([{ facts: [start], signals: [] }]));
    expect(drawnSince()).toEqual([start.step]);
  });

  it('M2 names every node with its state for screen readers', () => {
    drawn(ordersRun('failed'), 1000);
    expect(document.querySelector('[data-step="aggregate"]')?.getAttribute('aria-label')).toBe('aggregate, failed');
    expect(document.querySelector('[data-step="handle_empty"]')?.getAttribute('aria-label')).toBe(
      'handle_empty, skipped',
    );
  });
});
