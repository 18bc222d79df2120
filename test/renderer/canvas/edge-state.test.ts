import { describe, expect, it } from 'vitest';
import { roundedPath } from '../../../shared/graph/edge-path.ts';
import { graphOfPipeline } from '../../../shared/graph/graph.ts';
import { edgeState } from '../../../renderer/canvas/edge-state.ts';
import { RunTimeline } from '../../../renderer/state/run/run-timeline.ts';
import { ordersRun } from '../helpers/scenarios.ts';

const { pipeline, recording } = ordersRun('failed');
const graph = graphOfPipeline(pipeline);
const timeline = new RunTimeline();
timeline.append(recording.facts);

function stateOf(source: string, target: string, options: { kind?: string; n?: number } = {}) {
  const { kind = 'data', n = recording.facts.length } = options;
  const edge = graph.edges.find(
    (candidate) => candidate.source === source && candidate.target === target && candidate.kind === kind,
  );
  if (edge === undefined) throw new Error(`no edge from ${source} to ${target}`);
  return edgeState(edge, timeline.stateAt(n));
}

describe('the state of an edge', () => {
  it('M3 is taken where the run went along and not where a condition was false', () => {
    expect(stateOf('validate', 'clean')).toBe('taken');
    expect(stateOf('validate', 'handle_empty')).toBe('not-taken');
  });

  it('M3 is not taken behind a failure', () => {
    expect(stateOf('aggregate', 'chart')).toBe('not-taken');
  });

  it('M3 is live into a running step, idle before', () => {
    const started = recording.facts.find((fact) => fact.type === 'step.started' && fact.step === 'enrich')?.n ?? 0;
    expect(stateOf('clean', 'enrich', { n: started })).toBe('live');
    expect(stateOf('clean', 'enrich', { n: 3 })).toBe('idle');
  });

  it('M3 shows a route that was not gone as not taken', () => {
    expect(stateOf('publish', 'archive', { kind: 'false' })).toBe('not-taken');
  });
});

describe('the line of an edge', () => {
  it('goes through its points with rounded corners', () => {
    expect(
      roundedPath([
        { x: 0, y: 0 },
        { x: 20, y: 0 },
        { x: 20, y: 30 },
      ]),
    ).toBe('M0 0L14 0Q20 0 20 6L20 30');
  });

  it('never rounds a corner beyond the middle of a short piece', () => {
    expect(
      roundedPath([
        { x: 0, y: 0 },
        { x: 4, y: 0 },
        { x: 4, y: 4 },
      ]),
    ).toBe('M0 0L2 0Q4 0 4 2L4 4');
  });
});
