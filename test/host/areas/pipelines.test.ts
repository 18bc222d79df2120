import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openTestHost } from '../open-test-host.ts';

const GOOD = 'name: Good\nsteps:\n  - id: a\n    tool: echo\n    parameters: { value: 1 }\n';
const BAD = 'name: Bad\nsteps:\n  - id: a\n    tool: ecko\n    parameters: { value: 1 }\n';

it('opens a file with its graph, its version and whether it is trusted', async () => {
  const { ask, write } = openTestHost();
  const file = write('good.yaml', GOOD);
  const opened = await ask('pipelines:open', { path: file });
  expect(opened).toMatchObject({ path: file, text: GOOD, trusted: true, diagnostics: [], pipeline: { name: 'Good' } });
  expect(opened.outline).toMatchObject([{ id: 'a', tool: 'echo' }]);
  expect((await ask('app:info', {})).recentFiles).toEqual([file]);
});

it('opens an invalid file with its problems and what is known of the graph', async () => {
  const { ask, write } = openTestHost();
  const opened = await ask('pipelines:open', { path: write('bad.yaml', BAD) });
  expect(opened.pipeline).toBeNull();
  expect(opened.diagnostics[0]).toMatchObject({ severity: 'error', span: { line: 4 } });
  expect(opened.outline.map(({ id }) => id)).toEqual(['a']);
});

it('saves what is based on the version on disk, and refuses what is not', async () => {
  const { ask, refused, write } = openTestHost();
  const file = write('good.yaml', GOOD);
  const { version } = await ask('pipelines:open', { path: file });
  const saved = await ask('pipelines:save', { path: file, text: BAD, baseVersion: version });
  expect(readFileSync(file, 'utf8')).toBe(BAD);
  expect(await refused('pipelines:save', { path: file, text: GOOD, baseVersion: version })).toMatchObject({
    code: 'file_changed',
  });
  expect(readFileSync(file, 'utf8')).toBe(BAD);
  rmSync(file);
  expect(await refused('pipelines:save', { path: file, text: GOOD, baseVersion: saved.version })).toMatchObject({
    code: 'file_changed',
  });
});

it('makes a new file only where there is none', async () => {
  const { ask, refused, folder } = openTestHost();
  const file = path.join(folder, 'new.yaml');
  await ask('pipelines:save', { path: file, text: GOOD, baseVersion: null });
  expect(await refused('pipelines:save', { path: file, text: BAD, baseVersion: null })).toMatchObject({
    code: 'file_changed',
  });
});

it.each(['/etc/passwd', 'notes.txt', 'a.yaml/../../etc/shadow', '/tmp/x.json'])(
  'reads and writes no other file: %s',
  async (named) => {
    const { refused } = openTestHost();
    for (const call of [
      refused('pipelines:open', { path: named }),
      refused('pipelines:save', { path: named, text: 'x', baseVersion: null }),
    ]) {
      expect(await call).toMatchObject({ code: 'not_a_pipeline_file' });
    }
  },
);

it('says what is wrong with a file that cannot be opened', async () => {
  const { refused, folder, write } = openTestHost();
  expect(await refused('pipelines:open', { path: path.join(folder, 'missing.yaml') })).toMatchObject({
    code: 'file_not_found',
  });
  const large = write('large.yaml', 'x'.repeat(6 * 1024 * 1024 + 1));
  expect(await refused('pipelines:open', { path: large })).toMatchObject({ code: 'file_too_large' });
});

it('tells what the file holds now, then every change by another program', async () => {
  const { listen, write } = openTestHost();
  const file = write('good.yaml', GOOD);
  const { events } = listen('pipeline', { path: file });
  await expect.poll(() => events.map(({ text }) => text)).toEqual([GOOD]);
  writeFileSync(file, BAD);
  await expect.poll(() => events.at(-1), { timeout: 10_000 }).toMatchObject({ text: BAD, pipeline: null });
  rmSync(file);
  writeFileSync(file, GOOD);
  await expect.poll(() => events.at(-1)?.text, { timeout: 10_000 }).toBe(GOOD);
});

it('says nothing when a file is written with the text that it had', async () => {
  const { listen, write } = openTestHost();
  const file = write('good.yaml', GOOD);
  const { events } = listen('pipeline', { path: file });
  await expect.poll(() => events).toHaveLength(1);
  writeFileSync(file, GOOD);
  writeFileSync(path.join(path.dirname(file), 'other.yaml'), BAD);
  writeFileSync(file, `${GOOD}# more\n`);
  await expect.poll(() => events.length, { timeout: 10_000 }).toBe(2);
  expect(events[1]?.text).toContain('# more');
});
