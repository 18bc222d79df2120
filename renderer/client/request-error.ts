import type { ErrorBody } from '../../shared/errors.ts';
import { StepglassError } from '../../shared/errors.ts';

/** What a refused request rejects with. */
export function requestError({ kind, code, message, details }: ErrorBody): StepglassError {
  return new StepglassError(kind, code, message, { details });
}

/** A subscription that ended by itself has nobody to throw at: it is logged for whoever looks into the console. */
export function logEnded(name: string, { code, message }: ErrorBody): void {
  console.warn(`the subscription "${name}" has ended: ${message} (${code})`);
}
