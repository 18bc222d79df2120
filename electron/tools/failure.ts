import { describeThrown } from '../../shared/errors.ts';
import type { Json, JsonObject } from '../../shared/json.ts';
import type { ErrorCategory } from '../../shared/pipeline.ts';
import { type ToolError, ToolFailure, type ToolOutcome } from './tool.ts';

type Extras = Omit<ToolError, 'category' | 'code' | 'message'>;

/** `failure('resource/file_not_found', …)`: category and code in one, so that a call reads as one sentence. */
export function failure(kind: `${ErrorCategory}/${string}`, message: string, extras: Extras = {}): ToolFailure {
  return new ToolFailure(toolError(kind, message, extras));
}

export function toolError(kind: `${ErrorCategory}/${string}`, message: string, extras: Extras = {}): ToolError {
  const [category, code] = splitKind(kind);
  return { category, code, message, ...extras };
}

export function success(result: Json, meta?: JsonObject): ToolOutcome {
  return meta === undefined ? { success: true, result } : { success: true, result, meta };
}

/** A failure that keeps what was there: the output of a command, the body of a response. */
export function failed(error: ToolError, result?: Json): ToolOutcome {
  return result === undefined ? { success: false, error } : { success: false, error, result };
}

/** To be called between two pieces of work that take long. */
export function throwIfAborted(signal: AbortSignal): void {
  if (!signal.aborted) return;
  if (signal.reason instanceof ToolFailure) throw signal.reason;
  throw failure('cancelled/aborted', `stopped: ${describeThrown(signal.reason)}`);
}

function splitKind(kind: `${ErrorCategory}/${string}`): [ErrorCategory, string] {
  const slash = kind.indexOf('/');
  // The type of `kind` says what stands before the slash.
  return [kind.slice(0, slash) as ErrorCategory, kind.slice(slash + 1)];
}
