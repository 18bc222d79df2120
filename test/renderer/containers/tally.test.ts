import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IterationState } from '../../../shared/state/run-scopes.ts';
import { bandsOf, lookOfCell } from '../../../renderer/containers/heat.ts';
import { MOST_CELLS, Tally } from '../../../renderer/containers/tally.ts';

function tallyOf(total: number | null, marks: readonly (readonly [number, IterationState['status']])[]): Tally {
  const tally = new Tally();
  if (total !== null) tally.expect(total);
  for (const [iteration, status] of marks) tally.note(iteration, status);
  return tally;
}

describe('Tally', () => {
  it('M4 draws one cell for each iteration up to 200', () => {
    const cells = tallyOf(120, [
      [0, 'completed'],
      [1, 'failed'],
    ]).cells();
    expect(cells).toHaveLength(120);
    expect(cells.slice(0, 3).map((cell) => lookOfCell(cell, true))).toEqual(['completed', 'failed', 'pending']);
  });

  it('M4 never draws more than 200 cells, and hides no failure among 10,000', () => {
    const tally = tallyOf(
      10_000,
      Array.from({ length: 10_000 }, (_, i) => [i, i === 7777 ? 'failed' : 'completed'] as const),
    );
    const cells = tally.cells();
    expect(cells.length).toBeLessThanOrEqual(MOST_CELLS);
    const failed = cells.filter((cell) => lookOfCell(cell, true) === 'failed');
    expect(failed).toHaveLength(1);
    expect(failed[0]?.from).toBeLessThanOrEqual(7777);
    expect(failed[0]?.to).toBeGreaterThan(7777);
  });

  it('M4 counts the same as a count over everything, in whatever order marks come', () => {
    const mark = fc.tuple(fc.nat(3000), fc.constantFrom<IterationState['status']>('started', 'completed', 'failed'));
    fc.assert(
      fc.property(fc.array(mark, { maxLength: 400 }), fc.option(fc.nat(5000)), (marks, total) => {
        const tally = tallyOf(total, marks);
        const last = new Map(marks);
        const cells = tally.cells();
        expect(cells.length).toBeLessThanOrEqual(MOST_CELLS);
        for (const cell of cells) {
          const inside = [...last].filter(([i]) => i >= cell.from && i < cell.to);
          const count = (status: string) => inside.filter(([, one]) => one === status).length;
          expect(cell).toMatchObject({
            started: count('started'),
            completed: count('completed'),
            failed: count('failed'),
          });
        }
        for (const [i, status] of last) expect(tally.markOf(i)).toBe(status);
        expect(tally.newest).toBe(marks.length === 0 ? null : Math.max(...last.keys()));
      }),
      { numRuns: 100 },
    );
  });
});

describe('bandsOf', () => {
  it('M4 joins neighbours that look alike and leaves out what is to come', () => {
    const cells = tallyOf(10, [
      [0, 'completed'],
      [1, 'completed'],
      [2, 'failed'],
      [3, 'started'],
    ]).cells();
    expect(bandsOf(cells, true)).toEqual([
      { look: 'completed', from: 0, to: 0.2 },
      { look: 'failed', from: 0.2, to: 0.3 },
      { look: 'running', from: 0.3, to: 0.4 },
    ]);
  });

  it('M4 calls an iteration stopped that had begun when the loop ended', () => {
    expect(bandsOf(tallyOf(1, [[0, 'started']]).cells(), false)).toEqual([{ look: 'stopped', from: 0, to: 1 }]);
  });

  it('M4 does not draw a cell as completed before all that it stands for is', () => {
    const cells = tallyOf(1000, [[0, 'completed']]).cells();
    expect(lookOfCell(cells[0] ?? { from: 0, to: 0, started: 0, completed: 0, failed: 0 }, true)).toBe('part');
  });
});
