import { describe, expect, it } from 'vitest';
import { graphOfPipeline } from '../../../shared/graph/graph.ts';
import { EdgePainter } from '../../../renderer/canvas/edge-painter.ts';
import { edgeState } from '../../../renderer/canvas/edge-state.ts';
import { makeParts } from '../helpers/make-parts.ts';
import { ordersRun } from '../helpers/scenarios.ts';

const run = ordersRun('failed');
const { edges } = graphOfPipeline(run.pipeline);

function painted() {
  const parts = makeParts({ files: new Map(), runs: [] });
  parts.run.getState().open(run.recording.run);
  const painter = new EdgePainter(parts);
  const drawn = edges.map((edge) => ({
    edge,
    element: document.createElementNS('http://www.w3.org/2000/svg', 'path'),
  }));
  const ends = drawn.map(({ edge, element }) => painter.add(edge, element));
  return { parts, painter, drawn, ends };
}

describe('the painter of edges', () => {
  it('M3 keeps every edge at what the facts say, live and at the playhead', () => {
    const { parts, painter, drawn } = painted();
    const end = painter.start();
    const expectRight = () => {
      const { shown } = parts.run.getState();
      for (const { edge, element } of drawn) expect(element.dataset['state']).toBe(edgeState(edge, shown));
    };
    expectRight();
    for (const fact of run.recording.facts) {
      parts.run.getState().receive([{ facts: [fact], signals: [] }]);
      expectRight();
    }
    for (const n of [5, 30, 12, 1, null]) {
      parts.run.getState().seek(n);
      expectRight();
    }
    end();
  });

  it('M19 moves no edge of a run that nobody goes on with', () => {
    const { parts, painter, drawn } = painted();
    painter.start();
    const states = () => drawn.map(({ element }) => element.dataset['state']);
    for (const fact of run.recording.facts) {
      parts.run.getState().receive([{ facts: [fact], signals: [] }]);
      if (states().includes('live')) break;
    }
    expect(states()).toContain('live');
    const before = states();
    parts.run.getState().setInterrupted(true);
    expect(states()).toEqual(before.map((state) => (state === 'live' ? 'taken' : state)));
  });

  it('M1 marks the edges of the selected step and of no other', () => {
    const { parts, painter, drawn } = painted();
    painter.start();
    for (const selected of ['clean', 'enrich', null]) {
      parts.studio.getState().select(selected);
      for (const { edge, element } of drawn)
        expect(element.dataset['chosen']).toBe(String(edge.source === selected || edge.target === selected));
    }
  });

  it('M21 touches only the edges of the steps that changed', () => {
    const { parts, painter, drawn } = painted();
    painter.start();
    const touched = new Set<string>();
    for (const { edge, element } of drawn) {
      const { dataset } = element;
      Object.defineProperty(element, 'dataset', { get: () => (touched.add(edge.id), dataset) });
    }
    const [created, started, first] = run.recording.facts;
    for (const fact of [created, started, first])
      if (fact !== undefined) parts.run.getState().receive([{ facts: [fact], signals: [] }]);
    expect([...touched]).toEqual([]);
  });

  it('lets go of an edge that is not drawn any more', () => {
    const { parts, painter, drawn, ends } = painted();
    painter.start();
    for (const end of ends) end();
    const before = drawn.map(({ element }) => element.dataset['state']);
    parts.run.getState().receive([{ facts: run.recording.facts, signals: [] }]);
    expect(drawn.map(({ element }) => element.dataset['state'])).toEqual(before);
  });
});
