import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { JsonObject } from '../../shared/json.ts';
import { connectionError, readRetryAfter } from '../../electron/tools/http/errors.ts';
import { http } from '../../electron/tools/http.ts';
import { callTool, errorOf, resultOf } from '../helpers/call-tool.ts';
import { makeToolContext } from '../helpers/tool-context.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A server on loopback that ends with the test; gives its base URL. */
async function serve(handler: Handler): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => handler(request, response, Buffer.concat(chunks).toString()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server that listens on a port has an address object.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers with what it was asked. */
const mirror: Handler = (request, response, body) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body }));
};

const run = (action: string, parameters: JsonObject) =>
  resultOf({ tool: http, action, context: makeToolContext() }, parameters);
const fail = (action: string, parameters: JsonObject) =>
  errorOf({ tool: http, action, context: makeToolContext() }, parameters);

describe('http requests', () => {
  it('gives status, headers, text and JSON of the answer', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(201, { 'Content-Type': 'application/json', 'X-One': '1', 'Set-Cookie': ['a=1', 'b=2'] });
      response.end('{"a":[1]}');
    });
    const result = await run('get', { url });
    expect(result).toMatchObject({
      status_code: 201,
      body: '{"a":[1]}',
      json: { a: [1] },
      headers: { 'x-one': '1', 'set-cookie': 'a=1\nb=2' },
    });
    expect(result['elapsed_ms']).toBeGreaterThanOrEqual(0);
  });

  it('adds the query to that of the URL: lists repeat a name, null leaves it out', async () => {
    const url = await serve(mirror);
    const { json } = await run('get', {
      url: `${url}/p?x=1`,
      query: { q: 'a b&c', n: 2, list: ['a', 'b'], none: null, flag: true },
    });
    expect(json).toMatchObject({ url: '/p?x=1&q=a+b%26c&n=2&list=a&list=b&flag=true' });
  });

  it.each(['post', 'put', 'patch', 'delete'])('%s sends JSON with its type', async (action) => {
    const url = await serve(mirror);
    const { json } = await run(action, { url, json: { ä: 1 } });
    expect(json).toMatchObject({
      method: action.toUpperCase(),
      body: '{"ä":1}',
      headers: { 'content-type': 'application/json' },
    });
  });

  it('sends a body as it is, and headers of the author win', async () => {
    const url = await serve(mirror);
    const { json } = await run('post', { url, body: 'a=1', headers: { 'Content-Type': 'text/x', 'X-N': 5 } });
    expect(json).toMatchObject({ body: 'a=1', headers: { 'content-type': 'text/x', 'x-n': '5' } });
  });

  it('sends any method through request', async () => {
    const url = await serve(mirror);
    expect(await run('request', { url, method: 'OPTIONS' })).toMatchObject({ json: { method: 'OPTIONS' } });
    expect(await run('request', { url, method: 'HEAD' })).toMatchObject({ status_code: 200, body: '', json: null });
  });

  it('follows redirects, a bounded number of them, or none', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/end') response.end('there');
      else response.writeHead(302, { location: request.url === '/start' ? '/end' : '/loop' }).end();
    });
    expect(await run('get', { url: `${url}/start` })).toMatchObject({ status_code: 200, body: 'there' });
    expect(await run('get', { url: `${url}/start`, follow_redirects: false })).toMatchObject({ status_code: 302 });
    expect(await fail('get', { url: `${url}/loop` })).toMatchObject({
      category: 'validation',
      code: 'too_many_redirects',
    });
  });

  it('gives bytes that are no text as base64, and reads other charsets', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/latin')
        response.writeHead(200, { 'content-type': 'text/plain; charset=iso-8859-1' }).end(Buffer.from([0xe4]));
      else if (request.url === '/png') response.writeHead(200, { 'content-type': 'image/png' }).end('text');
      else response.end(Buffer.from([0xff, 0x00]));
    });
    expect(await run('get', { url: `${url}/latin` })).toMatchObject({ body: 'ä' });
    expect(await run('get', { url: `${url}/png` })).toMatchObject({ body: { $base64: 'dGV4dA==' } });
    expect(await run('get', { url: `${url}/raw` })).toMatchObject({ body: { $base64: '/wA=' }, json: null });
  });

  it('gives null, and a line in the log, for JSON that is broken', async () => {
    const url = await serve((_request, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"a":'),
    );
    const context = makeToolContext();
    expect(await resultOf({ tool: http, action: 'get', context }, { url })).toMatchObject({
      body: '{"a":',
      json: null,
    });
    expect(context.logged[0]?.text).toMatch(/says that it is JSON/);
  });

  it('refuses a body over the limit, declared or not', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/declared') response.setHeader('content-length', 2000);
      response.write('x'.repeat(1000));
      response.end('x'.repeat(1000));
    });
    for (const at of ['/declared', '/chunked']) {
      expect(await fail('get', { url: url + at, max_bytes: 1999 })).toMatchObject({
        category: 'resource',
        code: 'response_too_large',
        retryable: false,
      });
    }
    expect(await run('get', { url: `${url}/chunked`, max_bytes: 2000 })).toMatchObject({ status_code: 200 });
  });
});

