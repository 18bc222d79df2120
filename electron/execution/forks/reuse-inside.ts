import type { Consequence, FactBody, StoredValue } from '../../../shared/facts.ts';
import { bodyAt, stepAtPath } from '../../../shared/find-step.ts';
import type { Pipeline } from '../../../shared/pipeline.ts';
import { applyFact } from '../../../shared/state/apply-fact.ts';
import { stepsIn, variablesIn } from '../../../shared/state/run-scopes.ts';
import { isSettled, type RunState, type StepState, snapshotRunState } from '../../../shared/state/run-state.ts';
import { isInside, joinPath, ownerOf, splitPath } from '../../../shared/step-path.ts';
import { type Definition, defineSteps } from '../run/definition.ts';
import { asReset, type Reopening } from '../run/reopen.ts';
import { reset } from '../schedule/settle.ts';

/** What a new run takes over of the inside of a container, when it runs again from a place in there (E16). */

/** True if the parent has something at this place that a new run can begin from. */
export function isPlaceInside(state: RunState, path: string): boolean {
  const { scope, id } = splitPath(path);
  return scope !== '' && stepsIn(state, scope).has(id);
}

/** The facts of everything inside of `container` that stays when the steps at `from` run again. `parent` is not changed. */
export function insideFacts(
  parent: RunState,
  pipeline: Pipeline,
  { container, from }: { container: string; from: readonly string[] },
): readonly FactBody[] {
  const state = snapshotRunState(parent);
  for (const path of from)
    applyFact(state, { n: state.n + 1, at: '', ...asReset(takenBack(state, pipeline, path), 'rerun') });
  const facts: FactBody[] = [];
  for (const [scope, { steps }] of state.scopes) {
    if (!isInside(scope, container)) continue;
    for (const [id, entry] of steps)
      facts.push(...stepFacts(state, { path: joinPath(scope, id), entry, run: parent.run }));
  }
  for (const [path, loop] of state.loops) {
    if (!isInside(path, container)) continue;
    for (const [iteration, entry] of loop.iterations) {
      if (entry.status !== 'completed') continue;
      facts.push({
        type: 'loop.iteration_started',
        step: path,
        iteration,
        ...(loop.total === null ? {} : { total: loop.total }),
      });
      facts.push({
        type: 'loop.iteration_completed',
        step: path,
        iteration,
        status: 'completed',
        durationMs: entry.durationMs ?? 0,
        ...(entry.state === undefined ? {} : { state: entry.state }),
        ...(entry.expression === undefined ? {} : { expression: entry.expression }),
        ...(entry.isLast === undefined ? {} : { isLast: entry.isLast }),
      });
    }
  }
  return facts;
}

/** All stored values that facts from inside name. */
export function valuesInside(fact: FactBody): StoredValue[] {
  if (fact.type === 'loop.iteration_completed') return fact.state === undefined ? [] : [fact.state];
  return fact.type === 'step.failed' && fact.result !== undefined ? [fact.result] : [];
}

/** That step and what follows in its level, the containers around it, and (of a `while`) the iterations that follow. */
function takenBack(state: RunState, pipeline: Pipeline, path: string): Reopening {
  const all: Reopening = { steps: [], reopened: [], dropped: [], consequences: [] };
  const { scope, id } = splitPath(path);
  const found = reset(levelAt(pipeline, scope), stepsIn(state, scope), [id]);
  all.steps.push(...found.steps.map((each) => joinPath(scope, each)));
  for (let owner = ownerOf(scope); owner !== null; owner = ownerOf(splitPath(owner.container).scope)) {
    const { container, iteration } = owner;
    all.reopened.push(container);
    const around = splitPath(container);
    const step = stepAtPath(pipeline, container);
    const behind = reset(levelAt(pipeline, around.scope), stepsIn(state, around.scope), [around.id]);
    all.steps.push(...behind.steps.filter((each) => each !== around.id).map((each) => joinPath(around.scope, each)));
    if (step?.container?.kind === 'loop' && iteration !== null)
      for (const later of state.loops.get(container)?.iterations.keys() ?? [])
        if (later > iteration) all.dropped.push(`${container}[${later}]`);
  }
  return all;
}

/** The steps of the level that a scope is a run of. */
function levelAt(pipeline: Pipeline, scope: string): Definition {
  const body = bodyAt(pipeline, scope);
  if (body === null) throw new Error(`the pipeline has no level ${scope}`);
  return defineSteps(body.steps);
}

function stepFacts(
  state: RunState,
  { path, entry, run }: { path: string; entry: StepState; run: string },
): readonly FactBody[] {
  if (!isSettled(entry.status)) return [];
  const condition: FactBody[] =
    entry.condition === undefined ? [] : [{ type: 'condition.evaluated', step: path, ...entry.condition }];
  if (entry.status === 'skipped')
    return [
      ...condition,
      { type: 'step.skipped', step: path, reason: entry.skipReason ?? 'condition', consequences: [] },
    ];
  if (entry.status === 'failed' && entry.error !== undefined && entry.handled !== undefined)
    return [
      ...condition,
      {
        type: 'step.failed',
        step: path,
        attempt: entry.attempt,
        error: entry.error,
        handled: entry.handled,
        ...(entry.result === undefined ? {} : { result: entry.result }),
        durationMs: entry.durationMs ?? 0,
        consequences: [],
      },
    ];
  if (entry.status !== 'completed') return [];
  return [
    ...condition,
    {
      type: 'step.reused',
      step: path,
      status: 'completed',
      from: entry.reusedFrom ?? { run, attempt: entry.attempt },
      result: entry.result ?? { inline: null },
      ...(entry.meta === undefined ? {} : { meta: entry.meta }),
      reads: entry.reads,
      parameters: entry.parameters,
      durationMs: entry.durationMs ?? 0,
      consequences: changesBy(state, path),
    },
  ];
}

function changesBy(state: RunState, path: string): readonly Consequence[] {
  const changes: Consequence[] = [];
  for (const [name, history] of variablesIn(state, splitPath(path).scope)) {
    const change = history.findLast(({ step }) => step === path);
    if (change !== undefined)
      changes.push({
        type: 'variable.changed',
        name,
        old: null,
        value: change.value,
        step: path,
        attempt: change.attempt ?? 1,
      });
  }
  return changes;
}
