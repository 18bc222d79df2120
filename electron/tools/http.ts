import type { JsonObject } from '../../shared/json.ts';
import type { ValueSpec } from '../../shared/value-spec.ts';
import { failed, success, throwIfAborted } from './failure.ts';
import { connectionError, readRetryAfter, statusError } from './http/errors.ts';
import { buildRequest, type HttpRequest } from './http/request.ts';
import { decodeBody, headersAsJson, parseBody, readBody } from './http/response.ts';
import { asText, flagOf, isList, numberOf, optionalText, shorten } from './parameters.ts';
import type { Action, ParameterSpec, Tool, ToolContext, ToolOutcome } from './tool.ts';

const DEFAULT_MAX_BYTES = 16 * 1024 * 1024;
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;

const common: { readonly [name: string]: ParameterSpec } = {
  url: { type: 'string', required: true, description: 'An absolute http or https URL.' },
  headers: { type: 'object', description: 'Names and values of headers.' },
  query: {
    type: 'object',
    description: 'Added to the URL; a list repeats its name, null leaves it out.',
    aliases: ['params'],
  },
  allow_status: {
    type: 'any',
    description: 'Statuses of 400 and above that are no failure: a list of numbers, or `true` for all.',
  },
  follow_redirects: { type: 'boolean', default: true, description: 'At most 20 redirects are followed.' },
  max_bytes: { type: 'integer', minimum: 0, default: DEFAULT_MAX_BYTES, description: 'Longer bodies are refused.' },
};
const payload: { readonly [name: string]: ParameterSpec } = {
  json: { type: 'any', description: 'Sent as JSON.', aliases: ['data'] },
  body: { type: 'string', description: 'Sent as it is.' },
};
const result: ValueSpec = {
  type: 'object',
  properties: {
    status_code: { type: 'integer', required: true },
    headers: { type: 'object', required: true, description: 'Names in lower case.' },
    body: { type: 'any', required: true, description: 'Text; `{ $base64 }` where it is not text.' },
    json: { type: 'any', required: true, description: 'The body parsed; null where it is not JSON.' },
    elapsed_ms: { type: 'number', required: true },
  },
  additionalProperties: false,
};

function action(method: (typeof METHODS)[number], effects: Action['effects']): Action {
  return {
    description: `Sends a ${method} request. Fails on status 400 and above, unless \`allow_status\` says otherwise.`,
    parameters: method === 'GET' ? common : { ...common, ...payload },
    result,
    effects,
    run: (parameters, context) => send(parameters, method, context),
  };
}

export const http: Tool = {
  name: 'http',
  aliases: ['http-client'],
  version: '1',
  description: 'Sends HTTP requests.',
  actions: {
    get: action('GET', 'none'),
    post: action('POST', 'external'),
    put: action('PUT', 'external'),
    patch: action('PATCH', 'external'),
    delete: action('DELETE', 'external'),
    request: {
      description: 'Sends a request with any method.',
      parameters: {
        ...common,
        ...payload,
        method: { type: 'string', enum: METHODS, default: 'GET', description: 'In capitals.' },
      },
      result,
      effects: 'external',
      run: (parameters, context) => send(parameters, optionalText(parameters, 'method') ?? 'GET', context),
    },
  },
};

async function send(parameters: JsonObject, method: string, context: ToolContext): Promise<ToolOutcome> {
  const request = buildRequest(parameters, method.toUpperCase());
  const name = describeRequest(request);
  const startedAt = context.now();
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.headers,
      ...(request.body === undefined ? {} : { body: request.body }),
      redirect: flagOf(parameters, 'follow_redirects', true) ? 'follow' : 'manual',
      signal: context.signal,
    });
    const bytes = await readBody(response, numberOf(parameters, 'max_bytes', DEFAULT_MAX_BYTES), name);
    return judge({ parameters, name, response, bytes, startedAt }, context);
  } catch (thrown) {
    throwIfAborted(context.signal);
    throw connectionError(thrown, name);
  }
}

interface Answer {
  readonly parameters: JsonObject;
  readonly name: string;
  readonly response: Response;
  readonly bytes: Buffer;
  readonly startedAt: number;
}

function judge({ parameters, name, response, bytes, startedAt }: Answer, context: ToolContext): ToolOutcome {
  const contentType = response.headers.get('content-type') ?? '';
  const body = decodeBody(bytes, contentType);
  const { json, problem } = parseBody(body, contentType);
  if (problem !== null) context.output('log', `${name}: ${problem}\n`);
  const answer = {
    status_code: response.status,
    headers: headersAsJson(response.headers),
    body,
    json,
    elapsed_ms: context.now() - startedAt,
  };
  if (response.status < 400 || isAllowed(parameters['allow_status'], response.status)) return success(answer);
  const retryAfterMs = readRetryAfter(response.headers.get('retry-after'), context.now());
  return failed(
    statusError(name, response.status, { body: typeof body === 'string' ? body : '', retryAfterMs }),
    answer,
  );
}

/** Without the query: it often holds keys. */
function describeRequest({ method, url }: HttpRequest): string {
  return `${method} ${shorten(`${url.origin}${url.pathname}`, 200)}`;
}

function isAllowed(allowed: JsonObject[string] | undefined, status: number): boolean {
  if (allowed === undefined || allowed === null) return false;
  if (allowed === true || allowed === 'true') return true;
  const words = isList(allowed) ? allowed.map(asText) : asText(allowed).split(',');
  return words.some((word) => Number(word) === status);
}
