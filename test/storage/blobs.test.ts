import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StoredValue } from '../../shared/facts.ts';
import { BlobStore } from '../../electron/storage/blobs.ts';
import type { FileLayer } from '../../electron/storage/files/file-layer.ts';
import { faulty, files, gate, systemError, tempFolder } from './support.ts';

function store(layer: FileLayer = files): BlobStore {
  const folder = join(tempFolder(), 'blobs');
  mkdirSync(folder);
  return new BlobStore(folder, layer);
}

const big = (seed = 'x'): { readonly [key: string]: string } => ({ zebra: seed.repeat(5000), apple: 'ü\u2028' });
const fileOf = (blobs: BlobStore, stored: StoredValue): string =>
  join(blobs.folder, 'blob' in stored ? stored.blob : 'none');

describe('put and get', () => {
  it('E4 keeps a value of up to 4 KiB in the line, a bigger one in a file named by its sha256', async () => {
    const blobs = store();
    const [small, bigger] = ['x'.repeat(4094), 'x'.repeat(4095)];
    expect(await blobs.put(small)).toEqual({ inline: small });
    const stored = await blobs.put(bigger);
    const bytes = Buffer.from(JSON.stringify(bigger));
    expect(stored).toEqual({ blob: createHash('sha256').update(bytes).digest('hex'), sizeBytes: 4097 });
    expect(readFileSync(fileOf(blobs, stored))).toEqual(bytes);
    expect(readdirSync(blobs.folder)).toHaveLength(1);
  });

  it.each([
    ['a long list', Array.from({ length: 6000 }, (_, at) => at)],
    ['a table in a result', { data: Array.from({ length: 6000 }, (_, at) => ({ at })) }],
    ['a long text', 'x'.repeat(1024 * 1024 + 1)],
  ])('gives others a turn before it writes out %s', async (_, value) => {
    const order: string[] = [];
    const opening = (layer: FileLayer): FileLayer => ({
      ...layer,
      open: (path, flags) => {
        order.push('open');
        return layer.open(path, flags);
      },
    });
    const blobs = store(opening(files));
    setImmediate(() => order.push('turn'));
    const stored = await blobs.put(value);
    expect(order).toEqual(['turn', 'open']);
    expect(blobs.get(stored)).toEqual(value);
    order.length = 0;
    setImmediate(() => order.push('turn'));
    await blobs.put(big());
    expect(order[0]).toBe('open');
  });

  it('E14 describes a value as put would store it, and stores nothing', async () => {
    const blobs = store();
    const described = [1, big()].map((value) => blobs.describe(value));
    expect(readdirSync(blobs.folder)).toEqual([]);
    expect(described).toEqual([await blobs.put(1), await blobs.put(big())]);
  });

  it('E4 gives back the value with its keys in their order', async () => {
    const blobs = store();
    const stored = await blobs.put(big());
    expect(JSON.stringify(new BlobStore(blobs.folder, files).get(stored))).toBe(JSON.stringify(big()));
    expect(blobs.get({ inline: null })).toBeNull();
  });

  it('E4 writes equal values once, at the same time or later', async () => {
    const opened: string[] = [];
    const blobs = store(
      faulty({
        open: (path, flags) => {
          opened.push(path);
          return files.open(path, flags);
        },
      }),
    );
    const all = await Promise.all([blobs.put(big()), blobs.put(big()), blobs.put(big('y'))]);
    await blobs.put(big());
    await new BlobStore(blobs.folder, files).put(big());
    expect(all[0]).toEqual(all[1]);
    expect(opened).toHaveLength(2);
    expect(readdirSync(blobs.folder)).toHaveLength(2);
  });

  it('E5 is on the disk under its name when put resolves', async () => {
    const events: string[] = [];
    const synced = gate();
    const blobs = store(
      faulty({
        syncData: async (fd) => {
          await synced.passed;
          await files.syncData(fd);
          events.push('fsync');
        },
        rename: (from, to) => {
          files.rename(from, to);
          events.push('rename');
        },
        syncFolder: async (path) => {
          await files.syncFolder(path);
          events.push('fsync folder');
        },
      }),
    );
    const put = blobs.put(big()).then(() => events.push('put'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(events).toEqual([]);
    synced.open();
    await put;
    expect(events).toEqual(['fsync', 'rename', 'fsync folder', 'put']);
  });

  it('E5 makes sure of the name of a value that another process has put, and perhaps died over', async () => {
    const first = store();
    const stored = await first.put(big());
    const synced: string[] = [];
    const layer = faulty({
      syncFolder: async (path) => {
        synced.push(path);
        await files.syncFolder(path);
      },
    });
    expect(await new BlobStore(first.folder, layer).put(big())).toEqual(stored);
    expect(synced).toEqual([first.folder]);
  });

  it('E4 reads a value used last from memory', async () => {
    const blobs = store();
    const stored = await blobs.put(big());
    const first = blobs.get(stored);
    rmSync(fileOf(blobs, stored));
    expect(blobs.get(stored)).toBe(first);
  });

  it('E6 never gives a damaged value: it names the file', async () => {
    const blobs = store();
    const stored = await blobs.put(big());
    const path = fileOf(blobs, stored);
    const bytes = readFileSync(path);
    bytes[100] = 0x79;
    writeFileSync(path, bytes);
    expect(() => blobs.get(stored)).toThrow(
      expect.objectContaining({ kind: 'storage_failure', code: 'blob_damaged', details: { file: path } }),
    );
    writeFileSync(path, '');
    expect(() => blobs.get(stored)).toThrow(expect.objectContaining({ code: 'blob_damaged' }));
    rmSync(path);
    expect(() => blobs.get(stored)).toThrow(expect.objectContaining({ kind: 'storage_failure', code: 'missing' }));
  });

  it('E6 writes a value again whose file was cut short', async () => {
    const blobs = store();
    const stored = await blobs.put(big());
    writeFileSync(fileOf(blobs, stored), 'short');
    const again = new BlobStore(blobs.folder, files);
    await again.put(big());
    expect(again.get(stored)).toEqual(big());
  });

  it('E24 rejects at a full disk, leaves no half file, and writes the value when there is room', async () => {
    let isFull = true;
    const blobs = store(
      faulty({
        write: (fd, bytes) => {
          if (!isFull) return files.write(fd, bytes);
          files.write(fd, bytes.subarray(0, 10));
          throw systemError('ENOSPC');
        },
      }),
    );
    await expect(blobs.put(big())).rejects.toMatchObject({ kind: 'storage_failure', code: 'disk_full' });
    expect(readdirSync(blobs.folder)).toEqual([]);
    isFull = false;
    expect(blobs.get(await blobs.put(big()))).toEqual(big());
  });
});

describe('reuse', () => {
  it('E4 links a value of another run, so that it is on the disk once and outlives that run', async () => {
    const [parent, fork] = [store(), store()];
    const stored = await parent.put(big());
    await fork.linkFrom(parent, stored);
    await fork.linkFrom(parent, stored);
    expect(statSync(fileOf(fork, stored)).ino).toBe(statSync(fileOf(parent, stored)).ino);
    rmSync(parent.folder, { recursive: true });
    expect(fork.get(stored)).toEqual(big());
  });

  it('E4 copies a value where there are no hard links', async () => {
    const parent = store();
    const fork = store(
      faulty({
        link: () => {
          throw systemError('EXDEV');
        },
      }),
    );
    const stored = await parent.put(big());
    await fork.linkFrom(parent, stored);
    expect(statSync(fileOf(fork, stored)).ino).not.toBe(statSync(fileOf(parent, stored)).ino);
    expect(fork.get(stored)).toEqual(big());
  });

  it('E4 says that the other run does not have the value', async () => {
    const [parent, fork] = [store(), store()];
    await expect(fork.linkFrom(parent, { blob: 'a'.repeat(64), sizeBytes: 5000 })).rejects.toMatchObject({
      kind: 'storage_failure',
      code: 'missing',
    });
    await fork.linkFrom(parent, { inline: 1 });
  });
});
