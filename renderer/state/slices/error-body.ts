import type { ErrorBody } from '../../../shared/errors.ts';
import { describeThrown } from '../../../shared/errors.ts';

/** What a request was refused with. Transports throw errors that carry kind, code and details beside the message. */
export function errorBodyOf(thrown: unknown): ErrorBody {
  if (isErrorBody(thrown))
    return { kind: thrown.kind, code: thrown.code, message: thrown.message, details: thrown.details ?? {} };
  return { kind: 'internal', code: 'internal', message: describeThrown(thrown), details: {} };
}

function isErrorBody(
  value: unknown,
): value is Pick<ErrorBody, 'kind' | 'code' | 'message'> & { details?: ErrorBody['details'] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'string' &&
    'kind' in value &&
    'message' in value
  );
}
