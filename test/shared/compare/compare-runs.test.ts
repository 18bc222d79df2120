import { describe, expect, it } from 'vitest';
import { compareRuns, isSameValue } from '../../../shared/compare/compare-runs.ts';
import { mergeGraphs } from '../../../shared/compare/merge-graphs.ts';
import type { FactBody } from '../../../shared/facts.ts';
import type { Graph, GraphEdge, GraphNode } from '../../../shared/graph/graph.ts';
import type { Json } from '../../../shared/json.ts';
import { applyFact } from '../../../shared/state/apply-fact.ts';
import { emptyRunState, type RunState } from '../../../shared/state/run-state.ts';

type Outcome =
  | { readonly result: Json; readonly ms?: number; readonly parameters?: Json }
  | 'fails'
  | 'skipped'
  | 'pending';

/** A run whose steps end one after the other, a second apart. */
function run(steps: { readonly [id: string]: Outcome }, inputs: { readonly [name: string]: Json } = {}): RunState {
  const state = emptyRunState();
  let n = 0;
  const tell = (fact: FactBody): void => {
    n += 1;
    applyFact(state, { n, at: new Date(Date.UTC(2026, 0, 1, 0, 0, n)).toISOString(), ...fact });
  };
  tell({
    type: 'run.created',
    run: 'r',
    pipeline: { id: 'p', name: 'P', file: 'p.yaml', hash: 'h' },
    inputs: Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, { inline: value }])),
    workdir: '/',
    steps: Object.keys(steps),
    maxParallel: 1,
    edits: [],
  });
  tell({ type: 'run.started' });
  for (const [step, outcome] of Object.entries(steps)) end(step, outcome, tell);
  tell({ type: 'run.completed', outputs: { out: { inline: Object.keys(steps).length } } });
  return state;
}

function end(step: string, outcome: Outcome, tell: (fact: FactBody) => void): void {
  if (outcome === 'pending') return;
  if (outcome === 'skipped') return tell({ type: 'step.skipped', step, reason: 'condition', consequences: [] });
  const parameters = outcome === 'fails' ? null : { inline: outcome.parameters ?? null };
  tell({ type: 'step.started', step, attempt: 1, parameters, reads: [] });
  if (outcome !== 'fails') {
    const value = { inline: outcome.result };
    const variable = { type: 'variable.changed', name: `v_${step}`, old: null, value, step, attempt: 1 } as const;
    const durationMs = outcome.ms ?? 10;
    return tell({ type: 'step.completed', step, attempt: 1, result: value, durationMs, consequences: [variable] });
  }
  const error = { category: 'execution', code: 'c', severity: 'high', retryable: false, message: 'no' } as const;
  tell({ type: 'step.failed', step, attempt: 1, error, durationMs: 10, consequences: [] });
}

const differing = (a: RunState, b: RunState) =>
  compareRuns(a, b).steps.flatMap(({ step, difference }) => (difference === null ? [] : [`${step} ${difference}`]));

describe('two runs', () => {
  it('M16 that are equal have no difference', () => {
    const comparison = compareRuns(run({ a: { result: 1 } }, { x: 1 }), run({ a: { result: 1 } }, { x: 1 }));
    expect(comparison.first).toBeNull();
    expect(comparison.steps[0]?.difference).toBeNull();
    expect(comparison.values.every(({ isEqual }) => isEqual)).toBe(true);
  });

  it('M16 differ in steps, states, results and parameters', () => {
    const same = { result: 1 };
    const a = run({ same, one: same, two: same, three: { result: 1, parameters: 1 }, gone: same });
    const b = run({ same, one: 'fails', two: { result: 2 }, three: { result: 1, parameters: 2 }, come: 'skipped' });
    expect(differing(a, b)).toEqual(['one status', 'two result', 'three parameters', 'gone only-a', 'come only-b']);
  });

  it('M16 name the first difference in time, not in the file', () => {
    const a = run({ late: 'pending', early: { result: 1 } });
    const b = run({ early: { result: 2 }, late: { result: 5 } });
    expect(differing(a, b)).toEqual(['late status', 'early result']);
    expect(compareRuns(a, b).first).toBe('early');
  });

  it('M16 show durations side by side', () => {
    const comparison = compareRuns(run({ a: { result: 1, ms: 100 } }), run({ a: { result: 1, ms: 350 } }));
    expect(comparison.steps[0]).toMatchObject({ difference: null, slowerMs: 250 });
    expect(comparison.steps[0]).toMatchObject({ a: { durationMs: 100 }, b: { durationMs: 350 } });
    expect(comparison.durations).toEqual({ aMs: 3000, bMs: 3000 });
  });

  it('M16 show inputs, variables and outputs that differ or are missing', () => {
    const a = run({ a: { result: 1 } }, { x: 1, y: 2 });
    const b = run({ a: { result: 3 }, b: 'skipped' }, { x: 1, z: 4 });
    expect(compareRuns(a, b).values.map(({ kind, name, isEqual }) => `${kind} ${name} ${isEqual}`)).toEqual([
      'input x true',
      'input y false',
      'input z false',
      'variable v_a false',
      'output out false',
    ]);
  });

  it('M16 with a result that was taken over are not different for that', () => {
    const a = run({ a: { result: 1 } });
    const b = run({ a: { result: 1 } });
    const entry = b.steps.get('a');
    if (entry !== undefined) b.steps.set('a', { ...entry, reusedFrom: { run: 'r', attempt: 1 } });
    expect(differing(a, b)).toEqual([]);
  });

  it('M16 tell large values apart by the names of their blobs', () => {
    const blob = (name: string) => ({ blob: name, sizeBytes: 5000 });
    expect(isSameValue(blob('x'), blob('x'))).toBe(true);
    expect(isSameValue(blob('x'), blob('y'))).toBe(false);
    expect(isSameValue(blob('x'), { inline: 1 })).toBe(false);
    expect(isSameValue(null, null)).toBe(true);
  });
});

describe('the merged graph', () => {
  const node = (id: string, what: string): GraphNode =>
    ({ id, label: id, container: null, what, description: null, condition: null }) as unknown as GraphNode;
  const edge = (source: string, target: string): GraphEdge => ({
    id: `${source} data ${target}`,
    source,
    target,
    kind: 'data',
    label: null,
  });
  const graph = (nodes: readonly GraphNode[], edges: readonly GraphEdge[]): Graph => ({
    nodes,
    edges,
    nodeById: new Map(nodes.map((each) => [each.id, each])),
    scope: '',
    key: '',
  });

  it('M16 has the steps and the edges of both, each once', () => {
    const a = graph([node('x', 'a'), node('y', 'a')], [edge('x', 'y')]);
    const b = graph([node('z', 'b'), node('y', 'b'), node('x', 'b')], [edge('x', 'y'), edge('x', 'z')]);
    const merged = mergeGraphs(a, b);
    expect(merged.nodes.map(({ id, what }) => `${id} ${what}`)).toEqual(['x a', 'y a', 'z b']);
    expect(merged.edges.map(({ id }) => id)).toEqual(['x data y', 'x data z']);
  });
});
