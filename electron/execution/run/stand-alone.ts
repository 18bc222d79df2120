import type { FailurePolicy, Pipeline, Step } from '../../../shared/pipeline.ts';
import { type Definition, defineSteps } from './definition.ts';

/**
 * A pipeline of which one step runs alone. It waits for nothing, since what it reads is there already, and leads
 * nowhere: the other steps are to stay as they are, whatever becomes of it.
 */
export function standAlone(
  pipeline: Pipeline,
  only: string,
): { readonly pipeline: Pipeline; readonly driven: Definition } {
  const steps = pipeline.steps.map((step) => (step.id === only ? withoutRoutes(step) : step));
  const alone = steps.filter(({ id }) => id === only).map((step) => ({ ...step, dependencies: [] }));
  return { pipeline: { ...pipeline, steps }, driven: defineSteps(alone) };
}

function withoutRoutes({ onFalse: _onFalse, onSuccess: _onSuccess, onFailure, ...step }: Step): Step {
  return { ...step, onFailure: alonePolicy(onFailure) };
}

/** What leads to another step is a failure here. */
function alonePolicy(policy: FailurePolicy): FailurePolicy {
  return policy.kind === 'jump' || policy.kind === 'rollback' ? { kind: 'fail' } : policy;
}
