import type { PlanRequest } from '../../../shared/api/parameters.ts';
import type { Pipeline } from '../../../shared/pipeline.ts';
import type { Plan, PlannedStep } from '../../../shared/plan.ts';
import { stepState } from '../../../shared/state/run-state.ts';
import type { HeldRun } from './fake-run.ts';

/** What a start, a resume, a rerun or a continuation would do, told by what the parent has completed. */
export function planSteps(
  request: Exclude<PlanRequest, { kind: 'step' }>,
  parent: HeldRun | null,
  pipeline: Pipeline | null,
): Plan {
  const chosen = new Set(request.kind === 'rerun' ? request.from : []);
  const runs = new Set<string>();
  const steps = (pipeline?.order ?? []).map((id): PlannedStep => {
    const step = pipeline?.steps.find((candidate) => candidate.id === id);
    const upstream = step?.dependencies.find((dependency) => runs.has(dependency));
    const before = parent === null ? undefined : stepState(parent.state, id);
    const reusable = before?.status === 'completed' && !chosen.has(id) && upstream === undefined;
    const effects = step?.effects ?? 'none';
    if (reusable && before !== undefined && parent !== null)
      return {
        step: id,
        decision: 'reuse',
        reason: 'unchanged',
        why: 'nothing that it reads has changed',
        effects,
        repeatsEffects: false,
        from: { run: parent.recording.run, attempt: before.attempt },
      };
    runs.add(id);
    if (step?.condition !== undefined)
      return {
        step: id,
        decision: 'decide',
        reason: 'condition',
        why: 'its condition is evaluated on the way',
        effects,
        repeatsEffects: false,
      };
    const why = chosen.has(id)
      ? 'you chose it'
      : upstream === undefined
        ? 'it has not completed'
        : `“${upstream}” runs again`;
    return {
      step: id,
      decision: 'run',
      reason: chosen.has(id) ? 'chosen' : 'upstream_runs',
      why,
      effects,
      repeatsEffects: effects !== 'none' && before?.status === 'completed',
    };
  });
  return {
    kind: request.kind,
    newRun: request.kind !== 'resume',
    parent: parent === null ? null : { run: parent.recording.run },
    steps,
  };
}

/** What running one step alone would do. */
export function planAlone(request: Extract<PlanRequest, { kind: 'step' }>, parent: HeldRun | null): Plan {
  const step = parent?.pipeline.steps.find(({ id }) => id === request.step);
  const steps = (parent?.pipeline.order ?? []).map((id): PlannedStep => {
    const rest = { step: id, effects: 'none', repeatsEffects: false } as const;
    if (id === request.step) return { ...rest, decision: 'run', reason: 'chosen', why: 'it was chosen' };
    if (step?.dependencies.includes(id) !== true || parent === null)
      return { ...rest, decision: 'skip', reason: 'outside_only', why: 'it is not read' };
    if (Object.hasOwn(request.given ?? {}, id))
      return { ...rest, decision: 'reuse', reason: 'given', why: 'given', from: { given: true } };
    const from = { run: parent.recording.run, attempt: 1 };
    return { ...rest, decision: 'reuse', reason: 'recorded', why: 'recorded', from };
  });
  return { kind: 'step', newRun: true, parent: parent === null ? null : { run: parent.recording.run }, steps };
}
