import type { PinnedResult, ReusedFrom, RunParent } from '../../../shared/facts.ts';
import type { Pipeline, Step } from '../../../shared/pipeline.ts';
import type { Plan, PlannedStep, PlanReason } from '../../../shared/plan.ts';
import { describeOrigin } from '../../../shared/state/reused-from.ts';
import { isSettled, type RunState, type StepState, stepState } from '../../../shared/state/run-state.ts';
import { ancestors, type Definition, defineSteps, descendants, withPredecessors } from '../run/definition.ts';
import type { Reusability } from './reuse.ts';

/** What commands will do, before they do anything (E14). Pure. */

type Draft = Omit<PlannedStep, 'effects' | 'repeatsEffects' | 'step'>;

interface PlanShape {
  readonly kind: Plan['kind'];
  readonly pipeline: Pipeline;
  readonly parent: RunParent | null;
  readonly until: string | null;
  /** What was there before: tells which effects would repeat. Null for a start. */
  readonly before: RunState | null;
  readonly draft: (step: Step) => Draft;
}

export function planStart(
  pipeline: Pipeline,
  { until, pins }: { until: string | null; pins: readonly PinnedResult[] },
): Plan {
  const byStep = new Map(pins.map((pin) => [pin.step, pin]));
  const draft = (step: Step): Draft => {
    const pin = byStep.get(step.id);
    return pin === undefined ? runs('not_reached', 'it has not run yet') : takesPin(pin, step);
  };
  return makePlan({ kind: 'start', pipeline, parent: null, until, before: null, draft });
}

/** One step runs, and what it reads is there. */
export function planAlone(
  pipeline: Pipeline,
  {
    only,
    parent,
    taken,
    before,
  }: {
    only: string;
    parent: RunParent | null;
    taken: ReadonlyMap<string, Pick<Draft, 'decision' | 'reason' | 'from'>>;
    before: RunState | null;
  },
): Plan {
  const draft = ({ id }: Step): Draft => {
    const found = taken.get(id);
    if (id === only) return runs('chosen', 'it was chosen');
    if (found === undefined)
      return { decision: 'skip', reason: 'outside_only', why: `only ${only} runs, and does not read it` };
    return { ...found, why: whyTaken(found) };
  };
  return makePlan({ kind: 'step', pipeline, parent, until: null, before, draft });
}

function whyTaken({ reason, from, decision }: Pick<Draft, 'decision' | 'reason' | 'from'>): string {
  if (decision === 'skip') return 'it was skipped in the run that it is taken from';
  if (reason === 'recorded') return 'what the run has recorded is taken over as it is';
  return from === undefined ? '' : describeOrigin(from);
}

/** `state`: as it is; `after`: with the facts of the resumption folded in. */
export function planResume(
  pipeline: Pipeline,
  { state, after, until }: { state: RunState; after: RunState; until: string | null },
): Plan {
  const draft = (step: Step): Draft => {
    const { id } = step;
    const now = stepState(after, id);
    const before = stepState(state, id);
    if (now.status === 'skipped')
      return { decision: 'skip', reason: 'settled', why: `it was skipped (${now.skipReason ?? 'condition'})` };
    if (isSettled(now.status)) return kept(state.run, now);
    if (before.status === 'started')
      return runs('in_flight', 'it was running when the run stopped, and runs again from its beginning');
    if (before.status === 'retrying') return runs('in_flight', 'it waits for its next attempt');
    const pin = state.pins.find((each) => each.step === id);
    if (pin !== undefined) return takesPin(pin, step);
    if (isSettled(before.status))
      return runs(
        'not_successful',
        before.status === 'skipped' ? 'what it waits for runs again' : `it ${past(before.status)}`,
      );
    return runs('not_reached', 'it has not run yet');
  };
  return makePlan({ kind: 'resume', pipeline, parent: null, until, before: state, draft });
}

export function planReuse(
  pipeline: Pipeline,
  options: {
    kind: 'rerun' | 'continue';
    parent: RunParent;
    state: RunState;
    reusable: ReadonlyMap<string, Reusability>;
    until: string | null;
  },
): Plan {
  const { kind, parent, state, reusable, until } = options;
  const draft = (step: Step): Draft => {
    const { id } = step;
    const found = reusable.get(id) ?? { kind: 'run', reason: 'not_reached' };
    switch (found.kind) {
      case 'pinned':
        return takesPin(found.pin, step);
      case 'reuse':
        return found.pin === undefined ? reused(originOf(state, id)) : takesPin(found.pin);
      case 'skip':
        return {
          decision: 'skip',
          reason: 'condition',
          why: 'its condition was false, and nothing that it reads has changed',
        };
      case 'derived':
        return {
          decision: 'skip',
          reason: 'unchanged',
          why: `it was skipped (${found.status.skipReason ?? ''}), and what decides about it has not changed`,
        };
      default:
        return runs(found.reason, whyItRuns(found.reason, found.what));
    }
  };
  return makePlan({ kind, pipeline, parent, until, before: state, draft });
}

/** A value that a person has given is no result: whoever reuses it is to know that. */
function reused(from: ReusedFrom): Draft {
  if ('given' in from)
    return {
      decision: 'reuse',
      reason: 'given',
      why: 'the value that was given by hand is taken over; the step has not run',
      from,
    };
  return { decision: 'reuse', reason: 'unchanged', why: 'neither it nor anything it reads has changed', from };
}

