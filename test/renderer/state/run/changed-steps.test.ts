import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stepAtPath } from '../../../../shared/find-step.ts';
import { everyStep } from '../../../../shared/state/run-scopes.ts';
import { joinPath, splitPath } from '../../../../shared/step-path.ts';
import { entryAt } from '../../../../renderer/state/place.ts';
import { stepsChangedBetween } from '../../../../renderer/state/run/changed-steps.ts';
import { lookIn } from '../../../../renderer/state/run/look-in.ts';
import type { RunView } from '../../../../renderer/state/run/run-store.ts';
import { createRunStore } from '../../../../renderer/state/run/run-store.ts';
import { loopRun } from '../../helpers/loop-scenario.ts';
import type { ScenarioRun } from '../../helpers/scenarios.ts';
import { ordersRun } from '../../helpers/scenarios.ts';

function opened({ recording }: ScenarioRun, count = recording.facts.length) {
  const store = createRunStore();
  store.getState().open(recording.run);
  store.getState().receive([{ facts: recording.facts.slice(0, count), signals: [] }]);
  return store;
}

type Node = { readonly id: string; readonly dependencies: readonly string[] };

/** Every step that the run ever knows, with those it waits for. */
function nodesOf(run: ScenarioRun): readonly Node[] {
  return [...everyStep(opened(run).getState().shown)].map(([id]) => {
    const { scope } = splitPath(id);
    const step = stepAtPath(run.pipeline, id);
    return { id, dependencies: (step?.dependencies ?? []).map((other) => joinPath(scope, other)) };
  });
}

/** What every step and loop that the run ever knows says in a view. */
function shownBy(view: RunView, nodes: readonly Node[]): ReadonlyMap<string, string> {
  const { shown } = view;
  const loopOf = (path: string) => {
    const loop = shown.loops.get(path);
    return loop === undefined ? null : { ...loop, iterations: [...loop.iterations] };
  };
  return new Map(
    nodes.map((node) => [node.id, JSON.stringify([entryAt(shown, node.id), loopOf(node.id), lookIn(view, node)])]),
  );
}

describe('the steps that a seek changes', () => {
  it.each([
    ['a run that fails', ordersRun('failed')],
    ['a loop', loopRun(130, { failing: [7, 120] })],
  ])('M7 rings for every step that looks different at the new playhead, in %s', (_name, run) => {
    const { facts } = run.recording;
    const nodes = nodesOf(run);
    const places = fc.array(fc.option(fc.integer({ min: 1, max: facts.length }), { nil: null }), { maxLength: 8 });
    fc.assert(
      fc.property(places, fc.integer({ min: 1, max: facts.length }), (seeks, count) => {
        const store = opened(run, count);
        for (const n of seeks) {
          const before = shownBy(store.getState(), nodes);
          const rung = new Set<string>();
          const ends = nodes.map(({ id, dependencies }) =>
            store.getState().bell.listen([id, ...dependencies], () => rung.add(id)),
          );
          store.getState().seek(n);
          for (const end of ends) end();
          const after = shownBy(store.getState(), nodes);
          for (const { id } of nodes) if (before.get(id) !== after.get(id)) expect(rung).toContain(id);
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