describe('http failures', () => {
  it.each([
    [400, 'validation', 'http_400'],
    [401, 'authentication', 'http_401'],
    [403, 'authentication', 'http_403'],
    [404, 'resource', 'http_404'],
    [408, 'timeout', 'http_408'],
    [429, 'resource', 'rate_limited'],
    [500, 'dependency', 'http_500'],
    [503, 'resource', 'rate_limited'],
    [504, 'timeout', 'http_504'],
  ])('E21 reads status %d as %s, %s', async (status, category, code) => {
    const url = await serve((_request, response) => response.writeHead(status).end('what\n  it says'));
    const outcome = await callTool(
      { tool: http, action: 'get', context: makeToolContext() },
      { url: `${url}/a?key=secret` },
    );
    if (outcome.success) throw new Error('expected a failure');
    expect(outcome.error).toMatchObject({ category, code, details: { status_code: status } });
    expect(outcome.error.message).toBe(`GET ${url}/a was answered with status ${status}: what it says`);
    expect(outcome.result).toMatchObject({ status_code: status });
  });

  it('E22 hands Retry-After over, in seconds or as a date', async () => {
    const url = await serve((_request, response) => response.writeHead(429, { 'retry-after': '7' }).end());
    expect(await fail('get', { url })).toMatchObject({ retryAfterMs: 7000 });
    expect(readRetryAfter('Thu, 01 Jan 1970 00:01:00 GMT', 50_000)).toBe(10_000);
    expect(readRetryAfter('Thu, 01 Jan 1970 00:00:10 GMT', 50_000)).toBe(0);
    expect(readRetryAfter('soon', 0)).toBeNull();
  });

  it.each([[[404]], ['404,500'], [true], [404]])(
    'takes a status that allow_status %j lists as an answer',
    async (allow_status) => {
      const url = await serve((_request, response) => response.writeHead(404).end('no'));
      expect(await run('get', { url, allow_status })).toMatchObject({ status_code: 404, body: 'no' });
    },
  );

  it('still fails on a status that is not listed', async () => {
    const url = await serve((_request, response) => response.writeHead(500).end());
    expect(await fail('get', { url, allow_status: [404] })).toMatchObject({ code: 'http_500' });
  });

  it('E21 classifies what the network does by its code', async () => {
    const closed = await serve(mirror);
    const port = Number(new URL(closed).port);
    const refusing = await unusedPort();
    const broken = await serve((request) => request.socket.destroy());
    expect(await fail('get', { url: `http://127.0.0.1:${refusing}` })).toMatchObject({
      category: 'network',
      code: 'connection_refused',
    });
    expect(await fail('get', { url: broken })).toMatchObject({ category: 'network', code: 'connection_reset' });
    expect(await fail('get', { url: `https://127.0.0.1:${port}` })).toMatchObject({ category: 'network' });
  });

  it.each([
    ['ENOTFOUND', 'host_not_found'],
    ['EHOSTUNREACH', 'host_unreachable'],
    ['UND_ERR_CONNECT_TIMEOUT', 'connect_timeout'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate_error'],
    ['SOMETHING_NEW', 'network_error'],
  ])('E21 reads %s below the error of fetch as %s', (code, expected) => {
    const cause = new AggregateError([Object.assign(new Error('why'), { code })]);
    const { error } = connectionError(new TypeError('fetch failed', { cause }), 'GET http://x/');
    expect(error).toMatchObject({ category: 'network', code: expected, details: { cause: code } });
  });

  it('says so when the connection breaks in the middle of the body', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half', () => response.destroy());
    });
    expect(await fail('get', { url })).toMatchObject({ category: 'network' });
  });

  it.each([
    ['not a url', 'absolute'],
    ['file:///etc/passwd', 'found file'],
    ['http://name:password@localhost/', 'Authorization'],
    ['', 'absolute'],
  ])('refuses the URL %j', async (url, reason) => {
    const error = await fail('get', { url });
    expect(error).toMatchObject({ category: 'validation', code: 'invalid_url' });
    expect(error.message).toContain(reason);
  });

  it('refuses headers that cannot be sent without showing their value', async () => {
    const error = await fail('get', { url: 'http://localhost/', headers: { Authorization: 'secret\ninjected: 1' } });
    expect(error).toMatchObject({ code: 'invalid_parameter' });
    expect(error.message).not.toContain('secret');
  });

  it('refuses json together with body, and either with GET', async () => {
    expect((await fail('post', { url: 'http://localhost/', json: 1, body: 'x' })).message).toContain(
      'exclude each other',
    );
    expect((await fail('request', { url: 'http://localhost/', json: 1 })).message).toContain('GET');
  });

  it('E15 stops at once, before the answer and in the middle of the body', async () => {
    let answered: () => void = () => {};
    const url = await serve((request, response) => {
      if (request.url === '/body') response.write('x', () => answered());
      else answered();
    });
    for (const at of ['/silent', '/body']) {
      const context = makeToolContext();
      const isAsked = new Promise<void>((resolve) => (answered = resolve));
      const error = errorOf({ tool: http, action: 'get', context }, { url: url + at });
      await isAsked;
      context.abort();
      expect((await error).category).toBe('cancelled');
    }
  });
});

/** A port of loopback that nothing listens on. */
async function unusedPort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
