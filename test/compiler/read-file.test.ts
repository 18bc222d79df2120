import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPipelineFile } from '../../electron/compiler/read-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'stepglass-read-'));
  writeFileSync(path.join(folder, 'a.yaml'), 'name: ü');
  writeFileSync(path.join(folder, 'huge.yaml'), '');
  truncateSync(path.join(folder, 'huge.yaml'), 2 ** 32);
  execFileSync('mkfifo', [path.join(folder, 'pipe.yaml')]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('files that are included', () => {
  it('L26 are read as bytes', () =>
    expect(Buffer.from(readPipelineFile(path.join(folder, 'a.yaml'))).toString()).toBe('name: ü'));

  it.each([
    ['a folder', '.', 'it is a folder'],
    ['a pipe, which never ends', 'pipe.yaml', 'it is no regular file'],
    ['a device, which never ends', '/dev/zero', 'it is no regular file'],
    ['a file of 4 GiB', 'huge.yaml', 'it has 4294967296 bytes'],
    ['what is not there', 'nope.yaml', 'there is no such file'],
  ])('L26 refuses %s', (_what, name, why) => expect(() => readPipelineFile(path.resolve(folder, name))).toThrow(why));
});
