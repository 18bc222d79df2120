import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { APP_URL, answerAppRequest, isAppUrl } from '../../electron/desktop/app-protocol.ts';
import { tempFolder } from '../host/helpers.ts';

function renderer(): string {
  const folder = path.join(tempFolder(), 'renderer');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'index.html'), '<title>Stepglass</title>');
  writeFileSync(path.join(folder, '..', 'secret.js'), 'stolen');
  return folder;
}

it('serves the page with its type and a policy without unsafe-eval', async () => {
  const response = await answerAppRequest(renderer(), { url: APP_URL, method: 'GET' });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(response.headers.get('content-security-policy')).toContain("script-src 'self';");
  expect(response.headers.get('content-security-policy')).not.toContain('unsafe-eval');
  expect(await response.text()).toContain('Stepglass');
});

it.each([
  'app://stepglass/../secret.js',
  'app://stepglass/%2e%2e/secret.js',
  'app://stepglass/..%2fsecret.js',
  'app://stepglass/x/../../secret.js',
  'app://other/index.html',
  'app://stepglass.evil/index.html',
  'file:///etc/passwd',
])('refuses %s', async (url) => {
  const response = await answerAppRequest(renderer(), { url, method: 'GET' });
  expect(response.status).toBe(404);
  expect(await response.text()).not.toContain('stolen');
});

it('refuses everything but reading', async () => {
  expect((await answerAppRequest(renderer(), { url: APP_URL, method: 'POST' })).status).toBe(405);
});

it('knows its own pages from others', () => {
  for (const url of [APP_URL, 'app://stepglass/', 'app://stepglass/index.html#run=1']) expect(isAppUrl(url)).toBe(true);
  for (const url of [
    '',
    'about:blank',
    'app://stepglass.evil/',
    'app://user@stepglass/',
    'https://stepglass/',
    'data:text/html,app://stepglass/',
    'app://stepglass:1/',
  ])
    expect(isAppUrl(url)).toBe(false);
});
