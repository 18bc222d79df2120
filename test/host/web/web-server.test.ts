import { mkdirSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { CLOSE_CODES } from '../../../shared/api/studio-wire.ts';
import type { HostDoor } from '../../../electron/host/transport/connection.ts';
import type { Sink } from '../../../electron/host/transport/wire.ts';
import { startWebServer, type WebServer } from '../../../electron/host/web/web-server.ts';
import { tempFolder } from '../helpers.ts';

const TOKEN = 'a-token-that-only-the-printed-address-has';

async function serve(): Promise<{ server: WebServer; sinks: Sink[]; ended: number[] }> {
  const rendererFolder = path.join(tempFolder(), 'renderer');
  mkdirSync(rendererFolder);
  writeFileSync(path.join(rendererFolder, 'index.html'), '<!doctype html><title>Stepglass</title>');
  const sinks: Sink[] = [];
  const ended: number[] = [];
  const host: HostDoor = {
    request: async (name, parameters) => ({ ok: true, value: { name, parameters } }),
    subscribe: (_name, _parameters, sink) => {
      const at = sinks.push(sink) - 1;
      return () => ended.push(at);
    },
  };
  const server = await startWebServer({ host, rendererFolder, port: 0, token: TOKEN, log: () => undefined });
  onTestFinished(() => server.close());
  return { server, sinks, ended };
}

function get(server: WebServer, urlPath: string, options: { headers?: Record<string, string>; method?: string } = {}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port: server.port, path: urlPath, ...options }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    request.on('error', reject);
    request.end();
  });
}

/** What becomes of a WebSocket: open, closed with a code, or refused with a status. */
function connect(
  server: WebServer,
  options: { token?: string | null; origin?: string | null; host?: string; path?: string } = {},
) {
  const { token = TOKEN, origin = `http://127.0.0.1:${server.port}`, host = `127.0.0.1:${server.port}` } = options;
  const query = token === null ? '' : `?token=${token}`;
  const headers = { Host: host, ...(origin === null ? {} : { Origin: origin }) };
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}${options.path ?? '/ws'}${query}`, { headers });
  // A refused socket says so by an error, too; `refused` tells of it.
  socket.on('error', () => undefined);
  onTestFinished(() => socket.terminate());
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  const refused = new Promise<number>((resolve) =>
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0)),
  );
  const message = () =>
    new Promise<unknown>((resolve) => socket.once('message', (data) => resolve(JSON.parse(String(data)))));
  const opened = new Promise<void>((resolve) => socket.once('open', () => resolve()));
  return { socket, closed, refused, message, opened };
}

it('binds 127.0.0.1 only and puts the token behind the # of the address', async () => {
  const { server } = await serve();
  expect(server.url).toBe(`http://127.0.0.1:${server.port}/#token=${TOKEN}`);
});

it('serves the page with a policy that names its own socket and no eval', async () => {
  const { server } = await serve();
  const page = await get(server, '/');
  expect(page).toMatchObject({ status: 200, body: expect.stringContaining('Stepglass') });
  const policy = String(page.headers['content-security-policy']);
  expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${server.port}`);
  expect(policy).not.toContain('unsafe-eval');
  expect(page.headers['x-content-type-options']).toBe('nosniff');
});

it('refuses a Host that was rebound to 127.0.0.1', async () => {
  const { server } = await serve();
  const page = await get(server, '/', { headers: { Host: `evil.example:${server.port}` } });
  expect(page.status).toBe(403);
  expect(page.body).not.toContain('Stepglass');
  expect(
    await connect(server, { host: `evil.example:${server.port}`, origin: `http://evil.example:${server.port}` })
      .refused,
  ).toBe(403);
});

it('refuses a foreign or missing Origin before it becomes a socket', async () => {
  const { server } = await serve();
  expect(await connect(server, { origin: 'https://evil.example' }).refused).toBe(403);
  expect(await connect(server, { origin: null }).refused).toBe(403);
  expect(await connect(server, { path: '/other' }).refused).toBe(403);
});

it.each([null, '', 'wrong', `${TOKEN}x`])(
  'refuses the token %j and says that trying again is no use',
  async (token) => {
    const { server, sinks } = await serve();
    const { socket, closed } = connect(server, { token });
    socket.on('open', () => socket.send(JSON.stringify({ id: 1, type: 'subscribe', name: 'runs', parameters: {} })));
    expect(await closed).toBe(CLOSE_CODES.refused);
    expect(sinks).toEqual([]);
  },
);

it('answers calls and carries events', async () => {
  const { server, sinks } = await serve();
  const { socket, message, opened } = connect(server);
  await opened;
  socket.send(JSON.stringify({ id: 1, type: 'request', name: 'app:info', parameters: {} }));
  expect(await message()).toEqual({ id: 1, type: 'answer', value: { name: 'app:info', parameters: {} } });
  socket.send(JSON.stringify({ id: 2, type: 'subscribe', name: 'runs', parameters: {} }));
  await expect.poll(() => sinks.length).toBe(1);
  const event = message();
  await sinks[0]?.send({ ok: true, value: [1] });
  expect(await event).toEqual({ id: 2, type: 'event', value: [1] });
});

it.each(['no json', '{"id":1}', '[]'])('answers the message %s with a code', async (text) => {
  const { server } = await serve();
  const { socket, message, opened } = connect(server);
  await opened;
  socket.send(text);
  expect(await message()).toMatchObject({ type: 'error', error: { code: 'invalid_message' } });
});

it('ends the subscriptions of a window that goes away', async () => {
  const { server, sinks, ended } = await serve();
  const { socket, opened } = connect(server);
  await opened;
  socket.send(JSON.stringify({ id: 2, type: 'subscribe', name: 'runs', parameters: {} }));
  await expect.poll(() => sinks.length).toBe(1);
  socket.terminate();
  await expect.poll(() => ended).toEqual([0]);
});

it.each(['/../package.json', '/%2e%2e/package.json', '/..%2f..%2fetc/passwd', '/.git/config', '//etc/passwd'])(
  'refuses the path %s',
  async (urlPath) => {
    const { server } = await serve();
    expect((await get(server, urlPath)).status).toBe(404);
  },
);

it('refuses everything but reading', async () => {
  const { server } = await serve();
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])
    expect((await get(server, '/', { method })).status).toBe(405);
  expect(await get(server, '/', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
});

it('tells the windows when it ends', async () => {
  const { server } = await serve();
  const { closed, opened } = connect(server);
  await opened;
  await server.close();
  expect(await closed).toBe(CLOSE_CODES.ending);
});

it('leads from an address for other programs to the app, once', async () => {
  const { server } = await serve();
  const { pathname, search } = new URL(server.openingUrl());
  expect(search).not.toContain(TOKEN);
  expect(await get(server, pathname + search, { method: 'HEAD' })).toMatchObject({ status: 403 });
  const first = await get(server, pathname + search);
  expect(first).toMatchObject({ status: 303, headers: { location: server.url, 'cache-control': 'no-store' } });
  expect(await get(server, pathname + search)).toMatchObject({ status: 403 });
  expect(await get(server, '/open?code=')).toMatchObject({ status: 403 });
  expect(await get(server, '/open')).toMatchObject({ status: 403 });
});
