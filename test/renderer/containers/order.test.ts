import { describe, expect, it } from 'vitest';
import type { IterationState } from '../../../shared/state/run-scopes.ts';
import { listIterations } from '../../../renderer/containers/order.ts';
import { Tally } from '../../../renderer/containers/tally.ts';

const AT = '2026-01-01T00:00:00.000Z';
const iterations = new Map<number, IterationState>([
  [0, { status: 'completed', startedAt: AT, durationMs: 30 }],
  [1, { status: 'failed', startedAt: AT, durationMs: 10 }],
  [2, { status: 'started', startedAt: AT }],
  [3, { status: 'completed', startedAt: AT, durationMs: 20 }],
  [12, { status: 'failed', startedAt: AT, durationMs: 5 }],
]);
const tally = new Tally({ iterations, total: 20 });
const all = { status: 'all', text: '' } as const;

describe('listIterations', () => {
  it('M4 puts failed ones first, then those that run', () => {
    expect(listIterations(tally, iterations, { sort: 'failed-first', filter: all })).toEqual([1, 12, 2, 0, 3]);
  });

  it('M4 sorts by duration both ways, those without one last', () => {
    expect(listIterations(tally, iterations, { sort: 'longest', filter: all })).toEqual([0, 3, 1, 12, 2]);
    expect(listIterations(tally, iterations, { sort: 'shortest', filter: all })).toEqual([12, 1, 3, 0, 2]);
  });

  it('M4 filters by status, by number and by what is said about an iteration', () => {
    const textOf = (iteration: number) => (iteration === 3 ? 'Host is down' : '');
    const list = (filter: { status: 'all' | 'failed'; text: string }) =>
      listIterations(tally, iterations, { sort: 'number', filter, textOf });
    expect(list({ status: 'failed', text: '' })).toEqual([1, 12]);
    expect(list({ status: 'all', text: '2' })).toEqual([2, 12]);
    expect(list({ status: 'all', text: 'host' })).toEqual([3]);
  });
});
