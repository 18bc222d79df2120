import type { Consequence, Handled, SkipReason } from '../../../shared/facts.ts';
import type { FailurePolicy } from '../../../shared/pipeline.ts';
import { isSettled, type StepState, type StepStatus } from '../../../shared/state/run-state.ts';
import { ancestors, type Definition, descendants, inFileOrder, stepOf } from '../run/definition.ts';
import type { SettlingFact } from './step-work.ts';

/**
 * The heart of the engine (E11): what a step that ends does to the others. Pure; the caller puts the answer into the
 * fact's own journal line, so that a cascade is never torn.
 */

/** How a step ended. */
export interface Outcome {
  readonly step: string;
  readonly status: 'completed' | 'failed' | 'skipped' | 'cancelled';
  /** For `skipped`. Only `condition` has consequences; the others are consequences themselves. */
  readonly reason?: SkipReason;
  /** The failure ends the run whatever the step's policy says: the run's time is up. */
  readonly fatal?: boolean;
  /** Why the failure does not fail the run, where that is not the policy's doing: a person's answer. */
  readonly handled?: Handled;
}

export type StatusTable = ReadonlyMap<string, Pick<StepState, 'status'>>;
export type SettledTable = ReadonlyMap<string, Pick<StepState, 'status' | 'n' | 'skipReason' | 'handled'>>;
type Skip = Extract<Consequence, { type: 'step.skipped' }>;
type Route = Extract<Consequence, { type: 'route.taken' }>;

const FAIL: FailurePolicy = { kind: 'fail' };

/** What the fact with which a step ends means to the others. */
export function outcomeOfFact(step: string, fact: SettlingFact, fatal: boolean): Outcome {
  switch (fact.type) {
    case 'step.completed':
    case 'step.reused':
      return { step, status: 'completed' };
    case 'step.failed':
      return { step, status: 'failed', fatal, ...(fact.handled === undefined ? {} : { handled: fact.handled }) };
    case 'step.cancelled':
      return { step, status: 'cancelled' };
    default:
      return { step, status: 'skipped', reason: fact.reason };
  }
}

/**
 * The routes that `outcome` takes and the steps that it skips, in file order. `table` holds every fact appended so far
 * (the head), without this one. A step that is settled or has a running attempt is left alone; one that waits for its
 * next attempt or for a person is not.
 */
export function settle(definition: Definition, table: StatusTable, outcome: Outcome): readonly (Route | Skip)[] {
  const { shape } = stepOf(definition, outcome.step);
  const policy = outcome.fatal === true ? FAIL : policyOf(shape.onFailure, outcome.handled);
  const route = routeOf(outcome, policy, shape);
  const reasons = new Map<string, SkipReason>();
  const skip = (ids: Iterable<string>, reason: SkipReason): void => {
    for (const id of ids) {
      if (id !== outcome.step && !reasons.has(id) && isUntouched(table.get(id)?.status)) reasons.set(id, reason);
    }
  };
  if (route !== null) skip(between(definition, outcome.step, route.to), 'routed_past');
  if (outcome.status === 'failed') {
    skip(cutOff(definition, outcome.step, policy), 'upstream_failed');
    if (failsRun(policy)) skip(definition.ids, 'run_failed');
  }
  const skips = inFileOrder(definition, reasons.keys()).map(
    (step): Skip => ({ type: 'step.skipped', step, reason: reasons.get(step) ?? 'run_failed' }),
  );
  return route === null ? skips : [route, ...skips];
}

/** What a failure means in the end: a person that was asked, or a rollback that is not tried again, leaves it failed. */
function policyOf(policy: FailurePolicy, handled: Handled | undefined): FailurePolicy {
  return handled === 'skip' && policy.kind === 'ask' ? { kind: 'skip' } : policy;
}

function failsRun({ kind }: FailurePolicy): boolean {
  return kind === 'fail' || kind === 'ask' || kind === 'rollback';
}

