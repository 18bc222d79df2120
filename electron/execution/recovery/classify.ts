import { describeThrown, StepglassError } from '../../../shared/errors.ts';
import type { ErrorRecord, Severity } from '../../../shared/facts.ts';
import type { Json } from '../../../shared/json.ts';
import type { ErrorCategory } from '../../../shared/pipeline.ts';
import type { Span } from '../../../shared/source.ts';
import { type ToolError, ToolFailure } from '../../tools/tool.ts';

/** Where a failure happened. */
export interface FailurePlace {
  readonly step: string;
  readonly attempt: number;
  readonly span?: Span;
}

/** What a category means unless the tool says otherwise (E21, E22). */
const CATEGORIES: {
  readonly [category in ErrorCategory]: { readonly severity: Severity; readonly retryable: boolean };
} = {
  validation: { severity: 'medium', retryable: false },
  timeout: { severity: 'medium', retryable: true },
  network: { severity: 'medium', retryable: true },
  authentication: { severity: 'high', retryable: false },
  resource: { severity: 'high', retryable: true },
  dependency: { severity: 'high', retryable: true },
  configuration: { severity: 'high', retryable: false },
  execution: { severity: 'medium', retryable: true },
  cancelled: { severity: 'low', retryable: false },
  internal: { severity: 'critical', retryable: false },
};

/** Errors of the system, by their code; none is recognised by words in its message. */
const SYSTEM_CODES = new Map<string, ErrorCategory>([
  ...of(
    'network',
    'ECONNREFUSED',
    'ECONNRESET',
    'ECONNABORTED',
    'EPIPE',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ENETDOWN',
    'UND_ERR_SOCKET',
    'UND_ERR_CONNECT_TIMEOUT',
  ),
  ...of(
    'timeout',
    'ETIMEDOUT',
    'ESOCKETTIMEDOUT',
    'UND_ERR_HEADERS_TIMEOUT',
    'UND_ERR_BODY_TIMEOUT',
    'ERR_SCRIPT_EXECUTION_TIMEOUT',
    'TimeoutError',
  ),
  ...of(
    'resource',
    'ENOSPC',
    'EDQUOT',
    'EMFILE',
    'ENFILE',
    'ENOMEM',
    'EBUSY',
    'EAGAIN',
    'ERR_WORKER_OUT_OF_MEMORY',
    'ERR_STRING_TOO_LONG',
  ),
  ...of('execution', 'ENOENT', 'EEXIST', 'EISDIR', 'ENOTDIR', 'ENOTEMPTY', 'EXDEV', 'EIO'),
  ...of('configuration', 'EACCES', 'EPERM', 'EROFS', 'ERR_INVALID_URL', 'ERR_MODULE_NOT_FOUND'),
  ...of('cancelled', 'ABORT_ERR', 'AbortError'),
]);

function of(category: ErrorCategory, ...codes: string[]): [string, ErrorCategory][] {
  return codes.map((code) => [code, category]);
}

/** A failure as it is recorded. `error` is what the tool said; its category decides what it does not say. */
export function recordFailure(
  error: ToolError,
  place: FailurePlace,
  extra: { stack?: string; cause?: string } = {},
): ErrorRecord {
  const known = CATEGORIES[error.category] ?? CATEGORIES.execution;
  return {
    category: known === CATEGORIES[error.category] ? error.category : 'execution',
    code: error.code,
    severity: known.severity,
    retryable: error.retryable ?? known.retryable,
    message: error.message,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...extra,
    step: place.step,
    attempt: place.attempt,
    ...(place.span === undefined ? {} : { span: place.span }),
    ...(error.details === undefined ? {} : { details: error.details }),
  };
}

/** Anything thrown, as a tool error. Looks at types and codes only; never throws itself (E24). */
export function describeFailure(thrown: unknown): {
  readonly error: ToolError;
  readonly stack?: string;
  readonly cause?: string;
} {
  try {
    return describeKnown(thrown);
  } catch {
    return { error: { category: 'execution', code: 'tool_threw', message: describeThrown(thrown) } };
  }
}

