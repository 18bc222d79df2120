import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { everyStep } from '../../../shared/run-scopes.ts';
import { stepsChangedBetween } from '../../../renderer/state/changed-steps.ts';
import { entryAt } from '../../../renderer/state/place.ts';
import type { RunView } from '../../../renderer/state/run-store.ts';
import { createRunStore } from '../../../renderer/state/run-store.ts';
import { loopRun } from '../helpers/loop-scenario.ts';
import type { ScenarioRun } from '../helpers/scenarios.ts';
import { ordersRun } from '../helpers/scenarios.ts';

function opened({ recording }: ScenarioRun, count = recording.facts.length) {
  const store = createRunStore();
  store.getState().open(recording.run);
  store.getState().receive([{ facts: recording.facts.slice(0, count), signals: [] }]);
  return store;
}

/** What every step and loop that the run ever knows says in a view. */
function shownBy(view: RunView, paths: readonly string[]): ReadonlyMap<string, string> {
  const { shown } = view;
  const loopOf = (path: string) => {
    const loop = shown.loops.get(path);
    return loop === undefined ? null : { ...loop, iterations: [...loop.iterations] };
  };
  return new Map(paths.map((path) => [path, JSON.stringify([entryAt(shown, path), loopOf(path)])]));
}

describe('the steps that a seek changes', () => {
  it.each([
    ['a run that fails', ordersRun('failed')],
    ['a loop', loopRun(300, { failing: [7, 120] })],
  ])('M7 rings for every step that looks different at the new playhead, in %s', (_name, run) => {
    const { facts } = run.recording;
    const paths = [...everyStep(opened(run).getState().shown)].map(([path]) => path);
    const places = fc.array(fc.option(fc.integer({ min: 1, max: facts.length }), { nil: null }), { maxLength: 8 });
    fc.assert(
      fc.property(places, fc.integer({ min: 1, max: facts.length }), (seeks, count) => {
        const store = opened(run, count);
        for (const n of seeks) {
          const before = shownBy(store.getState(), paths);
          const rung = new Set<string>();
          const ends = paths.map((path) => store.getState().bell.listen([path], () => rung.add(path)));
          store.getState().seek(n);
          for (const end of ends) end();
          const after = shownBy(store.getState(), paths);
          for (const path of paths) if (before.get(path) !== after.get(path)) expect(rung).toContain(path);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('M7 rings for few when the playhead moves a little', () => {
    const run = loopRun(300);
    const store = opened(run);
    store.getState().seek(1200);
    const before = store.getState().shown;
    store.getState().seek(1201);
    const changed = stepsChangedBetween(before, store.getState().shown);
    expect(changed.size).toBeLessThan(250);
  });
});
