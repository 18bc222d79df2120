import type { Consequence, Edit, FactBody, PinnedResult, Read, StoredValue } from '../../../shared/facts.ts';
import type { Pipeline, Step } from '../../../shared/pipeline.ts';
import type { PlanReason } from '../../../shared/plan.ts';
import { pinOf } from '../../../shared/state/reused-from.ts';
import { type RunState, type StepState, type StepStatus, stepState } from '../../../shared/state/run-state.ts';
import { topOf } from '../../../shared/step-path.ts';
import { defineSteps } from '../run/definition.ts';
import { settle } from '../schedule/settle.ts';
import { hashStored, hashValue } from './hash.ts';
import { pinnedFact } from './pins.ts';
import { insideFacts, valuesInside } from './reuse-inside.ts';

/** What a new run made from another one is compared by (E13). */
export interface ReuseSources {
  readonly pipeline: Pipeline;
  /** The definition that the parent ran. */
  readonly parentPipeline: Pipeline;
  /** The parent as it is, or as it was at the fact that the new run goes on from. */
  readonly parent: RunState;
  /** Steps that run again in any case; by their paths, where they are inside of containers. */
  readonly from: ReadonlySet<string>;
  /** Of the new run, by step; none of a step that was chosen. */
  readonly pins: ReadonlyMap<string, PinnedResult>;
  /** Of the new run. */
  readonly inputs: { readonly [name: string]: StoredValue };
  /** All edits of the new run, the parent's that it keeps included. */
  readonly edits: readonly Edit[];
  readonly env: ReadonlyMap<string, string>;
  /** The hash that reading this file again would have; undefined if it cannot be read. */
  readonly fileHash: (name: string, before: string) => string | undefined;
}

/**
 * `reuse`: its result is taken over; `skip`: it is skipped again by its own condition; `derived`: something else decides
 * again; `pinned`: it takes its pinned result when its turn comes. A pin that is what the parent had is taken over too.
 */
export type Reusability =
  | { readonly kind: 'reuse'; readonly pin?: PinnedResult }
  | { readonly kind: 'skip' }
  | { readonly kind: 'pinned'; readonly pin: PinnedResult }
  | { readonly kind: 'derived'; readonly status: StepState }
  | {
      readonly kind: 'run';
      readonly reason: PlanReason;
      readonly what?: string;
      /** A container that runs from a place inside it: what is done there is taken over. */
      readonly isInside?: boolean;
    };

/** For each step whether the new run may take its outcome from the parent, and if not, why. Pure but for `fileHash`. */
export function findReusable(sources: ReuseSources): ReadonlyMap<string, Reusability> {
  const found = new Map<string, Reusability>();
  const steps = new Map(sources.pipeline.steps.map((step) => [step.id, step]));
  for (const id of sources.pipeline.order) {
    const step = steps.get(id);
    if (step !== undefined) found.set(id, withPin(sources, step, reusabilityOf(sources, step, found)));
  }
  return found;
}

/** The steps behind a pinned one stay only if it stays what it was to them. */
function withPin({ pins, parent }: ReuseSources, step: Step, found: Reusability): Reusability {
  const pin = pins.get(step.id);
  const before = stepState(parent, step.id);
  if (pin === undefined) {
    const wasPinned = pinOf(before.reusedFrom) !== null;
    return found.kind === 'reuse' && wasPinned ? { kind: 'run', reason: 'unpinned' } : found;
  }
  const { result } = before;
  const isSame = found.kind === 'reuse' && result !== undefined && hashStored(result) === hashStored(pin.result);
  return { kind: isSame ? 'reuse' : 'pinned', pin };
}

const UNSETTLED: ReadonlySet<StepStatus> = new Set<StepStatus>(['started', 'retrying', 'waiting']);

