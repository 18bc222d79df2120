import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { expect, type Studio, test } from './studio.ts';

// What monitor.md "Security" forbids, tried in the real app.

function electronOf(studio: Studio): ElectronApplication {
  const { electron } = studio.host;
  if (electron === null) throw new Error('this scenario needs Electron');
  return electron;
}

/** Runs a script as the page itself would: through an element, so that the page's policy holds. */
async function runInPage(page: Page, attributes: { readonly text?: string; readonly src?: string }): Promise<void> {
  await page.evaluate(({ text, src }) => {
    const script = document.createElement('script');
    if (text !== undefined) script.textContent = text;
    if (src !== undefined) script.src = src;
    document.head.append(script);
  }, attributes);
}

test('the page has no Node, no Electron and only the bridge of the table', async ({ studio }) => {
  const page = await studio.start();
  const found = await page.evaluate(() => ({
    node: [
      typeof Reflect.get(globalThis, 'require'),
      typeof Reflect.get(globalThis, 'process'),
      typeof Reflect.get(globalThis, 'module'),
    ],
    bridge: Object.keys(Reflect.get(window, 'stepglass') as object).sort(),
    url: location.href,
  }));
  expect(found).toEqual({
    node: ['undefined', 'undefined', 'undefined'],
    bridge: ['pathForFile', 'request', 'subscribe'],
    url: expect.stringMatching(/^app:\/\/stepglass\//),
  });
});

test('the policy lets neither inline nor remote scripts nor eval run', async ({ studio }) => {
  const page = await studio.start();
  await runInPage(page, { text: 'window.inlineRan = true' });
  await runInPage(page, { src: 'https://evil.example/x.js' });
  await runInPage(page, { src: 'data:text/javascript,window.dataRan=true' });
  const policy = await page.evaluate(
    async () => (await fetch('/index.html')).headers.get('content-security-policy') ?? '',
  );
  expect(policy).not.toContain('unsafe-eval');
  expect(await page.evaluate(() => [Reflect.get(window, 'inlineRan'), Reflect.get(window, 'dataRan')])).toEqual([
    undefined,
    undefined,
  ]);
  await expect.poll(() => studio.problems.length).toBeGreaterThanOrEqual(3);
  for (const problem of studio.problems.splice(0)) expect(problem).toContain('policy violated: script-src');
});

test('the page cannot leave the app, open a window or embed a page', async ({ studio }) => {
  const page = await studio.start();
  const before = page.url();
  expect(await page.evaluate(() => window.open('https://evil.example') === null)).toBe(true);
  await page.evaluate(() => {
    location.href = 'https://evil.example/';
  });
  await page.evaluate(() => {
    const frame = document.createElement('iframe');
    frame.src = 'https://evil.example/';
    document.body.append(frame);
  });
  await expect.poll(() => studio.problems.splice(0).join()).toContain('frame-src');
  expect(page.url()).toBe(before);
  expect(electronOf(studio).windows()).toHaveLength(1);
});

test('permissions are denied', async ({ studio }) => {
  const page = await studio.start();
  const denied = await page.evaluate(async () => {
    const state = async (name: string) => (await navigator.permissions.query({ name } as PermissionDescriptor)).state;
    const media = await navigator.mediaDevices.getUserMedia({ audio: true }).then(
      () => 'given',
      (error: Error) => error.name,
    );
    return [await state('geolocation'), await state('notifications'), media];
  });
  expect(denied.slice(0, 2)).toEqual(['denied', 'denied']);
  expect(denied[2]).not.toBe('given');
});

test('a page that is not ours gets no answer but a refusal', async ({ studio }) => {
  await studio.start();
  const electron = electronOf(studio);
  const opened = electron.waitForEvent('window');
  await electron.evaluate(async ({ app, BrowserWindow }) => {
    const preload = `${app.getAppPath()}/dist/electron/preload.cjs`;
    const window = new BrowserWindow({
      show: false,
      webPreferences: { preload, sandbox: true, contextIsolation: true },
    });
    await window.loadURL('data:text/html,<title>foreign</title>');
  });
  const foreign = await opened;
  const refused = await foreign.evaluate(async () => {
    const bridge = Reflect.get(window, 'stepglass') as {
      request(name: string, parameters: unknown): Promise<unknown>;
      subscribe(name: string, parameters: unknown, listener: (event: unknown) => void): () => void;
    };
    const event = new Promise((resolve) => bridge.subscribe('runs', {}, resolve));
    return [await bridge.request('app:info', {}), await event];
  });
  for (const reply of refused) expect(reply).toMatchObject({ ok: false, error: { code: 'foreign_frame' } });
});

test('a bad argument and an unknown call are refused with a code', async ({ studio }) => {
  const page = await studio.start();
  const replies = await page.evaluate(async () => {
    const bridge = Reflect.get(window, 'stepglass') as { request(name: string, parameters: unknown): Promise<unknown> };
    return [
      await bridge.request('runs:open', { run: 5 }),
      await bridge.request('runs:explode', {}),
      await bridge.request('app:openExternal', { url: 'http://example.org' }),
      await bridge.request('app:openExternal', { url: 'file:///etc/passwd' }),
    ];
  });
  const codes = replies.map((reply) => (reply as { error: { code: string } }).error.code);
  expect(codes).toEqual(['invalid_argument', 'unknown_call', 'invalid_argument', 'invalid_argument']);
});

test('the protocol of the app gives nothing but its own files', async ({ studio }) => {
  const page = await studio.start();
  const statuses = await page.evaluate(async () => {
    const paths = ['/../package.json', '/%2e%2e/package.json', '/..%2f..%2fetc/passwd', '/index.html'];
    return Promise.all(paths.map(async (path) => (await fetch(`app://stepglass${path}`)).status));
  });
  expect(statuses).toEqual([404, 404, 404, 200]);
});

test('Chromium talks to nobody: not on its own, and not when it is told to', async ({ studio }) => {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.end('reached');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    const page = await studio.start(studio.write('one.yaml', 'steps:\n  - { id: one, tool: echo, parameters: {} }\n'));
    const electron = electronOf(studio);
    const log = path.join(studio.folder, 'net.json');
    await electron.evaluate(({ session }, file) => session.defaultSession.netLog.startLogging(file), log);
    await page.reload();
    await page.getByRole('textbox').first().focus();
    await page.keyboard.type('mispeled wrds');
    const reached = await electron.evaluate(async ({ net }, address) => {
      const tries = [address, address.replace('127.0.0.1', 'localhost'), 'https://evil.example/'];
      const answers = tries.map((each) =>
        net.fetch(each).then(
          () => each,
          () => null,
        ),
      );
      return (await Promise.all(answers)).filter((each) => each !== null);
    }, `http://127.0.0.1:${port}/`);
    expect(reached).toEqual([]);
    expect(asked).toBe(0);
    await electron.evaluate(({ session }) => session.defaultSession.netLog.stopLogging());
    const urls = [...readFileSync(log, 'utf8').matchAll(/"url":"(\w+:\/\/[^"]*)"/g)].map(([, url = '']) => url);
    const remote = urls.filter((url) => !/^(?:app|devtools|blob|data):/.test(url));
    expect(remote.filter((url) => !url.includes(`:${port}`) && !url.includes('evil.example'))).toEqual([]);
  } finally {
    server.close();
  }
});
