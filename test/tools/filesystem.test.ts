import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../shared/json.ts';
import { findPathProblem } from '../../electron/tools/files/places.ts';
import { filesystem } from '../../electron/tools/filesystem.ts';
import { errorOf, resultOf } from '../helpers/call-tool.ts';
import { makeToolContext, type TestContextOptions } from '../helpers/tool-context.ts';

/** A context, and the two ways to call an action in it. */
function setUp(options: TestContextOptions = {}) {
  const context = makeToolContext(options);
  const root = path.dirname(context.workdir);
  const at = (...parts: string[]): string => path.join(context.workdir, ...parts);
  const call = (action: string, parameters: JsonObject) => resultOf({ tool: filesystem, action, context }, parameters);
  const fail = (action: string, parameters: JsonObject) => errorOf({ tool: filesystem, action, context }, parameters);
  return { context, root, at, call, fail };
}

describe('filesystem.read', () => {
  it('gives path as given, content and size in bytes', async () => {
    const { at, call } = setUp();
    writeFileSync(at('ä.txt'), 'größe\n');
    expect(await call('read', { path: './ä.txt' })).toEqual({ path: './ä.txt', content: 'größe\n', size: 8 });
  });

  it('drops a byte order mark', async () => {
    const { at, call } = setUp();
    writeFileSync(at('a.csv'), Buffer.from([0xef, 0xbb, 0xbf, 0x61]));
    expect(await call('read', { path: 'a.csv' })).toEqual({ path: 'a.csv', content: 'a', size: 4 });
  });

  it('refuses bytes that are not of the encoding instead of replacing them', async () => {
    const { at, call, fail } = setUp();
    writeFileSync(at('a.bin'), Buffer.from([0x61, 0xff, 0xfe]));
    expect(await fail('read', { path: 'a.bin' })).toMatchObject({ category: 'validation', code: 'not_text' });
    expect(await call('read', { path: 'a.bin', encoding: 'base64' })).toMatchObject({ content: 'Yf/+' });
    expect(await call('read', { path: 'a.bin', encoding: 'latin1' })).toMatchObject({ content: 'aÿþ' });
  });

  it('refuses a file over the limit, naming both sizes and the parameter', async () => {
    const { at, call, fail } = setUp();
    writeFileSync(at('a.txt'), 'x'.repeat(2000));
    const error = await fail('read', { path: 'a.txt', max_bytes: 1999 });
    expect(error).toMatchObject({ code: 'file_too_large', retryable: false, details: { size: 2000, max_bytes: 1999 } });
    expect(`${error.message} ${error.hint}`).toMatch(/2,000 bytes.*1,999.*max_bytes/);
    expect(await call('read', { path: 'a.txt', max_bytes: 2000 })).toMatchObject({ size: 2000 });
  });

  it('says what is missing, where, and what to do', async () => {
    const { fail } = setUp();
    const error = await fail('read', { path: 'nowhere/a.txt' });
    expect(error).toMatchObject({ category: 'resource', code: 'file_not_found', details: { errno: 'ENOENT' } });
    expect(error.message).toBe("cannot read 'nowhere/a.txt': there is no such file or folder");
    expect(error.hint).toContain('working directory');
  });

  it('refuses a folder and points to list', async () => {
    const { fail } = setUp();
    expect(await fail('read', { path: '.' })).toMatchObject({ code: 'is_a_folder', hint: 'Use the action `list`.' });
  });

  it.skipIf(process.platform === 'win32')('refuses endless devices (not on Windows, which has none)', async () => {
    const { fail } = setUp();
    expect(await fail('read', { path: '/dev/zero' })).toMatchObject({ code: 'not_a_file' });
  });

  it('reads outside of the working directory', async () => {
    const { root, call } = setUp();
    writeFileSync(path.join(root, 'outside.txt'), 'x');
    expect(await call('read', { path: '../outside.txt' })).toMatchObject({ content: 'x' });
  });
});