function reusabilityOf(sources: ReuseSources, step: Step, found: ReadonlyMap<string, Reusability>): Reusability {
  const { parent, parentPipeline, from } = sources;
  const before = stepState(parent, step.id);
  const definition = parentPipeline.steps.find(({ id }) => id === step.id);
  const run = (reason: PlanReason, what?: string): Reusability => ({
    kind: 'run',
    reason,
    ...(what === undefined ? {} : { what }),
  });
  if (from.has(step.id)) return run('chosen');
  const inside = [...from].find((path) => topOf(path) === step.id);
  if (definition === undefined) return run('added');
  if (before.status === 'pending' || before.skipReason === 'run_failed') return run('not_reached');
  if (UNSETTLED.has(before.status)) return run('in_flight');
  // what was changed about the step itself tells people more than that it would run in any case
  if (definition.hash !== step.hash || isOutdated(before)) return run('definition_changed');
  const edited = editedParameter(sources, step.id);
  if (edited !== null) return run('parameter_edited', edited);
  const upstream = step.dependencies.find((dependency) => found.get(dependency)?.kind === 'run');
  if (upstream !== undefined) return run('upstream_runs', upstream);
  const pinned = step.dependencies.find((dependency) => found.get(dependency)?.kind === 'pinned');
  if (pinned !== undefined) return run('pin_changed', pinned);
  if (inside !== undefined)
    return changedInside(sources, before) ?? { kind: 'run', reason: 'chosen', what: inside, isInside: true };
  if (before.status === 'failed' || before.status === 'cancelled') return run('not_successful', before.status);
  const changed = changedRead(sources, [...before.reads, ...(before.condition?.reads ?? [])]);
  if (changed !== null) return run(changed.reason, changed.what);
  if (before.status === 'completed') return { kind: 'reuse' };
  return before.skipReason === 'condition' ? { kind: 'skip' } : { kind: 'derived', status: before };
}

/** Another definition of the step has made it than the one that the parent has kept. Of a skip, that one is not known. */
function isOutdated({ reusedFrom, skipReason, condition }: StepState): boolean {
  if (reusedFrom !== undefined && 'run' in reusedFrom && reusedFrom.outdated === true) return true;
  return skipReason === 'condition' && condition === undefined;
}

/** Why nothing inside of a container can be taken over, though it was only to run from a place in there; null: all can. */
function changedInside(sources: ReuseSources, before: StepState): Reusability | null {
  const changed = changedRead(sources, [...before.reads, ...(before.condition?.reads ?? [])]);
  return changed === null ? null : { kind: 'run', reason: changed.reason, what: changed.what };
}

/** A parameter of the step whose value by hand is not the one it had. */
function editedParameter({ edits, parent }: ReuseSources, step: string): string | null {
  const now = parameterEdits(edits, step);
  const before = parameterEdits(parent.edits, step);
  const names = new Set([...now.keys(), ...before.keys()]);
  return [...names].find((name) => now.get(name) !== before.get(name)) ?? null;
}

function parameterEdits(edits: readonly Edit[], step: string): ReadonlyMap<string, string> {
  const own = edits.filter(({ kind, name }) => kind === 'parameter' && name.startsWith(`${step}.`));
  return new Map(own.map(({ name, value }) => [name.slice(step.length + 1), hashStored(value)]));
}

function changedRead(
  sources: ReuseSources,
  reads: readonly Read[],
): { readonly reason: PlanReason; readonly what: string } | null {
  for (const { kind, name, hash } of reads) {
    if (kind === 'input' && hashOf(sources.inputs[name]) !== hash) return { reason: 'input_changed', what: name };
    if (kind === 'env' && hashValue(sources.env.get(name) ?? null) !== hash)
      return { reason: 'environment_changed', what: name };
    if (kind === 'file' && sources.fileHash(name, hash) !== hash) return { reason: 'file_changed', what: name };
    if (kind === 'variable' && isEdited(sources, name, hash)) return { reason: 'variable_changed', what: name };
  }
  return null;
}

/** Variables that steps set are covered by those steps: a reader depends on every writer before it (language.md L6). */
function isEdited({ edits }: ReuseSources, name: string, hash: string): boolean {
  const edit = edits.findLast((each) => each.kind === 'variable' && each.name === name);
  return edit !== undefined && hashStored(edit.value) !== hash;
}

function hashOf(stored: StoredValue | undefined): string {
  return stored === undefined ? '' : hashStored(stored);
}

/**
 * The facts with which the new run takes over what it may, in topological order, with their consequences. `blobs` are
 * all stored values that they name: the new run's store needs them.
 */
