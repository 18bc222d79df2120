import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readStaticFile } from '../../../electron/host/web/static-files.ts';
import { tempFolder } from '../helpers.ts';

function appFolder(): string {
  const folder = tempFolder();
  const app = path.join(folder, 'app');
  mkdirSync(path.join(app, 'assets'), { recursive: true });
  writeFileSync(path.join(app, 'index.html'), '<!doctype html>');
  writeFileSync(path.join(app, 'assets', 'main-abc.js'), 'export {}');
  writeFileSync(path.join(app, 'notes.secret'), 'x');
  writeFileSync(path.join(folder, 'outside.js'), 'stolen');
  symlinkSync(path.join(folder, 'outside.js'), path.join(app, 'link.js'));
  return app;
}

it('gives the page for / and files with their type', async () => {
  const app = appFolder();
  const page = await readStaticFile(app, '/');
  expect(page?.contentType).toBe('text/html; charset=utf-8');
  expect(Buffer.from(page?.body ?? []).toString()).toBe('<!doctype html>');
  expect((await readStaticFile(app, '/assets/main-abc.js'))?.contentType).toBe('text/javascript; charset=utf-8');
});

it.each([
  '/../outside.js',
  '/assets/../../outside.js',
  '/%2e%2e/outside.js',
  '/..%2foutside.js',
  '/assets/..\\..\\outside.js',
  '//etc/passwd',
  '/.env',
  '/index.html%00.js',
  'index.html',
  '/link.js',
])('refuses the path %s', async (urlPath) => {
  expect(await readStaticFile(appFolder(), urlPath)).toBeNull();
});

it('refuses folders, missing files and files of a type that no window needs', async () => {
  const app = appFolder();
  for (const urlPath of ['/assets', '/missing.js', '/index.html/x.js', '/notes.secret'])
    expect(await readStaticFile(app, urlPath)).toBeNull();
});
