import type { Plan, PlannedStep } from '../../shared/plan.ts';

const indexes = new WeakMap<Plan, ReadonlyMap<string, PlannedStep>>();

/** What a plan says about a step; found at once, as every node on the canvas asks. */
export function plannedStep(plan: Plan | null, step: string): PlannedStep | undefined {
  if (plan === null) return undefined;
  let index = indexes.get(plan);
  if (index === undefined) {
    index = new Map(plan.steps.map((planned) => [planned.step, planned]));
    indexes.set(plan, index);
  }
  return index.get(step);
}