/** Why a failure under this policy does not fail the run; undefined: it does. */
export function handledBy(policy: FailurePolicy): Handled | undefined {
  if (policy.kind === 'skip') return 'skip';
  return policy.kind === 'jump' ? 'route' : undefined;
}

/**
 * What a `step.reset` of `from` takes back: those steps, what descends from them, and every derived skip; and the skips
 * that steps which stay settled still cause, computed again in journal order. Without the latter a step behind a failure
 * that stays would run.
 */
export function reset(
  definition: Definition,
  table: SettledTable,
  from: Iterable<string>,
): { readonly steps: readonly string[]; readonly consequences: readonly Skip[] } {
  const first = [...from];
  const chosen = new Set(first);
  for (const id of first) for (const below of descendants(definition, id)) chosen.add(below);
  for (const [id, entry] of table) if (isDerivedSkip(entry)) chosen.add(id);
  const steps = inFileOrder(definition, chosen).filter((id) => (table.get(id)?.status ?? 'pending') !== 'pending');
  const after = new Map<string, Pick<StepState, 'status' | 'n' | 'skipReason' | 'handled'>>(table);
  for (const id of chosen) after.delete(id);
  const staying = [...after].filter(([, entry]) => isSettled(entry.status)).sort(([, a], [, b]) => a.n - b.n);
  const consequences = staying.flatMap(([step, entry]) => {
    const again = settle(definition, after, outcomeOf(step, entry)).filter(isLastingSkip);
    for (const skip of again) after.set(skip.step, { status: 'skipped', n: entry.n });
    return again;
  });
  return { steps, consequences };
}

function outcomeOf(step: string, entry: Pick<StepState, 'status' | 'skipReason' | 'handled'>): Outcome {
  const status =
    entry.status === 'failed' || entry.status === 'completed' || entry.status === 'cancelled'
      ? entry.status
      : 'skipped';
  const { skipReason, handled } = entry;
  return {
    step,
    status,
    ...(skipReason === undefined ? {} : { reason: skipReason }),
    ...(handled === undefined ? {} : { handled }),
  };
}

function routeOf(
  outcome: Outcome,
  policy: FailurePolicy,
  shape: { readonly onFalse?: string; readonly onSuccess?: string },
): Route | null {
  const taken = (to: string | undefined, on: Route['on']): Route | null =>
    to === undefined ? null : { type: 'route.taken', step: outcome.step, to, on };
  if (outcome.status === 'completed') return taken(shape.onSuccess, 'success');
  if (outcome.status === 'skipped') return outcome.reason === 'condition' ? taken(shape.onFalse, 'false') : null;
  if (outcome.status === 'failed' && policy.kind === 'jump') return taken(policy.to, 'failure');
  return null;
}

/** Steps that a route from `step` to `target` passes over. */
function between(definition: Definition, step: string, target: string): string[] {
  const above = ancestors(definition, target);
  return [...descendants(definition, step)].filter((id) => above.has(id));
}

/** Steps that cannot run without the failed one. */
function cutOff(definition: Definition, step: string, policy: FailurePolicy): Iterable<string> {
  if (policy.kind === 'continue') return [];
  const below = descendants(definition, step);
  if (policy.kind !== 'jump') return below;
  const kept = descendants(definition, policy.to).add(policy.to);
  return [...below].filter((id) => !kept.has(id));
}

function isUntouched(status: StepStatus | undefined): boolean {
  return status === undefined || status === 'pending' || status === 'retrying' || status === 'waiting';
}

function isDerivedSkip(entry: Pick<StepState, 'status' | 'skipReason'>): boolean {
  return entry.status === 'skipped' && entry.skipReason !== 'condition';
}

function isLastingSkip(consequence: Route | Skip): consequence is Skip {
  return consequence.type === 'step.skipped' && consequence.reason !== 'run_failed';
}