export function reuseFacts(sources: ReuseSources): {
  readonly facts: readonly FactBody[];
  readonly values: readonly StoredValue[];
} {
  const { pipeline, parent } = sources;
  const definition = defineSteps(pipeline.steps);
  const table = new Map<string, { status: StepStatus }>();
  const variables = new Map<string, StoredValue>();
  const facts: FactBody[] = [];
  for (const [id, found] of findReusable(sources)) {
    const { kind } = found;
    if (found.kind === 'run' && found.isInside === true) {
      const from = [...sources.from].filter((path) => topOf(path) === id);
      facts.push(...insideFacts(parent, pipeline, { container: id, from }));
    }
    if (kind !== 'reuse' && kind !== 'skip') continue;
    // a step that a reused one passes over is settled already
    if (table.has(id)) continue;
    const before = stepState(parent, id);
    const status = kind === 'reuse' ? 'completed' : 'skipped';
    const derived = settle(definition, table, {
      step: id,
      status,
      ...(kind === 'skip' ? { reason: 'condition' } : {}),
    });
    table.set(id, { status });
    for (const each of derived) if (each.type === 'step.skipped') table.set(each.step, { status: 'skipped' });
    if (before.condition !== undefined) facts.push({ type: 'condition.evaluated', step: id, ...before.condition });
    if (found.kind === 'skip')
      facts.push({ type: 'step.skipped', step: id, reason: 'condition', consequences: derived });
    else if (found.kind === 'reuse' && found.pin !== undefined)
      facts.push(reusedPin(found.pin, { edits: sources.edits, derived, variables }));
    else facts.push(reusedFact(sources, { id, before, derived, variables }));
  }
  return { facts, values: facts.flatMap(valuesIn) };
}

/** A pinned result that is taken over when the run is made, not when the step's turn comes. */
export function reusedPin(
  pin: PinnedResult,
  { edits, derived, variables }: Pick<Reused, 'derived' | 'variables'> & Pick<ReuseSources, 'edits'>,
): FactBody {
  const edited = editedVariables(edits);
  const own = Object.entries(pin.variables).filter(([name]) => !edited.has(name));
  const fact = pinnedFact({ ...pin, variables: Object.fromEntries(own) }, (name) => variables.get(name) ?? null);
  for (const [name, value] of own) variables.set(name, value);
  return { ...fact, consequences: [...fact.consequences, ...derived] };
}

/** A value given by hand stays, until a step that runs sets another. */
function editedVariables(edits: readonly Edit[]): ReadonlySet<string> {
  return new Set(edits.filter(({ kind }) => kind === 'variable').map(({ name }) => name));
}

interface Reused {
  readonly id: string;
  readonly before: StepState;
  readonly derived: readonly Consequence[];
  /** The newest value of each variable in the new run so far. */
  readonly variables: Map<string, StoredValue>;
}

export function reusedFact(
  { parent, edits }: Pick<ReuseSources, 'parent' | 'edits'>,
  { id, before, derived, variables }: Reused,
): Extract<FactBody, { type: 'step.reused' }> {
  const edited = editedVariables(edits);
  const changes: Consequence[] = [];
  for (const [name, history] of parent.variables) {
    const change = history.findLast(({ step }) => step === id);
    if (change === undefined || edited.has(name)) continue;
    changes.push({
      type: 'variable.changed',
      name,
      old: variables.get(name) ?? null,
      value: change.value,
      step: id,
      attempt: before.attempt,
    });
    variables.set(name, change.value);
  }
  return {
    type: 'step.reused',
    step: id,
    status: 'completed',
    from: before.reusedFrom ?? { run: parent.run, attempt: before.attempt },
    result: before.result ?? { inline: null },
    ...(before.meta === undefined ? {} : { meta: before.meta }),
    reads: before.reads,
    parameters: before.parameters,
    durationMs: before.durationMs ?? 0,
    consequences: [...changes, ...derived],
  };
}

/** All stored values that a fact of what was taken over names. */
export function valuesIn(fact: FactBody): StoredValue[] {
  if (fact.type !== 'step.reused') return valuesInside(fact);
  const changed = fact.consequences.flatMap((each) =>
    each.type === 'variable.changed' ? [each.value, ...(each.old === null ? [] : [each.old])] : [],
  );
  return [fact.result, ...(fact.parameters === null ? [] : [fact.parameters]), ...changed];
}
