import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { removeBrokenTransfers } from '../../electron/storage/bundles/bundle-transfers.ts';
import { DataFolder } from '../../electron/storage/data-folder.ts';
import { removeLeftovers } from '../../electron/storage/files/leftovers.ts';
import { faulty, files, now, START, systemError, tempFolder } from './support.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const GONE = 99_999_999;

/** A file, or (`inside`) a folder with one thing in it, that changed so long ago. */
function leave(folder: string, name: string, { agoMs, inside }: { agoMs: number; inside?: { agoMs: number } }): void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  if (inside === undefined) writeFileSync(path, 'x');
  else {
    mkdirSync(join(path, 'blobs'), { recursive: true });
    age(join(path, 'blobs'), inside.agoMs);
  }
  age(path, agoMs);
}

function age(path: string, agoMs: number): void {
  const at = new Date(START - agoMs);
  utimesSync(path, at, at);
}

const isAlive = (pid: number): boolean => pid !== GONE;
const sweep = (folder: string, layer = files) => removeLeftovers(folder, { files: layer, now, isAlive });

describe('what a killed process has left half written', () => {
  it('is removed when its maker is gone, or after a day', () => {
    const folder = tempFolder();
    leave(folder, `a.${GONE}-1.tmp`, { agoMs: HOUR });
    leave(folder, `b.${GONE}.tmp`, { agoMs: HOUR, inside: { agoMs: HOUR } });
    leave(folder, 'c.7-2.tmp', { agoMs: 25 * HOUR });
    expect([...sweep(folder)].sort()).toEqual([`a.${GONE}-1.tmp`, `b.${GONE}.tmp`, 'c.7-2.tmp']);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is left alone while somebody may work on it, here or on another machine', () => {
    const folder = tempFolder();
    leave(folder, 'living.7-1.tmp', { agoMs: 23 * HOUR });
    leave(folder, `fresh.${GONE}-1.tmp`, { agoMs: MINUTE });
    leave(folder, `unpacking.${GONE}-1.tmp`, { agoMs: HOUR, inside: { agoMs: MINUTE } });
    leave(folder, 'mine.tmp', { agoMs: 100 * HOUR });
    leave(folder, `01abc.${GONE}`, { agoMs: 100 * HOUR });
    expect(sweep(folder)).toEqual([]);
    expect(readdirSync(folder)).toHaveLength(5);
  });

  it("is passed over where it is somebody else's", () => {
    const folder = tempFolder();
    leave(folder, `a.${GONE}-1.tmp`, { agoMs: HOUR });
    const refusing = faulty({
      removeAll: () => {
        throw systemError('EPERM');
      },
    });
    expect(sweep(folder, refusing)).toEqual([]);
    expect(sweep(join(folder, 'not there'))).toEqual([]);
  });

  it('is removed among the runs before the next import, and among transfers, runs untouched', async () => {
    const data = new DataFolder(tempFolder(), { files, now });
    await data.create('01abc');
    age(join(data.runsPath, '01abc'), 100 * HOUR);
    leave(data.runsPath, `01abd.${GONE}-1.tmp`, { agoMs: HOUR, inside: { agoMs: HOUR } });
    const empty = join(data.path, 'empty.stepglass');
    writeFileSync(empty, '');
    await expect(data.importBundle(empty)).rejects.toMatchObject({ code: 'bundle_damaged' });
    expect(readdirSync(data.runsPath)).toEqual(['01abc']);
    const temp = tempFolder();
    leave(temp, `stepglass-bundles-${GONE}-aBc123`, { agoMs: HOUR, inside: { agoMs: HOUR } });
    leave(temp, 'other-program-1-x', { agoMs: 100 * HOUR });
    expect(removeBrokenTransfers(temp, { files, now })).toEqual([`stepglass-bundles-${GONE}-aBc123`]);
    expect(existsSync(join(temp, 'other-program-1-x'))).toBe(true);
  });
});
