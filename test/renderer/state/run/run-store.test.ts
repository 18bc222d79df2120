import { describe, expect, it } from 'vitest';
import { createRunStore } from '../../../../renderer/state/run/run-store.ts';
import { ordersRun, RUN_A } from '../../helpers/scenarios.ts';

const { facts } = ordersRun('failed').recording;

function opened(count = facts.length) {
  const store = createRunStore();
  store.getState().open(RUN_A);
  store.getState().receive([{ facts: facts.slice(0, count), signals: [] }]);
  return store;
}

describe('the store of the open run', () => {
  it('M7 stays at the playhead while facts come in, and returns to the newest', () => {
    const store = opened(20);
    store.getState().seek(10);
    store.getState().receive([{ facts: facts.slice(20), signals: [] }]);
    expect(store.getState().shown.n).toBe(10);
    expect(store.getState().known).toBe(facts.length);
    store.getState().seek(null);
    expect(store.getState().shown.n).toBe(facts.length);
  });

  it('keeps the playhead inside the run', () => {
    const store = opened();
    store.getState().seek(-5);
    expect(store.getState().playhead).toBe(1);
    store.getState().seek(10_000);
    expect(store.getState().playhead).toBe(facts.length);
  });

  it('M21 keeps the entry of every step that a fact says nothing about', () => {
    const store = opened(12);
    const before = new Map(store.getState().shown.steps);
    const fact = facts[12];
    store.getState().receive([{ facts: fact === undefined ? [] : [fact], signals: [] }]);
    const changed = [...store.getState().shown.steps].filter(([id, step]) => before.get(id) !== step).map(([id]) => id);
    expect(changed.length).toBeLessThanOrEqual(1);
  });

  it('keeps the latest of each signal and hands output on', () => {
    const heard: unknown[] = [];
    const store = createRunStore((signals) => heard.push(...signals));
    store.getState().open(RUN_A);
    const progress = (settled: number) =>
      ({ type: 'progress', run: RUN_A, fraction: settled / 14, settled, total: 14, etaMs: null, asOfMs: 0 }) as const;
    const output = { type: 'output', run: RUN_A, step: 'clean', attempt: 1, offset: 12 } as const;
    store.getState().receive([
      {
        facts: [],
        signals: [
          progress(1),
          output,
          progress(2),
          { type: 'step.progress', run: RUN_A, step: 'clean', attempt: 1, fraction: 0.4 },
        ],
      },
    ]);
    expect(store.getState().progress?.settled).toBe(2);
    expect(store.getState().stepProgress.get('clean')?.fraction).toBe(0.4);
    expect(heard).toEqual([output]);
  });

  it('forgets everything when another run is opened', () => {
    const store = opened();
    store.getState().open('another');
    expect(store.getState()).toMatchObject({ run: 'another', known: 0, playhead: null, progress: null });
    expect(store.getState().shown.steps.size).toBe(0);
  });
});
