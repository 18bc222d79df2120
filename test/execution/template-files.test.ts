import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { templateFiles } from '../../electron/execution/attempt/template-files.ts';
import { ValueProblem } from '../../electron/templates/errors.ts';

let root: string;
let workdir: string;
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'stepglass-include-'));
  workdir = path.join(root, 'work');
  mkdirSync(path.join(workdir, 'folder'), { recursive: true });
  writeFileSync(path.join(workdir, 'a.md'), '{{ x }} größe');
  writeFileSync(path.join(workdir, 'large.txt'), 'x'.repeat(5 * 1024 * 1024 + 1));
  writeFileSync(path.join(root, 'outside.txt'), 'secret');
  symlinkSync(path.join(root, 'outside.txt'), path.join(workdir, 'link.txt'));
  execFileSync('mkfifo', [path.join(workdir, 'pipe')]);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function read(name: string, from = workdir): string {
  try {
    return templateFiles(from, () => undefined).read(name);
  } catch (error) {
    if (error instanceof ValueProblem) return error.code;
    throw error;
  }
}

describe('files that templates read', () => {
  it('L17 reads a file of the working directory as it is', () => expect(read('folder/../a.md')).toBe('{{ x }} größe'));

  it.each([
    ['one that is not there', 'nope.md', 'file_not_found'],
    ['one beside the working directory', '../outside.txt', 'file_outside_workdir'],
    ['one that a link leads out to', 'link.txt', 'file_outside_workdir'],
    ['an absolute path', '/etc/hostname', 'file_outside_workdir'],
    ['one of more than 5 MiB', 'large.txt', 'file_too_large'],
    ['a folder', 'folder', 'file_unreadable'],
    ['a pipe, which would never end', 'pipe', 'file_unreadable'],
  ])('L17 refuses %s', (_what, name, code) => expect(read(name)).toBe(code));

  it('L17 refuses a device, which would never end', () => expect(read('zero', '/dev')).toBe('file_unreadable'));

  it('L17 tells what was read, so that a rerun knows', () => {
    const seen: string[] = [];
    const files = templateFiles(workdir, (name, hash) => seen.push(`${name} ${hash}`));
    files.read('a.md');
    files.exists('a.md');
    files.exists('nope.md');
    expect(seen).toEqual([expect.stringMatching(/^a\.md [0-9a-f]{64}$/), 'a.md exists:true', 'nope.md exists:false']);
  });
});