function describeKnown(thrown: unknown): {
  readonly error: ToolError;
  readonly stack?: string;
  readonly cause?: string;
} {
  const trace = traceOf(thrown);
  if (thrown instanceof ToolFailure) return { error: thrown.error, ...trace };
  if (thrown instanceof StepglassError) return { error: fromOurs(thrown), ...trace };
  const message = describeThrown(thrown);
  const code = codeOf(thrown);
  const category = code === undefined ? undefined : SYSTEM_CODES.get(code);
  if (category !== undefined && code !== undefined)
    return { error: { category, code: code.toLowerCase(), message }, ...trace };
  const status = statusOf(thrown);
  if (status !== undefined) return { error: { ...fromStatus(status), message, details: { status } }, ...trace };
  return { error: { category: 'execution', code: 'tool_threw', message }, ...trace };
}

function fromOurs({ kind, code, message, details }: StepglassError): ToolError {
  const category: ErrorCategory =
    kind === 'cancelled'
      ? 'cancelled'
      : kind === 'internal'
        ? 'internal'
        : kind === 'storage_failure'
          ? 'resource'
          : 'validation';
  const hint = details['hint'];
  return { category, code, message, details, ...(typeof hint === 'string' ? { hint } : {}) };
}

/** What an HTTP status means for a retry. */
export function fromStatus(status: number): { readonly category: ErrorCategory; readonly code: string } {
  if (status === 401 || status === 403)
    return { category: 'authentication', code: status === 401 ? 'unauthorized' : 'forbidden' };
  if (status === 408 || status === 504) return { category: 'timeout', code: `http_${status}` };
  if (status === 429 || status === 503) return { category: 'resource', code: 'rate_limited' };
  if (status >= 500) return { category: 'network', code: `http_${status}` };
  return { category: status >= 400 ? 'validation' : 'execution', code: `http_${status}` };
}

function traceOf(thrown: unknown): { stack?: string; cause?: string } {
  if (!(thrown instanceof Error)) return {};
  const { stack, cause } = thrown;
  return {
    ...(typeof stack === 'string' ? { stack: stack.slice(0, 4_000) } : {}),
    ...(cause === undefined ? {} : { cause: describeThrown(cause).slice(0, 1_000) }),
  };
}

/** `error.code` of the system's errors, `cause.code` where fetch hides it, the name of a `DOMException`. */
function codeOf(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null) return undefined;
  if ('code' in thrown && typeof thrown.code === 'string') return thrown.code;
  if ('cause' in thrown && typeof thrown.cause === 'object') return codeOf(thrown.cause);
  return 'name' in thrown && typeof thrown.name === 'string' && SYSTEM_CODES.has(thrown.name) ? thrown.name : undefined;
}

function statusOf(thrown: unknown): number | undefined {
  if (typeof thrown !== 'object' || thrown === null) return undefined;
  const status: unknown = 'status' in thrown ? thrown.status : 'statusCode' in thrown ? thrown.statusCode : undefined;
  return typeof status === 'number' && Number.isInteger(status) && status >= 100 && status <= 599 ? status : undefined;
}

/** A tool's error as plain data, whatever the tool put there: a hostile one ends as a plain failure. */
export function readToolError(error: unknown, normalise: (value: unknown) => Json): ToolError {
  const plain = normalise(error);
  const fields =
    typeof plain === 'object' && plain !== null && !Array.isArray(plain)
      ? new Map(Object.entries(plain))
      : new Map<string, Json>();
  const text = (name: string): string | undefined => {
    const value = fields.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const category = text('category');
  const details = fields.get('details');
  const hint = text('hint');
  const retryable = fields.get('retryable');
  const retryAfterMs = fields.get('retryAfterMs');
  return {
    category: isCategory(category) ? category : 'execution',
    code: text('code') ?? 'tool_failed',
    message: text('message') ?? (typeof plain === 'string' ? plain : 'the tool reported a failure without a message'),
    ...(hint === undefined ? {} : { hint }),
    ...(typeof retryable === 'boolean' ? { retryable } : {}),
    ...(typeof retryAfterMs === 'number' && retryAfterMs >= 0 ? { retryAfterMs } : {}),
    ...(typeof details === 'object' && details !== null && !Array.isArray(details)
      ? { details: Object.fromEntries(Object.entries(details)) }
      : {}),
  };
}

function isCategory(text: string | undefined): text is ErrorCategory {
  return text !== undefined && Object.hasOwn(CATEGORIES, text);
}