function makePlan({ kind, pipeline, parent, until, before, draft }: PlanShape): Plan {
  const definition = defineSteps(pipeline.steps);
  const wanted = until === null ? null : withPredecessors(definition, until);
  const byId = new Map(pipeline.steps.map((step) => [step.id, step]));
  const drafts = new Map<string, Draft>();
  for (const step of pipeline.steps) {
    const isOutside = wanted !== null && !wanted.has(step.id);
    const drafted = draft(step);
    const isCut = isOutside && (drafted.decision === 'run' || drafted.reason === 'pinned');
    drafts.set(
      step.id,
      isCut ? { decision: 'skip', reason: 'outside_until', why: `it is not needed for ${until ?? ''}` } : drafted,
    );
  }
  const steps = pipeline.order.flatMap((id): PlannedStep[] => {
    const step = byId.get(id);
    const drafted = drafts.get(id);
    return step === undefined || drafted === undefined
      ? []
      : [finish(step, open(definition, step, { drafts, drafted }), before)];
  });
  return { kind, newRun: kind !== 'resume', parent, steps };
}

/** A step that runs, unless its condition or a route of another step that runs says otherwise. */
function open(
  definition: Definition,
  step: Step,
  { drafts, drafted }: { drafts: ReadonlyMap<string, Draft>; drafted: Draft },
): Draft {
  if (drafted.decision !== 'run') return drafted;
  if (step.condition !== undefined)
    return {
      ...drafted,
      decision: 'decide',
      why: `${drafted.why}; its condition decides: ${step.condition.text.trim()}`,
    };
  const router = routerOver(definition, step.id, drafts);
  return router === null
    ? drafted
    : { ...drafted, decision: 'decide', why: `${drafted.why}; ${router} may route past it` };
}

function routerOver(definition: Definition, id: string, drafts: ReadonlyMap<string, Draft>): string | null {
  for (const above of ancestors(definition, id)) {
    if (drafts.get(above)?.decision !== 'run') continue;
    const shape = definition.steps.get(above)?.shape;
    const targets = [shape?.onFalse, shape?.onSuccess].filter((target) => target !== undefined);
    if (targets.some((target) => descendants(definition, id).has(target))) return above;
  }
  return null;
}

function finish(step: Step, drafted: Draft, before: RunState | null): PlannedStep {
  const hasRun = before !== null && stepState(before, step.id).attempts.length > 0;
  const mayRun = drafted.decision === 'run' || drafted.decision === 'decide';
  return {
    step: step.id,
    ...drafted,
    effects: step.effects,
    repeatsEffects: mayRun && hasRun && step.effects !== 'none',
  };
}

function runs(reason: PlanReason, why: string): Draft {
  return { decision: 'run', reason, why };
}

/** `step`: if it is still to be decided whether the step is done at all. */
function takesPin({ from }: PinnedResult, step?: Step): Draft {
  const stale = from.pin === 'stale' ? ' (△ its definition has changed since)' : '';
  const condition =
    step?.condition === undefined ? '' : `; its condition decides whether it is taken: ${step.condition.text.trim()}`;
  return {
    decision: 'reuse',
    reason: 'pinned',
    why: `its result of run ${from.run} is pinned${stale}${condition}`,
    from,
  };
}

function kept(run: string, entry: StepState): Draft {
  const isGiven = entry.reusedFrom !== undefined && 'given' in entry.reusedFrom;
  return {
    decision: 'reuse',
    reason: 'settled',
    why: isGiven ? 'the value that was given by hand stays' : `it ${past(entry.status)}, and stays as it is`,
    from: entry.reusedFrom ?? { run, attempt: entry.attempt },
  };
}

function originOf(state: RunState, id: string): ReusedFrom {
  const { reusedFrom, attempt } = stepState(state, id);
  return reusedFrom ?? { run: state.run, attempt };
}

function past(status: string): string {
  return status === 'failed' || status === 'completed' ? status : `was ${status}`;
}

function whyItRuns(reason: PlanReason, what: string | undefined): string {
  switch (reason) {
    case 'chosen':
      return what === undefined ? 'it was chosen' : `it goes on from ${what}, and keeps what is done inside it`;
    case 'in_flight':
      return 'it was running';
    case 'upstream_runs':
      return `it depends on ${what ?? 'a step'}, which runs`;
    case 'pin_changed':
      return `what it gets from ${what ?? 'a step before it'}, which is pinned, may be another`;
    case 'unpinned':
      return 'its result was pinned, and is not any more';
    case 'definition_changed':
      return 'its definition has changed';
    case 'added':
      return 'it is new in the file';
    case 'not_reached':
      return 'it was not reached';
    case 'parameter_edited':
      return `its parameter ${what ?? ''} was edited`;
    case 'not_successful':
      return `it ${past(what ?? 'failed')}`;
    case 'input_changed':
      return `the input ${what ?? ''} has another value`;
    case 'variable_changed':
      return `the variable ${what ?? ''} has another value`;
    case 'environment_changed':
      return `${what ?? ''} in the environment has another value`;
    case 'file_changed':
      return `the file ${what ?? ''} has changed`;
    default:
      return 'it has not run yet';
  }
}