describe('filesystem.write and append', () => {
  it('makes the folders above, gives the bytes written, and leaves nothing else', async () => {
    const { at, call } = setUp();
    expect(await call('write', { path: 'a/b/c.txt', content: 'ü' })).toEqual({ path: 'a/b/c.txt', size: 2 });
    expect(readdirSync(at(), { recursive: true }).map(String).sort()).toEqual([
      'a',
      path.join('a', 'b'),
      path.join('a', 'b', 'c.txt'),
    ]);
  });

  it.skipIf(process.platform === 'win32')(
    'keeps the permissions of a file that it replaces (not on Windows, which has others)',
    async () => {
      const { at, call } = setUp();
      writeFileSync(at('run.sh'), 'old');
      chmodSync(at('run.sh'), 0o755);
      await call('write', { path: 'run.sh', content: 'new' });
      expect(statSync(at('run.sh')).mode & 0o777).toBe(0o755);
      expect(readFileSync(at('run.sh'), 'utf8')).toBe('new');
    },
  );

  it('writes bytes from base64, and refuses what is none', async () => {
    const { at, call, fail } = setUp();
    await call('write', { path: 'a.bin', content: '/wA=', encoding: 'base64' });
    expect([...readFileSync(at('a.bin'))]).toEqual([255, 0]);
    expect(await fail('write', { path: 'a.bin', content: 'not base64!', encoding: 'base64' })).toMatchObject({
      code: 'invalid_parameter',
    });
  });

  it('appends, and gives the whole size', async () => {
    const { at, call } = setUp();
    expect(await call('append', { path: 'log/a.txt', content: 'one\n' })).toEqual({ path: 'log/a.txt', size: 4 });
    expect(await call('append', { path: 'log/a.txt', content: 'two\n' })).toEqual({ path: 'log/a.txt', size: 8 });
    expect(readFileSync(at('log/a.txt'), 'utf8')).toBe('one\ntwo\n');
  });

  it('refuses a folder as a file', async () => {
    const { at, fail } = setUp();
    mkdirSync(at('folder'));
    expect(await fail('write', { path: 'folder', content: '' })).toMatchObject({ code: 'is_a_folder' });
    expect(readdirSync(at())).toEqual(['folder']);
  });

  it('refuses a path through a file', async () => {
    const { at, fail } = setUp();
    writeFileSync(at('file'), '');
    expect((await fail('write', { path: 'file/a.txt', content: '' })).code).toMatch(/not_a_folder|already_exists/);
  });

  it('writes content that looks like a template as it is', async () => {
    const { at, call } = setUp();
    await call('write', { path: 'a.txt', content: '{{ x }}' });
    expect(readFileSync(at('a.txt'), 'utf8')).toBe('{{ x }}');
  });

  it('gives readers the old content or the new one, never a part', async () => {
    const { at, call, context } = setUp();
    const other = setUp({ workdir: context.workdir, step: 'other' });
    const texts = ['a', 'b'].map((letter) => letter.repeat(300_000));
    await call('write', { path: 'a.txt', content: texts[0]! });
    const writing = Promise.all(
      [call, other.call].map((write, index) => write('write', { path: 'a.txt', content: texts[index]! })),
    );
    const seen = new Set<string>();
    let isWriting = true;
    void writing.finally(() => (isWriting = false));
    while (isWriting) {
      seen.add(readFileSync(at('a.txt'), 'utf8'));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await writing;
    expect([...seen].every((text) => texts.includes(text))).toBe(true);
  });
});

describe('filesystem stays in its place', () => {
  it.each([['../out.txt'], ['a/../../out.txt'], ['/stepglass-out.txt'], ['./..//out.txt']])(
    'refuses to write %s, naming the setting',
    async (given) => {
      const { root, fail } = setUp();
      for (const action of ['write', 'append']) {
        const error = await fail(action, { path: given, content: 'x' });
        expect(error).toMatchObject({
          category: 'configuration',
          code: 'outside_workdir',
          details: { setting: 'writableFolders' },
        });
        expect(error.hint).toContain('writableFolders');
      }
      expect(existsSync(path.join(root, 'out.txt'))).toBe(false);
    },
  );

  it('allows what the setting names, and nothing beside it', async () => {
    const base = setUp();
    const shared = path.join(base.root, 'shared');
    const { call, fail } = setUp({ workdir: base.context.workdir, settings: { writableFolders: [shared] } });
    expect(await call('write', { path: '../shared/a.txt', content: 'x' })).toMatchObject({ size: 1 });
    expect(await fail('write', { path: '../shared-not/a.txt', content: 'x' })).toMatchObject({
      code: 'outside_workdir',
    });
  });

  it('allows the temporary folder of the run', async () => {
    const { context, call } = setUp();
    expect(await call('write', { path: path.join(context.tempDir, 'a.txt'), content: 'x' })).toMatchObject({ size: 1 });
  });

  it('follows links before it decides: of the file, of a folder above, and to what does not exist', async () => {
    const { root, at, fail } = setUp();
    mkdirSync(path.join(root, 'out'));
    writeFileSync(path.join(root, 'out', 'file'), 'kept');
    symlinkSync(path.join(root, 'out'), at('folder'), 'junction');
    expect(await fail('write', { path: 'folder/new', content: 'x' })).toMatchObject({ code: 'outside_workdir' });
    expect(await fail('delete', { path: 'folder/file' })).toMatchObject({ code: 'outside_workdir' });
    expect(await fail('move', { path: 'folder/file', destination: 'mine' })).toMatchObject({ code: 'outside_workdir' });
    symlinkSync(path.join('..', 'out', 'file'), at('link'));
    symlinkSync(path.join('..', 'out', 'dangling'), at('dangling'));
    expect(await fail('write', { path: 'link', content: 'x' })).toMatchObject({ code: 'outside_workdir' });
    expect(await fail('append', { path: 'dangling', content: 'x' })).toMatchObject({ code: 'outside_workdir' });
    expect(await fail('copy', { path: 'link', destination: 'dangling' })).toMatchObject({ code: 'outside_workdir' });
    expect(readdirSync(path.join(root, 'out'))).toEqual(['file']);
    expect(readFileSync(path.join(root, 'out', 'file'), 'utf8')).toBe('kept');
  });

  it('writes through a link that stays inside, and keeps the link', async () => {
    const { at, call } = setUp();
    writeFileSync(at('real.txt'), 'old');
    symlinkSync('real.txt', at('link.txt'));
    await call('write', { path: 'link.txt', content: 'new' });
    expect(lstatSync(at('link.txt')).isSymbolicLink()).toBe(true);
    expect(readFileSync(at('real.txt'), 'utf8')).toBe('new');
  });

  it('works in a working directory that is itself reached through a link', async () => {
    const base = setUp();
    const link = path.join(base.root, 'link-to-work');
    symlinkSync(base.context.workdir, link, 'junction');
    const { call } = setUp({ workdir: link });
    expect(await call('write', { path: 'a.txt', content: 'x' })).toMatchObject({ size: 1 });
  });

  it('refuses links that lead in a circle', async () => {
    const { at, fail } = setUp();
    symlinkSync('b', at('a'));
    symlinkSync('a', at('b'));
    expect(await fail('write', { path: 'a', content: 'x' })).toMatchObject({ code: 'link_loop' });
  });

  it('deletes a link, not what it leads to', async () => {
    const { root, at, call } = setUp();
    writeFileSync(path.join(root, 'kept'), '');
    symlinkSync(path.join(root, 'kept'), at('link'));
    await call('delete', { path: 'link' });
    expect(readdirSync(at())).toEqual([]);
    expect(existsSync(path.join(root, 'kept'))).toBe(true);
  });

  it.each(['.', '..', './'])('refuses to delete %s, the working directory or what holds it', async (given) => {
    const { at, fail } = setUp();
    expect(await fail('delete', { path: given, recursive: true })).toMatchObject({ code: 'outside_workdir' });
    expect(existsSync(at())).toBe(true);
  });

  it.each(['', '  ', 'a\0b'])('refuses the path %j', async (given) => {
    const { fail } = setUp();
    for (const action of ['read', 'exists', 'delete', 'list'])
      expect(await fail(action, { path: given })).toMatchObject({ code: 'invalid_path' });
    expect(await fail('write', { path: given, content: '' })).toMatchObject({ code: 'invalid_path' });
  });

  it('refuses a name that is too long in words', async () => {
    const { fail } = setUp();
    expect(await fail('write', { path: 'x'.repeat(300), content: '' })).toMatchObject({ code: 'name_too_long' });
  });

  it.each([
    'a:b.txt',
    'report 12:30.md',
    'a<b',
    'con',
    'NUL.txt',
    'folder/aux',
    'ends.',
    'ends /x',
    'a?',
    '\\\\.\\pipe\\x',
    'a.txt:stream',
  ])('knows that Windows cannot hold %s, and other systems can', (given) => {
    expect(findPathProblem(given, 'win32')).toMatch(/Windows|device/);
    expect(findPathProblem(given, 'linux')).toBeNull();
  });

  it.each(['C:\\work\\a.txt', '..\\a', './a/../b.txt', 'console.txt', '.hidden'])(
    'knows that Windows can hold %s',
    (given) => {
      expect(findPathProblem(given, 'win32')).toBeNull();
    },
  );
});

describe('filesystem.copy and move', () => {
  it('copies a file, over an older one, and gives both paths as given', async () => {
    const { at, call } = setUp();
    writeFileSync(at('a'), 'new');
    writeFileSync(at('b'), 'old');
    expect(await call('copy', { path: 'a', destination: 'b' })).toEqual({ source: 'a', destination: 'b' });
    expect(readFileSync(at('b'), 'utf8')).toBe('new');
    expect(readdirSync(at())).toEqual(['a', 'b']);
  });

  it('puts a file into a folder under its own name', async () => {
    const { at, call } = setUp();
    writeFileSync(at('a.txt'), 'x');
    mkdirSync(at('into'));
    await call('copy', { path: 'a.txt', destination: 'into' });
    await call('move', { path: 'a.txt', destination: 'new/' });
    expect(readdirSync(at('into'))).toEqual(['a.txt']);
    expect(readdirSync(at('new'))).toEqual(['a.txt']);
    expect(existsSync(at('a.txt'))).toBe(false);
  });

  it('copies and moves folders, never into themselves', async () => {
    const { at, call, fail } = setUp();
    mkdirSync(at('a/b'), { recursive: true });
    writeFileSync(at('a/b/c'), 'x');
    await call('copy', { path: 'a', destination: 'copy' });
    expect(readFileSync(at('copy/b/c'), 'utf8')).toBe('x');
    await call('move', { path: 'a', destination: 'moved' });
    expect(readdirSync(at()).sort()).toEqual(['copy', 'moved']);
    for (const action of ['copy', 'move'])
      expect(await fail(action, { path: 'moved', destination: 'moved/b/new' })).toMatchObject({ code: 'invalid_path' });
  });

  it('copies from outside, but does not move from there', async () => {
    const { root, call, fail } = setUp();
    writeFileSync(path.join(root, 'a'), 'x');
    await call('copy', { path: '../a', destination: 'a' });
    expect(await fail('move', { path: '../a', destination: 'b' })).toMatchObject({ code: 'outside_workdir' });
  });

  it('names both paths when the source is missing', async () => {
    const { fail } = setUp();
    for (const action of ['copy', 'move']) {
      const error = await fail(action, { path: 'none', destination: 'b' });
      expect(error).toMatchObject({ code: 'file_not_found' });
      expect(error.message).toContain("'none' to 'b'");
    }
  });
});

describe('filesystem.delete, list and exists', () => {
  it('deletes a file; a folder only with recursive', async () => {
    const { at, call, fail } = setUp();
    mkdirSync(at('folder'));
    writeFileSync(at('folder/a'), '');
    expect((await fail('delete', { path: 'folder' })).hint).toContain('recursive: true');
    expect(await call('delete', { path: 'folder/a' })).toEqual({ path: 'folder/a' });
    expect(await call('delete', { path: 'folder', recursive: true })).toEqual({ path: 'folder' });
    expect(await fail('delete', { path: 'folder' })).toMatchObject({ code: 'file_not_found' });
  });

  it('lists names, paths, types and sizes, sorted by name', async () => {
    const { at, call } = setUp();
    mkdirSync(at('d/sub'), { recursive: true });
    writeFileSync(at('d/b.txt'), 'bb');
    writeFileSync(at('d/sub/c'), '');
    expect(await call('list', { path: 'd' })).toEqual({
      path: 'd',
      count: 2,
      items: [
        { name: 'b.txt', path: 'd/b.txt', type: 'file', size: 2 },
        { name: 'sub', path: 'd/sub', type: 'folder', size: 0 },
      ],
    });
    const { items } = await call('list', { path: '.', recursive: true });
    expect((items as { path: string }[]).map((item) => item.path)).toEqual(['d', 'd/b.txt', 'd/sub', 'd/sub/c']);
  });

  it('does not follow links when it lists', async () => {
    const { at, call } = setUp();
    mkdirSync(at('d'));
    symlinkSync(at(), at('d', 'up'), 'junction');
    expect(await call('list', { path: '.', recursive: true })).toMatchObject({
      count: 2,
      items: [{ name: 'd' }, { name: 'up', type: 'link' }],
    });
  });

  it('refuses to list what is not there, or no folder', async () => {
    const { at, fail } = setUp();
    writeFileSync(at('file'), '');
    expect(await fail('list', { path: 'none' })).toMatchObject({ code: 'file_not_found' });
    expect(await fail('list', { path: 'file' })).toMatchObject({ code: 'not_a_folder' });
  });

  it('says what exists, and as what', async () => {
    const { at, call } = setUp();
    writeFileSync(at('file'), '');
    symlinkSync('none', at('dangling'));
    expect(await call('exists', { path: 'file' })).toEqual({ path: 'file', exists: true, type: 'file' });
    expect(await call('exists', { path: '.' })).toEqual({ path: '.', exists: true, type: 'folder' });
    for (const given of ['none', 'none/x', 'file/x', 'dangling']) {
      expect(await call('exists', { path: given })).toEqual({ path: given, exists: false, type: null });
    }
  });
});
