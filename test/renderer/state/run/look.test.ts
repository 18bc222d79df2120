import { describe, expect, it } from 'vitest';
import { lookOfRun, lookOfStep } from '../../../../shared/state/look.ts';
import type { StepState } from '../../../../shared/state/run-state.ts';
import { lookIn } from '../../../../renderer/state/run/look-in.ts';
import { createRunStore } from '../../../../renderer/state/run/run-store.ts';
import { ordersRun, RUN_A } from '../../helpers/scenarios.ts';

const base: StepState = { status: 'completed', n: 1, attempt: 1, attempts: [], parameters: null, reads: [] };

describe('the look of a step', () => {
  it('M2 tells reused from completed and handled from failed', () => {
    expect(lookOfStep(base)).toBe('completed');
    expect(lookOfStep({ ...base, reusedFrom: { run: 'r', attempt: 1 } })).toBe('reused');
    expect(lookOfStep({ ...base, status: 'failed' })).toBe('failed');
    expect(lookOfStep({ ...base, status: 'failed', handled: 'skip' })).toBe('handled');
    expect(lookOfStep({ ...base, status: 'started' })).toBe('running');
    expect(lookOfStep(undefined)).toBe('pending');
  });

  it('M2 has a look for every status of a run', () => {
    expect(
      (
        [
          'created',
          'running',
          'paused',
          'waiting',
          'completed',
          'failed',
          'cancelled',
          'interrupted',
          'damaged',
        ] as const
      ).map(lookOfRun),
    ).toEqual([
      'pending',
      'running',
      'paused',
      'waiting',
      'completed',
      'failed',
      'cancelled',
      'interrupted',
      'damaged',
    ]);
  });

  it('M2 shows a ready step that has not begun as queued', () => {
    const store = createRunStore();
    const { recording } = ordersRun('completed');
    store.getState().open(RUN_A);
    store.getState().receive([{ facts: recording.facts.slice(0, 5), signals: [] }]);
    const view = store.getState();
    expect(lookIn(view, { id: 'report', dependencies: [] })).toBe('queued');
    expect(lookIn(view, { id: 'report', dependencies: ['clean'] })).toBe('pending');
  });

  it('M19 shows what ran when the app ended as interrupted', () => {
    const store = createRunStore();
    store.getState().open(RUN_A);
    store.getState().receive([{ facts: ordersRun('completed').recording.facts.slice(0, 3), signals: [] }]);
    store.getState().setInterrupted(true);
    const running = [...store.getState().shown.steps].find(([, step]) => step.status === 'started')?.[0] ?? '';
    expect(lookIn(store.getState(), { id: running, dependencies: [] })).toBe('interrupted');
  });

  it('M2 shows the step that a run stands at as paused, and the containers around it', () => {
    const store = createRunStore();
    store.getState().open(RUN_A);
    const facts = ordersRun('completed').recording.facts.slice(0, 5);
    const at = '2026-11-22T10:00:00.000Z';
    const hit = { type: 'breakpoint.hit', step: 'report', when: 'before', n: 6, at } as const;
    const paused = { type: 'run.paused', reason: 'breakpoint', step: 'report', n: 7, at } as const;
    store.getState().receive([{ facts: [...facts, hit, paused], signals: [] }]);
    const lookOf = (id: string) => lookIn(store.getState(), { id, dependencies: [] });
    expect(lookOf('report')).toBe('paused');
    expect(lookOf('clean')).not.toBe('paused');
    store.getState().receive([{ facts: [{ type: 'run.resumed', after: 'pause', n: 8, at }], signals: [] }]);
    expect(lookOf('report')).not.toBe('paused');
  });
});
