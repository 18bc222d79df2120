import { StepglassError } from '../../../shared/errors.ts';
import type { Pipeline, Step } from '../../../shared/pipeline.ts';

/** The step of the pipeline's own level that a person named. Throws `invalid_input` `unknown_step`. */
export function requireStep({ steps }: Pick<Pipeline, 'steps'>, id: string): Step {
  const found = steps.find((step) => step.id === id);
  if (found !== undefined) return found;
  const list = steps.map((step) => step.id).join(', ');
  throw new StepglassError('invalid_input', 'unknown_step', `there is no step ${id}: the steps are ${list}`, {
    details: { step: id },
  });
}
