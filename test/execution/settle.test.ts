import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StepStatus } from '../../shared/state/run-state.ts';
import { defineSteps, type StepShape, withPredecessors } from '../../electron/execution/run/definition.ts';
import { handledBy, type Outcome, reset, settle } from '../../electron/execution/schedule/settle.ts';
import { play, statusesOf } from './support/play.ts';
import { type PlayedStep, randomSteps } from './support/random-steps.ts';

function step(id: string, needs: readonly string[] = [], rest: Partial<StepShape> = {}): StepShape {
  return { id, dependencies: needs, onFailure: { kind: 'fail' }, ...rest };
}

function table(statuses: Record<string, StepStatus> = {}) {
  return new Map(Object.entries(statuses).map(([id, status]) => [id, { status }] as const));
}

function consequences(
  steps: readonly StepShape[],
  outcome: Outcome,
  statuses: Record<string, StepStatus> = {},
): string[] {
  return settle(defineSteps(steps), table(statuses), outcome).map((made) =>
    made.type === 'route.taken' ? `route ${made.step} ${made.on} ${made.to}` : `${made.step} ${made.reason}`,
  );
}

const chain = [step('a'), step('b', ['a']), step('c', ['b']), step('other')];

describe('settle', () => {
  it('E11 does nothing to others when a step completes', () => {
    expect(consequences(chain, { step: 'a', status: 'completed' })).toEqual([]);
  });

  it('E11 lets dependents of a step skipped by its own condition run', () => {
    expect(consequences(chain, { step: 'a', status: 'skipped', reason: 'condition' })).toEqual([]);
  });

  it('E11 fail skips descendants as upstream_failed and everything else that has not started as run_failed', () => {
    expect(consequences(chain, { step: 'a', status: 'failed' })).toEqual([
      'b upstream_failed',
      'c upstream_failed',
      'other run_failed',
    ]);
  });

  it('E11 fail lets running attempts finish, and skips steps between attempts or waiting for a person', () => {
    const steps = [step('bad'), step('running'), step('retrying'), step('asking'), step('done')];
    const statuses = { running: 'started', retrying: 'retrying', asking: 'waiting', done: 'completed' } as const;
    expect(consequences(steps, { step: 'bad', status: 'failed' }, statuses)).toEqual([
      'retrying run_failed',
      'asking run_failed',
    ]);
  });

  it('E11 continue leaves all others alone', () => {
    const steps = [step('a', [], { onFailure: { kind: 'continue' } }), step('b', ['a'])];
    expect(consequences(steps, { step: 'a', status: 'failed' })).toEqual([]);
  });

  it('E11 skip cuts off the descendants only', () => {
    const steps = [step('a', [], { onFailure: { kind: 'skip' } }), step('b', ['a']), step('other')];
    expect(consequences(steps, { step: 'a', status: 'failed' })).toEqual(['b upstream_failed']);
    expect(handledBy({ kind: 'skip' })).toBe('skip');
  });

  it('E11 a jump passes over what lies between, cuts off the rest, and keeps the target and what follows it', () => {
    const steps = [
      step('s', [], { onFailure: { kind: 'jump', to: 't' } }),
      step('between', ['s']),
      step('aside', ['s']),
      step('t', ['between']),
      step('after', ['t', 'aside']),
    ];
    expect(consequences(steps, { step: 's', status: 'failed' })).toEqual([
      'route s failure t',
      'between routed_past',
      'aside upstream_failed',
    ]);
    expect(handledBy({ kind: 'jump', to: 't' })).toBe('route');
  });

  it('E11 a failure that ends the run ignores the policy of the step', () => {
    const steps = [step('a', [], { onFailure: { kind: 'continue' } }), step('b', ['a']), step('c')];
    expect(consequences(steps, { step: 'a', status: 'failed', fatal: true })).toEqual([
      'b upstream_failed',
      'c run_failed',
    ]);
  });

  it('E11 a step that is routed past takes no route itself', () => {
    const steps = [step('a', [], { onFalse: 'b' }), step('b')];
    expect(consequences(steps, { step: 'a', status: 'skipped', reason: 'routed_past' })).toEqual([]);
  });

  it('E11 route edges are order edges, but not descent', () => {
    const steps = [step('a', [], { onSuccess: 't' }), step('t'), step('below', ['t'])];
    expect(defineSteps(steps).steps.get('t')?.waits).toEqual(['a']);
    expect(consequences(steps, { step: 'a', status: 'completed' })).toEqual(['route a success t']);
    expect(withPredecessors(defineSteps(steps), 'below')).toEqual(new Set(['below', 't', 'a']));
  });
});

