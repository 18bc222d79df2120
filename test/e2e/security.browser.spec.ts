import { request as httpRequest } from 'node:http';
import { WebSocket } from 'ws';
import { openChromium } from './launch.ts';
import { expect, type Studio, test } from './studio.ts';

// What monitor.md forbids, tried on the real `stepglass serve`.

function addressOf(studio: Studio): { readonly origin: string; readonly port: number; readonly token: string } {
  const url = new URL(studio.host.url ?? '');
  return {
    origin: url.origin,
    port: Number(url.port),
    token: new URLSearchParams(url.hash.slice(1)).get('token') ?? '',
  };
}

function statusOf(port: number, path: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    httpRequest({ host: '127.0.0.1', port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

/** `open`, the close code, or the HTTP status of a refusal. */
function connect(url: string, headers: Record<string, string>): Promise<number | 'open'> {
  const socket = new WebSocket(url, { headers });
  return new Promise((resolve) => {
    socket.on('error', () => undefined);
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('close', (code) => resolve(code));
    socket.on('message', () => resolve('open'));
    socket.on('open', () => socket.send('{"id":1,"type":"request","name":"app:info","parameters":{}}'));
  }).finally(() => socket.terminate()) as Promise<number | 'open'>;
}

test('only the printed address gets in', async ({ studio }) => {
  await studio.start();
  const { origin, port, token } = addressOf(studio);
  const socket = (query: string) => `ws://127.0.0.1:${port}/ws${query}`;
  expect(await connect(socket(`?token=${token}`), { Origin: origin })).toBe('open');
  expect(await connect(socket(''), { Origin: origin })).toBe(4403);
  expect(await connect(socket('?token=wrong'), { Origin: origin })).toBe(4403);
  expect(await connect(socket(`?token=${token}`), { Origin: 'https://evil.example' })).toBe(403);
  expect(await connect(socket(`?token=${token}`), {})).toBe(403);
  expect(
    await connect(socket(`?token=${token}`), { Origin: `http://evil.example:${port}`, Host: `evil.example:${port}` }),
  ).toBe(403);
});

test('a name that was rebound to 127.0.0.1 and paths out of the app are refused', async ({ studio }) => {
  await studio.start();
  const { port } = addressOf(studio);
  expect(await statusOf(port, '/')).toBe(200);
  expect(await statusOf(port, '/', { Host: `evil.example:${port}` })).toBe(403);
  for (const path of [
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%2f..%2f..%2fetc/passwd',
    '/assets/../../electron/cli.js',
  ])
    expect(await statusOf(port, path)).toBe(404);
});

test('the token leaves the address bar, and a tab without it says what to do', async ({ studio }) => {
  const page = await studio.start();
  const { origin, token } = addressOf(studio);
  expect(page.url()).not.toContain(token);
  const browser = await openChromium();
  try {
    const stranger = await browser.newPage();
    await stranger.goto(origin);
    await expect(stranger.locator('body')).toContainText(/address|token/i);
    await expect(stranger.getByText('Examples that run offline')).toHaveCount(0);
  } finally {
    await browser.close();
  }
});
