import { describe, expect, it } from 'vitest';
import type { FactBody } from '../../../shared/facts.ts';
import { applyFact } from '../../../shared/state/apply-fact.ts';
import { emptyRunState, type RunState } from '../../../shared/state/run-state.ts';
import { idleGaps } from '../../../renderer/timeline/idle.ts';
import { scaleOf } from '../../../renderer/timeline/scale.ts';

const BEGUN = Date.parse('2026-03-01T10:00:00.000Z');

/** A run of these facts, each at a moment in ms since its beginning. */
function runOf(facts: readonly (readonly [atMs: number, body: FactBody])[]): RunState {
  const state = emptyRunState();
  const all: typeof facts = [[0, { type: 'run.started' }], ...facts];
  all.forEach(([atMs, body], index) => {
    applyFact(state, { ...body, n: index + 1, at: new Date(BEGUN + atMs).toISOString() });
  });
  return state;
}

const started = (step: string, attempt = 1): FactBody => ({
  type: 'step.started',
  step,
  attempt,
  parameters: null,
  reads: [],
});
const completed = (step: string, attempt = 1): FactBody => ({
  type: 'step.completed',
  step,
  attempt,
  result: { inline: null },
  durationMs: 0,
  consequences: [],
});

function gapsOf(state: RunState, totalMs: number) {
  return idleGaps(state, { totalMs, now: BEGUN + totalMs });
}

describe('idle time', () => {
  it('M13 is where no attempt ran, with why', () => {
    const error = { category: 'network', code: 'x', severity: 'low', retryable: true, message: 'x' } as const;
    const state = runOf([
      [0, started('a')],
      [100, { type: 'step.attempt_failed', step: 'a', attempt: 1, error, retryAt: '', durationMs: 100 }],
      [5000, started('a', 2)],
      [5100, completed('a', 2)],
      [5100, started('b')],
      [5200, { type: 'step.waiting', step: 'b', question: { inline: null } }],
      [60_000, { type: 'step.answered', step: 'b', answer: { inline: 1 } }],
      [60_100, completed('b')],
    ]);
    expect(gapsOf(state, 60_100)).toEqual([
      { from: 100, to: 5000, why: 'retry' },
      { from: 5200, to: 60_000, why: 'person' },
    ]);
  });

  it('M13 is none while another step runs beside the one that waits', () => {
    const state = runOf([
      [0, started('a')],
      [0, started('b')],
      [10, { type: 'step.waiting', step: 'a', question: { inline: null } }],
      [9000, completed('b')],
      [9000, { type: 'step.answered', step: 'a', answer: { inline: 1 } }],
      [9100, completed('a')],
    ]);
    expect(gapsOf(state, 9100)).toEqual([]);
  });

  it('M13 goes on while a person is waited for', () => {
    const state = runOf([
      [0, started('a')],
      [100, { type: 'step.waiting', step: 'a', question: { inline: null } }],
    ]);
    expect(gapsOf(state, 4000)).toEqual([{ from: 100, to: 4000, why: 'person' }]);
  });

  it('M13 inside of a container is what its steps leave, not the container', () => {
    const state = runOf([
      [0, started('loop')],
      [0, { type: 'loop.iteration_started', step: 'loop', iteration: 0 }],
      [0, started('loop[0].a')],
      [100, { type: 'step.waiting', step: 'loop[0].a', question: { inline: null } }],
    ]);
    expect(gapsOf(state, 1000)).toEqual([{ from: 100, to: 1000, why: 'person' }]);
  });

  it('M13 is left alone where it is short', () => {
    const state = runOf([
      [0, started('a')],
      [100, completed('a')],
      [400, started('b')],
      [9000, completed('b')],
    ]);
    expect(gapsOf(state, 9000)).toEqual([]);
  });
});

describe('the axis', () => {
  const gaps = [
    { from: 100, to: 3_600_000, why: 'person' },
    { from: 3_600_500, to: 3_700_000, why: 'nothing' },
  ] as const;
  const scale = scaleOf(3_700_400, gaps);

  it('M13 gives a folded gap one width, whatever its length, and all else the rest', () => {
    const [first, second] = scale.notches;
    expect(first?.width).toBe(second?.width);
    expect(scale.at(0)).toBe(0);
    expect(scale.at(3_700_400)).toBeCloseTo(1, 9);
    expect(scale.at(3_600_000) - scale.at(100)).toBeCloseTo(first?.width ?? 0, 9);
    const perMs = scale.at(100) / 100;
    expect(scale.at(3_600_500) - scale.at(3_600_000)).toBeCloseTo(500 * perMs, 9);
  });

  it('M13 keeps the order of all moments, those in a fold included', () => {
    const moments = [0, 50, 100, 5000, 2_000_000, 3_600_000, 3_600_250, 3_650_000, 3_700_000, 3_700_400];
    const places = moments.map((ms) => scale.at(ms));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('M13 is marked at round times outside of folds', () => {
    const marks = scale.marks(8);
    expect(marks.length).toBeGreaterThan(3);
    for (const mark of marks) {
      expect(gaps.some(({ from, to }) => mark > from && mark < to)).toBe(false);
      expect(mark % 100).toBe(0);
    }
    expect(scaleOf(12_000, []).marks(6)).toEqual([0, 2000, 4000, 6000, 8000, 10_000, 12_000]);
    expect(scaleOf(100_000, []).marks(6)).toEqual([0, 30_000, 60_000, 90_000]);
    expect(scaleOf(3, []).marks(6).length).toBeLessThanOrEqual(4);
  });
});
