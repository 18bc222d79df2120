import { describeThrown } from '../../../shared/errors.ts';
import type { JsonObject } from '../../../shared/json.ts';
import type { ErrorCategory } from '../../../shared/pipeline.ts';
import { failure, toolError } from '../failure.ts';
import { shorten } from '../parameters.ts';
import { type ToolError, ToolFailure } from '../tool.ts';

type Kind = `${ErrorCategory}/${string}`;

const BY_STATUS: ReadonlyMap<number, { kind: Kind; retryable?: boolean }> = new Map<
  number,
  { kind: Kind; retryable?: boolean }
>([
  [401, { kind: 'authentication/http_401' }],
  [403, { kind: 'authentication/http_403' }],
  [407, { kind: 'authentication/http_407' }],
  [404, { kind: 'resource/http_404', retryable: false }],
  [410, { kind: 'resource/http_410', retryable: false }],
  [408, { kind: 'timeout/http_408' }],
  [425, { kind: 'resource/http_425' }],
  [429, { kind: 'resource/rate_limited' }],
  [503, { kind: 'resource/rate_limited' }],
  [504, { kind: 'timeout/http_504' }],
]);

/** What a status of 400 and above means for the step. `body` is the beginning of what the server said. */
export function statusError(
  request: string,
  status: number,
  answer: { body: string; retryAfterMs: number | null },
): ToolError {
  const { kind, retryable } = BY_STATUS.get(status) ?? defaultMeaning(status);
  const said = shorten(answer.body.replace(/\s+/g, ' ').trim(), 200);
  return toolError(kind, `${request} was answered with status ${status}${said === '' ? '' : `: ${said}`}`, {
    ...(retryable === undefined ? {} : { retryable }),
    ...(answer.retryAfterMs === null ? {} : { retryAfterMs: answer.retryAfterMs }),
    details: { status_code: status },
  });
}

function defaultMeaning(status: number): { kind: Kind; retryable?: boolean } {
  if (status >= 500) return { kind: `dependency/http_${status}` };
  return { kind: `validation/http_${status}`, retryable: false };
}

const BY_CODE: ReadonlyMap<string, { code: string; found: string }> = new Map([
  ['ENOTFOUND', { code: 'host_not_found', found: 'there is no host of that name' }],
  ['EAI_AGAIN', { code: 'host_not_found', found: 'the name of the host could not be looked up' }],
  ['ECONNREFUSED', { code: 'connection_refused', found: 'nothing accepts connections there' }],
  ['ECONNRESET', { code: 'connection_reset', found: 'the connection was broken off' }],
  ['UND_ERR_SOCKET', { code: 'connection_reset', found: 'the connection was broken off' }],
  ['EPIPE', { code: 'connection_reset', found: 'the connection was broken off' }],
  ['EHOSTUNREACH', { code: 'host_unreachable', found: 'there is no route to the host' }],
  ['ENETUNREACH', { code: 'host_unreachable', found: 'there is no route to the host' }],
  ['ETIMEDOUT', { code: 'connect_timeout', found: 'no connection could be made in time' }],
  ['UND_ERR_CONNECT_TIMEOUT', { code: 'connect_timeout', found: 'no connection could be made in time' }],
  ['UND_ERR_HEADERS_TIMEOUT', { code: 'answer_timeout', found: 'the server did not answer in time' }],
  ['UND_ERR_BODY_TIMEOUT', { code: 'answer_timeout', found: 'the server stopped in the middle of its answer' }],
]);

/** What `fetch` threw, classified by the code of the error at the bottom of its causes. */
export function connectionError(thrown: unknown, request: string): ToolFailure {
  if (thrown instanceof ToolFailure) return thrown;
  const { code, message } = rootOf(thrown);
  if (/redirect count/.test(message))
    return failure('validation/too_many_redirects', `${request}: the server redirects without end`);
  const known = BY_CODE.get(code) ?? unknownCode(code, message);
  const details: JsonObject = { cause: code === '' ? message : code };
  return failure(`network/${known.code}`, `${request} failed: ${known.found}`, { details });
}

function unknownCode(code: string, message: string): { code: string; found: string } {
  if (/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO/.test(code))
    return { code: 'certificate_error', found: `the server's certificate is not accepted (${message})` };
  if (code.startsWith('HPE_')) return { code: 'invalid_answer', found: `the answer is not HTTP (${message})` };
  return { code: 'network_error', found: message };
}

/** `fetch` says only "fetch failed"; causes, and the errors of an AggregateError, say more. */
function rootOf(thrown: unknown): { code: string; message: string } {
  let current = thrown;
  for (let depth = 0; depth < 5; depth += 1) {
    if (current instanceof AggregateError && current.errors.length > 0) current = current.errors[0];
    else if (current instanceof Error && current.cause instanceof Error) current = current.cause;
    else break;
  }
  const code = current instanceof Error && 'code' in current && typeof current.code === 'string' ? current.code : '';
  return { code, message: describeThrown(current) };
}

/** Milliseconds from a Retry-After header (seconds or a date); null if there is none that can be read. */
export function readRetryAfter(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  if (/^\s*\d{1,9}\s*$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}
