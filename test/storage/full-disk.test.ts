// A really full disk and a really read-only one: a small tmpfs.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FileCheckpointSaver } from '../../electron/storage/checkpoints/checkpoint-saver.ts';
import { DataFolder } from '../../electron/storage/data-folder.ts';
import { Journal } from '../../electron/storage/journal/journal.ts';
import { readJournal } from '../../electron/storage/journal/read-journal.ts';
import { acquireRunLock } from '../../electron/storage/lock/lock.ts';
import { files, now, warning } from './support.ts';

const path = mkdtempSync(join(tmpdir(), 'stepglass-disk-'));
afterAll(() => {
  if ('path' in disk) execFileSync('umount', [path]);
  rmSync(path, { recursive: true });
});

/** A disk of 1 MiB, or why there is none. */
function smallDisk(): { readonly path: string } | { readonly reason: string } {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', path], { stdio: 'pipe' });
    return { path };
  } catch {
    return { reason: 'mounting a tmpfs is not permitted here' };
  }
}

function fillUp(folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(join(folder, 'filler'), Buffer.alloc(bavail * bsize));
}

const disk = smallDisk();

describe.skipIf('reason' in disk)(`a full disk${'reason' in disk ? ` (skipped: ${disk.reason})` : ''}`, () => {
  const data = new DataFolder('path' in disk ? disk.path : '', { files, now });

  it('E24 stops the journal with a clear error, keeps what was reported, and goes on when there is room', async () => {
    const run = await data.create('r1');
    const journal = Journal.open(run.journalPath, { files, now });
    await journal.append(warning('before'), { durable: true }).written;
    fillUp(data.path);
    const failure: unknown = await journal
      .append(warning('x'.repeat(100_000)), { durable: true })
      .written.catch((error: unknown) => error);
    expect(failure).toMatchObject({
      kind: 'storage_failure',
      code: 'disk_full',
      message: expect.stringContaining('free some space, then resume'),
    });
    await expect(journal.append(warning('after'), { durable: true }).written).rejects.toBe(failure);
    await journal.close();
    rmSync(join(data.path, 'filler'));
    const again = Journal.open(run.journalPath, { files, now });
    expect(again.n).toBe(1);
    await again.append(warning('again'), { durable: true }).written;
    await again.close();
  });

  it('E24 stops values, logs, checkpoints and new runs', async () => {
    const run = await data.create('r2');
    const log = run.logs.open(1, 1);
    const saver = new FileCheckpointSaver(run.checkpointsPath, { files });
    fillUp(data.path);
    const full = expect.objectContaining({ kind: 'storage_failure', code: 'disk_full' });
    const big = 'x'.repeat(50_000);
    await expect(run.blobs.put(big)).rejects.toEqual(full);
    expect(() => log.write('stdout', big)).toThrow(full);
    const checkpoint = {
      v: 4,
      id: '1',
      ts: '',
      channel_values: { big },
      channel_versions: { big: 1 },
      versions_seen: {},
    };
    await expect(
      saver.put({ configurable: { thread_id: 't' } }, checkpoint, { source: 'loop', step: 1, parents: {} }, { big: 1 }),
    ).rejects.toEqual(full);
    await expect(run.writeDefinition([{ path: 'p.yaml', text: big }])).rejects.toEqual(full);
    rmSync(join(data.path, 'filler'));
    log.close();
    saver.close();
    expect(run.blobs.get(await run.blobs.put(big))).toBe(big);
  });

  it('E24 is read as before when it becomes read-only, and nothing can be started', async () => {
    const run = await data.create('r3');
    const journal = Journal.open(run.journalPath, { files, now });
    await journal.append(warning('before'), { durable: true }).written;
    await journal.close();
    const stored = await run.blobs.put('x'.repeat(5000));
    execFileSync('mount', ['-o', 'remount,ro', path]);
    const readOnly = expect.objectContaining({ kind: 'storage_failure', code: 'read_only' });
    try {
      expect(readJournal(run.journalPath).facts).toHaveLength(1);
      expect(run.blobs.get(stored)).toBe('x'.repeat(5000));
      expect((await data.runs()).map(({ run: id }) => id)).toContain('r3');
      expect(() => Journal.open(run.journalPath, { files, now })).toThrow(readOnly);
      await expect(acquireRunLock(run.path, { steal: false, onRequest: async () => null })).rejects.toEqual(readOnly);
      await expect(data.create('r4')).rejects.toEqual(readOnly);
      await expect(data.trash('r3')).rejects.toEqual(readOnly);
    } finally {
      execFileSync('mount', ['-o', 'remount,rw', path]);
    }
  });
});