describe('L18 the example of the language', () => {
  const played = (outcome: PlayedStep['outcome']): readonly PlayedStep[] => [
    { ...step('check', [], { onFalse: 'short' }), ms: 1, outcome },
    { ...step('long', ['check'], { onSuccess: 'sum' }), ms: 1, outcome: 'ok' },
    { ...step('short', ['long']), ms: 1, outcome: 'ok' },
    { ...step('mark', ['short']), ms: 1, outcome: 'ok' },
    { ...step('sum', ['mark']), ms: 1, outcome: 'ok' },
  ];
  for (const slots of [1, 8]) {
    it(`L18 runs short, mark and sum when the condition is false, with ${slots} slots`, async () => {
      const steps = played('conditionFalse');
      const { table: state } = await play(steps, { slots });
      expect(statusesOf(state, steps)).toEqual({
        check: 'skipped:condition',
        long: 'skipped:routed_past',
        short: 'completed',
        mark: 'completed',
        sum: 'completed',
      });
    });

    it(`L18 runs check, long and sum when the condition is true, with ${slots} slots`, async () => {
      const steps = played('ok');
      const { table: state } = await play(steps, { slots });
      expect(statusesOf(state, steps)).toEqual({
        check: 'completed',
        long: 'completed',
        short: 'skipped:routed_past',
        mark: 'skipped:routed_past',
        sum: 'completed',
      });
    });
  }
});

describe('reset', () => {
  const entries = (states: Record<string, [StepStatus, number, string?]>) =>
    new Map(
      Object.entries(states).map(
        ([id, [status, n, skipReason]]) =>
          [id, { status, n, ...(skipReason === undefined ? {} : { skipReason: skipReason as 'condition' }) }] as const,
      ),
    );

  it('E11 takes back the chosen steps, what descends from them, and every derived skip, but no step skipped by its condition', () => {
    const steps = [step('bad'), step('below', ['bad']), step('unlikely'), step('late')];
    const before = entries({
      bad: ['failed', 3],
      below: ['skipped', 3, 'upstream_failed'],
      late: ['skipped', 3, 'run_failed'],
      unlikely: ['skipped', 2, 'condition'],
    });
    expect(reset(defineSteps(steps), before, ['bad'])).toEqual({ steps: ['bad', 'below', 'late'], consequences: [] });
  });

  it('E11 derives again the skips that steps which stay settled cause, except run_failed', () => {
    const steps = [
      step('stays', [], { onFailure: { kind: 'skip' } }),
      step('cut', ['stays']),
      step('bad'),
      step('free'),
    ];
    const before = entries({
      stays: ['failed', 2],
      cut: ['skipped', 2, 'upstream_failed'],
      bad: ['failed', 5],
      free: ['skipped', 5, 'run_failed'],
    });
    expect(reset(defineSteps(steps), before, ['bad'])).toEqual({
      steps: ['cut', 'bad', 'free'],
      consequences: [{ type: 'step.skipped', step: 'cut', reason: 'upstream_failed' }],
    });
  });

  it('E11 derives no run_failed again from a failure that stays', () => {
    const steps = [step('stays'), step('other'), step('late')];
    const before = entries({
      stays: ['failed', 5],
      other: ['completed', 4],
      late: ['skipped', 5, 'run_failed'],
    });
    expect(reset(defineSteps(steps), before, ['other'])).toEqual({ steps: ['other', 'late'], consequences: [] });
  });

  it('E11 a rerun from any step ends in the same statuses, whatever the timing', async () => {
    await fc.assert(
      fc.asyncProperty(
        randomSteps({ calm: true, max: 25 }),
        fc.nat(),
        fc.integer({ min: 1, max: 6 }),
        async (steps, pick, slots) => {
          const first = await play(steps, { slots });
          const chosen = steps[pick % steps.length]?.id ?? 'n0';
          const taken = reset(defineSteps(steps), first.table.steps, [chosen]);
          const n = first.facts.length + 1;
          const facts = [
            ...first.facts,
            { type: 'step.reset', reason: 'rerun', n, at: '1970-01-01T00:00:00.000Z', ...taken } as const,
          ];
          const again = await play(
            steps.map((each, at) => ({ ...each, ms: ((at * 7919) % 100) + 1 })),
            { slots: 7 - slots, facts },
          );
          const bare = (state: typeof first): unknown =>
            Object.fromEntries(
              Object.entries(statusesOf(state.table, steps)).map(([id, status]) => [id, status.split(':')[0]]),
            );
          expect(bare(again)).toEqual(bare(first));
        },
      ),
      { numRuns: 100 },
    );
  });
});
