import { describe, expect, it } from 'vitest';
import type { Fact, FactBody } from '../../../shared/facts.ts';
import { applyFact } from '../../../shared/state/apply-fact.ts';
import { scopesInside, shareScope } from '../../../shared/state/run-scopes.ts';
import { emptyRunState, snapshotRunState, stepState } from '../../../shared/state/run-state.ts';

function factOf(n: number, body: FactBody): Fact {
  return { ...body, n, at: new Date(n).toISOString() };
}

const started = (n: number, step: string) =>
  factOf(n, { type: 'step.started', step, attempt: 1, parameters: null, reads: [] });
const completed = (n: number, step: string) =>
  factOf(n, {
    type: 'step.completed',
    step,
    attempt: 1,
    result: { inline: n },
    durationMs: 1,
    consequences: [{ type: 'variable.changed', name: 'v', old: null, value: { inline: n }, step, attempt: 1 }],
  });

describe('snapshots of a run', () => {
  it('M7 are not changed by what happens later inside of a container', () => {
    const live = emptyRunState();
    applyFact(live, started(1, 'process[0].save'));
    applyFact(live, started(2, 'process[1].save'));
    const then = snapshotRunState(live);
    applyFact(live, completed(3, 'process[0].save'));
    expect(stepState(then, 'process[0].save').status).toBe('started');
    expect(then.scopes.get('process[0]')?.variables.size).toBe(0);
    expect(stepState(live, 'process[0].save').status).toBe('completed');
  });

  it('M7 can go on by themselves and leave the run as it is', () => {
    const live = emptyRunState();
    applyFact(live, started(1, 'process[0].save'));
    const then = snapshotRunState(live);
    applyFact(then, completed(2, 'process[0].save'));
    expect(stepState(then, 'process[0].save').status).toBe('completed');
    expect(stepState(live, 'process[0].save').status).toBe('started');
  });

  it('M7 share every scope that does not change after them', () => {
    const live = emptyRunState();
    for (let i = 0; i < 100; i += 1) applyFact(live, started(i + 1, `process[${i}].save`));
    const first = snapshotRunState(live);
    applyFact(live, completed(101, 'process[7].save'));
    const second = snapshotRunState(live);
    const changed = [...second.scopes].filter(([scope, inside]) => first.scopes.get(scope) !== inside);
    expect(changed.map(([scope]) => scope)).toEqual(['process[7]']);
  });
});

describe('two states of one run', () => {
  const begun = (n: number) => factOf(n, { type: 'loop.iteration_started', step: 'process', iteration: 0 });
  const ended = (n: number) =>
    factOf(n, { type: 'loop.iteration_completed', step: 'process', iteration: 0, status: 'completed', durationMs: 1 });
  const both = () => {
    const [behind, ahead] = [emptyRunState(), emptyRunState()];
    for (const state of [behind, ahead])
      for (const fact of [begun(1), started(2, 'process[0].save'), completed(3, 'process[0].save'), ended(4)])
        applyFact(state, fact);
    return { behind, ahead };
  };

  it('E5 hold an iteration once when it is over', () => {
    const { behind, ahead } = both();
    shareScope(behind, ahead, 'process[0]');
    expect(ahead.scopes.get('process[0]')).toBe(behind.scopes.get('process[0]'));
    expect(ahead.loops.get('process')?.iterations.get(0)).toBe(behind.loops.get('process')?.iterations.get(0));
  });

  it('E5 do not change each other afterwards', () => {
    const { behind, ahead } = both();
    shareScope(behind, ahead, 'process[0]');
    const reset = factOf(5, { type: 'step.reset', steps: ['process[0].save'], reason: 'rollback', consequences: [] });
    applyFact(ahead, reset);
    expect(stepState(behind, 'process[0].save').status).toBe('completed');
    applyFact(behind, reset);
    expect(behind).toEqual({ ...ahead, owner: behind.owner, scopes: behind.scopes });
    expect(behind.scopes.get('process[0]')?.steps).toEqual(ahead.scopes.get('process[0]')?.steps);
  });

  it('E5 share nothing of which they say different things', () => {
    const { behind, ahead } = both();
    applyFact(ahead, started(5, 'process[0].save'));
    shareScope(behind, ahead, 'process[0]');
    expect(stepState(ahead, 'process[0].save').status).toBe('started');
  });
});

describe('what is inside of a container', () => {
  const begun = (n: number, step: string, iteration: number) =>
    factOf(n, { type: 'loop.iteration_started', step, iteration });

  it('E16 is found at all levels, and nothing of its neighbours', () => {
    const state = emptyRunState();
    const facts = [
      begun(1, 'outer', 0),
      started(2, 'outer[0].inner'),
      begun(3, 'outer[0].inner', 0),
      started(4, 'outer[0].inner[0].sub'),
      started(5, 'outer[0].inner[0].sub.leaf'),
      begun(6, 'outer', 1),
      started(7, 'outer[1].inner'),
      started(8, 'outer2.leaf'),
    ];
    for (const fact of facts) applyFact(state, fact);
    const inside = (container: string) => {
      const scopes = new Set(scopesInside(state, container));
      return [...state.scopes].filter(([, scope]) => scopes.has(scope)).map(([name]) => name);
    };
    expect(inside('outer')).toEqual(['outer[0]', 'outer[0].inner[0]', 'outer[0].inner[0].sub', 'outer[1]']);
    expect(inside('outer[0].inner')).toEqual(['outer[0].inner[0]', 'outer[0].inner[0].sub']);
    expect(inside('outer[1].inner')).toEqual([]);
    expect(inside('outer2')).toEqual(['outer2']);
  });
});
