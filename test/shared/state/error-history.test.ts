import { describe, expect, it } from 'vitest';
import type { ErrorRecord, Fact, FactBody } from '../../../shared/facts.ts';
import { ErrorHistory, errorHistory, filterErrors } from '../../../shared/state/error-history.ts';

const error = (code: string, category: ErrorRecord['category'] = 'execution'): ErrorRecord => ({
  category,
  code,
  severity: 'medium',
  retryable: true,
  message: `it ended with ${code}`,
});
const again = (step: string, attempt: number, code: string): FactBody => ({
  type: 'step.attempt_failed',
  step,
  attempt,
  error: error(code),
  retryAt: '2026-11-22T14:00:01.000Z',
  durationMs: 5,
});
const failed = (
  step: string,
  attempt: number,
  part: Partial<Extract<FactBody, { type: 'step.failed' }>>,
): FactBody => ({
  type: 'step.failed',
  step,
  attempt,
  error: error('late', 'timeout'),
  durationMs: 5,
  consequences: [],
  ...part,
});

function facts(...bodies: readonly FactBody[]): readonly Fact[] {
  return bodies.map((body, at) => ({ ...body, n: at + 1, at: '2026-11-22T14:00:00.000Z' }));
}

const outcomes = (...bodies: readonly FactBody[]) =>
  errorHistory(facts(...bodies)).map(({ step, attempt, outcome }) => `${step} ${attempt} ${outcome}`);

describe('the errors of a run', () => {
  it('lists every attempt that failed, and whether the step did', () => {
    expect(outcomes(again('a', 1, 'x'), again('a', 2, 'y'), failed('a', 3, {}))).toEqual([
      'a 1 retried',
      'a 2 retried',
      'a 3 unhandled',
    ]);
  });

  it('says by what it was handled', () => {
    const completed = { type: 'step.completed', step: 'b', attempt: 1, durationMs: 5, consequences: [] } as const;
    expect(
      outcomes(
        failed('a', 1, { handled: 'route' }),
        { ...completed, result: { inline: 1 }, handled: 'fallback', error: error('x') },
        { ...completed, step: 'c', result: { inline: 1 } },
      ),
    ).toEqual(['a 1 route', 'b 1 fallback']);
  });

  it('tells of a failure once that a person was asked about, with what was answered', () => {
    const waiting = { type: 'step.waiting', step: 'a', question: { inline: {} } } as const;
    expect(outcomes(again('a', 1, 'x'), waiting)).toEqual(['a 1 asked']);
    expect(outcomes(again('a', 1, 'x'), waiting, failed('a', 1, { handled: 'skip' }))).toEqual(['a 1 skip']);
    expect(outcomes(again('a', 1, 'x'), waiting, failed('a', 1, {}))).toEqual(['a 1 unhandled']);
  });

  it('tells of rollbacks and of handlers that fail themselves', () => {
    expect(
      outcomes(
        again('a', 1, 'x'),
        { type: 'step.reset', steps: ['z'], reason: 'rollback', cause: 'a', consequences: [] },
        {
          type: 'handler.ended',
          step: 'b',
          attempt: 1,
          handler: 0,
          status: 'failed',
          then: 'next',
          durationMs: 1,
          error: error('h'),
        },
      ),
    ).toEqual(['a 1 rolled_back', 'b 1 in_handler']);
  });

  it('can be narrowed by text, category and whether it was handled', () => {
    const all = errorHistory(
      facts(again('load', 1, 'x'), failed('load', 2, {}), failed('save', 1, { handled: 'skip' })),
    );
    const steps = (filter: Parameters<typeof filterErrors>[1]) =>
      filterErrors(all, filter).map(({ step, attempt }) => `${step} ${attempt}`);
    expect(steps({ text: 'LOAD' })).toEqual(['load 1', 'load 2']);
    expect(steps({ text: 'ended with x' })).toEqual(['load 1']);
    expect(steps({ category: 'timeout' })).toEqual(['load 2', 'save 1']);
    expect(steps({ handled: false })).toEqual(['load 2']);
    expect(steps({})).toHaveLength(3);
  });

  it('gives the same whether it hears facts one by one or all at once', () => {
    const all = facts(again('a', 1, 'x'), again('b', 1, 'y'), failed('a', 2, {}));
    const history = new ErrorHistory();
    for (const fact of all) history.hear(fact);
    expect(history.entries).toEqual(errorHistory(all));
  });
});
