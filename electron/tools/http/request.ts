import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts';
import { failure } from '../failure.ts';
import { asText, isList, objectOf, optionalText, shorten, textOf } from '../parameters.ts';

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: string | undefined;
}

/** Reads the parameters of a request; everything that the network could not send is refused here, by name. */
export function buildRequest(parameters: JsonObject, method: string): HttpRequest {
  const headers = headersOf(objectOf(parameters, 'headers'));
  const body = bodyOf(parameters, headers);
  if (body !== undefined && (method === 'GET' || method === 'HEAD')) {
    throw failure('validation/invalid_parameter', `a ${method} request cannot carry \`json\` or \`body\``, {
      hint: 'Use `query` for what belongs into the URL, or another action.',
    });
  }
  return { method, url: urlOf(textOf(parameters, 'url'), objectOf(parameters, 'query')), headers, body };
}

function urlOf(text: string, query: JsonObject): URL {
  // `URL.parse` is newer than the oldest Node that we support.
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  const problem = findUrlProblem(url);
  if (url === null || problem !== null) {
    throw failure('validation/invalid_url', `the parameter \`url\` is ${JSON.stringify(shorten(text))}: ${problem}`);
  }
  for (const [name, value] of Object.entries(query)) {
    for (const item of isList(value) ? value : [value]) {
      if (item !== null) url.searchParams.append(name, asText(item));
    }
  }
  return url;
}

function findUrlProblem(url: URL | null): string | null {
  if (url === null) return 'expected an absolute URL, such as https://example.org/items';
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return `expected http or https, found ${url.protocol.slice(0, -1)}`;
  if (url.username !== '' || url.password !== '')
    return 'names and passwords do not belong into a URL; use the header Authorization';
  return null;
}

function headersOf(given: JsonObject): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(given)) {
    if (value === null) continue;
    try {
      headers.append(name, asText(value));
    } catch {
      // The value may be a secret: it is not part of the message.
      throw failure(
        'validation/invalid_parameter',
        `\`headers\`: ${JSON.stringify(shorten(name))} or its value holds characters that a header cannot hold`,
      );
    }
  }
  return headers;
}

function bodyOf(parameters: JsonObject, headers: Headers): string | undefined {
  const json: Json | undefined = parameters['json'];
  const given = parameters['body'];
  const body = isJsonObject(given) || isList(given) ? JSON.stringify(given) : optionalText(parameters, 'body');
  if (json === undefined || json === null) return body;
  if (body !== undefined)
    throw failure('validation/invalid_parameter', '`json` and `body` exclude each other: give one of them');
  if (!headers.has('content-type')) headers.set('content-type', 'application/json');
  return JSON.stringify(json);
}
