import { describe, expect, it } from 'vitest';
import { applyFact } from '../../shared/apply-fact.ts';
import type { Fact, FactBody } from '../../shared/facts.ts';
import { emptyRunState, snapshotRunState, stepState } from '../../shared/run-state.ts';

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
