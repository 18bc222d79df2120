import { describeThrown } from '../../../shared/errors.ts';
import { parseExactJson } from '../../../shared/exact-json.ts';
import type { Json, JsonObject } from '../../../shared/json.ts';
import { failure } from '../failure.ts';

/** The bytes of a body, at most `maxBytes`; more is an error, and the connection is closed. */
export async function readBody(response: Response, maxBytes: number, request: string): Promise<Buffer> {
  const declared = Number(response.headers.get('content-length') ?? 0);
  if (declared > maxBytes) {
    await response.body?.cancel();
    throw tooLarge(request, maxBytes);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop by a throw cancels the stream.
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge(request, maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Text where the bytes are text, else `{ $base64 }`. */
export function decodeBody(bytes: Buffer, contentType: string): string | { readonly $base64: string } {
  const charset = /charset="?([\w-]{1,40})/i.exec(contentType)?.[1] ?? 'utf-8';
  const isText = charset !== 'utf-8' || !isBinaryType(contentType);
  const text = isText ? decodeText(bytes, charset) : null;
  return text ?? { $base64: bytes.toString('base64') };
}

/** The body as JSON, if it says so or looks so. A body that says so and is not is null, with the reason. */
export function parseBody(
  body: string | { readonly $base64: string },
  contentType: string,
): { json: Json; problem: string | null } {
  const isDeclared = /[/+]json\b/i.test(contentType);
  if (typeof body !== 'string' || body.trim() === '' || !(isDeclared || /^\s*[[{]/.test(body)))
    return { json: null, problem: null };
  try {
    return { json: parseExactJson(body), problem: null };
  } catch (thrown) {
    return {
      json: null,
      problem: isDeclared ? `the body says that it is JSON, but is not: ${describeThrown(thrown)}` : null,
    };
  }
}

export function headersAsJson(headers: Headers): JsonObject {
  const entries: [string, string][] = [...headers].filter(([name]) => name !== 'set-cookie');
  const cookies = headers.getSetCookie();
  if (cookies.length > 0) entries.push(['set-cookie', cookies.join('\n')]);
  return Object.fromEntries(entries);
}

function isBinaryType(contentType: string): boolean {
  return /^\s*(image\/(?!svg)|audio\/|video\/|font\/|application\/(octet-stream|pdf|zip|gzip|wasm))/i.test(contentType);
}

function decodeText(bytes: Buffer, charset: string): string | null {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    // An unknown charset, or bytes that are not of it: the caller keeps the bytes as they are.
    return null;
  }
}

function tooLarge(request: string, maxBytes: number): Error {
  return failure(
    'resource/response_too_large',
    `${request}: the body has more than ${maxBytes.toLocaleString('en')} bytes`,
    {
      hint: 'Raise `max_bytes`, or ask the server for less.',
      retryable: false,
      details: { max_bytes: maxBytes },
    },
  );
}
