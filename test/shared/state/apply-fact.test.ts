import { expect, it } from 'vitest';
import type { FactBody } from '../../../shared/facts.ts';
import { applyFact } from '../../../shared/state/apply-fact.ts';
import { emptyRunState, stepState } from '../../../shared/state/run-state.ts';

function fold(...bodies: readonly FactBody[]) {
  const state = emptyRunState();
  for (const [at, body] of bodies.entries())
    applyFact(state, { ...body, n: at + 1, at: new Date(Date.UTC(2026, 0, 1, 0, 0, at)).toISOString() });
  return state;
}

const started: FactBody = { type: 'step.started', step: 'ask', attempt: 1, parameters: null, reads: [] };
const asked: FactBody = { type: 'step.waiting', step: 'ask', question: { inline: 'Go on?' } };

it('E12 keeps when a person was waited for when the step is taken back, and ends that wait', () => {
  const taken: FactBody = { type: 'step.reset', steps: ['ask'], reason: 'rollback', consequences: [] };
  const state = fold(started, asked, taken);
  expect(stepState(state, 'ask')).toMatchObject({
    status: 'pending',
    attempt: 1,
    waits: [{ from: '2026-01-01T00:00:01.000Z', to: '2026-01-01T00:00:02.000Z' }],
  });
  expect([...state.waiting]).toEqual([]);
});

it('E12 interrupts the attempts that were under way when the run goes on; who waits, waits on', () => {
  const state = fold(started, { ...started, step: 'other' }, asked, { type: 'run.resumed', after: 'crash' });
  expect(stepState(state, 'other')).toMatchObject({ status: 'pending', attempts: [{ status: 'interrupted' }] });
  expect(stepState(state, 'ask')).toMatchObject({ status: 'waiting', attempts: [{ status: 'started' }] });
  expect([...state.waiting]).toEqual(['ask']);
  expect([...state.inFlight]).toEqual([]);
});

it('E5 ignores a fact that was folded in before', () => {
  const state = fold(started);
  const again = applyFact(state, { ...started, attempt: 9, n: 1, at: '2026-01-01T00:00:09.000Z' });
  expect(again).toEqual([]);
  expect(stepState(state, 'ask').attempt).toBe(1);
});
