import { StepglassError } from '../../../shared/errors.ts';

export function unknownStep(run: string, step: string): StepglassError {
  return new StepglassError('invalid_input', 'unknown_step', `The run ${run} has no step "${step}".`, {
    details: { run, step },
  });
}
