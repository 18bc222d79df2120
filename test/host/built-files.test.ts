import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { findBuiltFiles, unpackExamples } from '../../electron/host/built-files.ts';
import { tempFolder } from './helpers.ts';

function build(): string {
  const root = tempFolder();
  for (const folder of ['dist/electron/chunks', 'dist/renderer', 'examples'])
    mkdirSync(path.join(root, folder), { recursive: true });
  for (const file of ['dist/electron/work.js', 'dist/electron/preload.cjs', 'dist/renderer/index.html'])
    writeFileSync(path.join(root, file), '');
  return root;
}

it.each(['dist/electron/cli.js', 'dist/electron/chunks/serve-app-1.js'])(
  'finds the parts of the build from %s',
  (module) => {
    const root = build();
    expect(findBuiltFiles(pathToFileURL(path.join(root, module)).href)).toEqual({
      worker: pathToFileURL(path.join(root, 'dist/electron/work.js')),
      renderer: path.join(root, 'dist/renderer'),
      preload: path.join(root, 'dist/electron/preload.cjs'),
      scriptHost: null,
      examples: path.join(root, 'examples'),
    });
  },
);

it('gives null for what was not built', () => {
  const nothing = findBuiltFiles(pathToFileURL(path.join(tempFolder(), 'a/b/cli.js')).href);
  expect(Object.values(nothing)).toEqual([null, null, null, null, null]);
});

it('copies the examples of a packed app beside the runs, and leaves what a person has changed', async () => {
  const [root, data] = [tempFolder(), tempFolder()];
  const packed = path.join(root, 'app.asar', 'examples');
  mkdirSync(path.join(packed, 'data'), { recursive: true });
  writeFileSync(path.join(packed, 'hello.yaml'), 'name: Hello\n');
  writeFileSync(path.join(packed, 'data', 'a.csv'), 'a,b\n');
  const unpacked = await unpackExamples(packed, data);
  expect(unpacked).toBe(path.join(data, 'examples'));
  writeFileSync(path.join(data, 'examples', 'hello.yaml'), 'name: Mine\n');
  await unpackExamples(packed, data);
  expect(readFileSync(path.join(data, 'examples', 'hello.yaml'), 'utf8')).toBe('name: Mine\n');
  expect(readFileSync(path.join(data, 'examples', 'data', 'a.csv'), 'utf8')).toBe('a,b\n');
});

it('uses the examples of a checkout where they are', async () => {
  expect(await unpackExamples('/src/examples', '/data')).toBe('/src/examples');
  expect(await unpackExamples(null, '/data')).toBeNull();
});
