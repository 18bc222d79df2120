// A really full disk: a small tmpfs, filled up while everything writes.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FileCheckpointSaver } from '../../electron/storage/checkpoint-saver.ts';
import { DataFolder } from '../../electron/storage/data-folder.ts';
import { Journal } from '../../electron/storage/journal.ts';
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
});
