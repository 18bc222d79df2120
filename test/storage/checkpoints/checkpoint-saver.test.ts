import { appendFileSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RunnableConfig } from '@langchain/core/runnables';
import type { Checkpoint, CheckpointMetadata, CheckpointTuple } from '@langchain/langgraph-checkpoint';
import { uuid6 } from '@langchain/langgraph-checkpoint';
import { describe, expect, it } from 'vitest';
import type { PutCheckpoint } from '../../../electron/storage/checkpoints/checkpoint-saver.ts';
import { FileCheckpointSaver } from '../../../electron/storage/checkpoints/checkpoint-saver.ts';
import { encodeCheckedLine } from '../../../electron/storage/files/checked-line.ts';
import type { FileLayer } from '../../../electron/storage/files/file-layer.ts';
import { faulty, files, startChild, systemError, tempFolder } from '../support.ts';

const metadata: CheckpointMetadata = { source: 'loop', step: 1, parents: {} };
const THREAD: RunnableConfig = { configurable: { thread_id: 't', checkpoint_ns: '' } };
const newFile = (): string => join(tempFolder(), 'checkpoints.log');
const open = (path: string, layer: FileLayer = files): FileCheckpointSaver =>
  new FileCheckpointSaver(path, { files: layer });

/** Puts a chain: each checkpoint changes `last` and brings one channel of its own. */
async function chain(
  saver: FileCheckpointSaver,
  count: number,
  value: unknown = 'value',
): Promise<readonly RunnableConfig[]> {
  const configs: RunnableConfig[] = [];
  const held: Checkpoint = {
    v: 4,
    id: '',
    ts: '2026-01-01T00:00:00.000Z',
    channel_values: {},
    channel_versions: {},
    versions_seen: {},
  };
  for (let at = 1; at <= count; at += 1) {
    const newVersions = { last: at, [`step${at}`]: 1 };
    Object.assign(held, { id: uuid6(0) });
    Object.assign(held.channel_values, { last: at, [`step${at}`]: value });
    Object.assign(held.channel_versions, newVersions);
    held.versions_seen[`node${at}`] = { last: at };
    configs.push(await saver.put(configs.at(-1) ?? THREAD, structuredClone(held), metadata, newVersions));
  }
  return configs;
}

async function listed(saver: FileCheckpointSaver): Promise<readonly CheckpointTuple[]> {
  const tuples: CheckpointTuple[] = [];
  for await (const tuple of saver.list({})) tuples.push(tuple);
  return tuples;
}

const ids = (tuples: readonly { readonly config: RunnableConfig }[]): readonly unknown[] =>
  tuples.map(({ config }) => config.configurable?.['checkpoint_id']);
const offsets = (path: string): readonly number[] => {
  const bytes = readFileSync(path);
  return [0, ...[...bytes.keys()].filter((at) => bytes[at] === 10).map((at) => at + 1)];
};

describe('the file', () => {
  it('E10 takes a checkpoint when what goes before it is over, and what follows behind it', async () => {
    const path = newFile();
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const saver = new FileCheckpointSaver(path, { files, beforePut: () => gate });
    const put = chain(saver, 1);
    const config = { configurable: { thread_id: 't', checkpoint_id: 'later' } };
    const writes = saver.putWrites(config, [['channel', 1]], 'task');
    await new Promise((resolve) => setImmediate(resolve));
    expect(existsSync(path)).toBe(false);
    open();
    await Promise.all([put, writes]);
    const types = readFileSync(path, 'utf8').match(/"type":"(checkpoint|writes)"/g);
    expect(types).toEqual(['"type":"checkpoint"', '"type":"writes"']);
  });

  it('E10 is read in another process as it was written', { timeout: 30_000 }, async () => {
    const saver = open(newFile());
    const configs = await chain(saver, 70);
    await saver.putWrites(configs[69]!, [['last', 1]], 'task');
    const child = await startChild('list-checkpoints', [saver.path]);
    expect(JSON.parse((await child.line()) ?? '')).toEqual(JSON.parse(JSON.stringify(await listed(saver))));
    expect(await child.exited).toBe(0);
  });

  it('E10 goes on after a reopen', async () => {
    const first = open(newFile());
    const [config] = await chain(first, 1);
    first.close();
    const second = open(first.path);
    const next: Checkpoint = {
      v: 4,
      id: uuid6(0),
      ts: '',
      channel_values: { last: 2, step1: 'value' },
      channel_versions: { last: 2, step1: 1 },
      versions_seen: {},
    };
    await second.put(config!, next, metadata, { last: 2 });
    expect((await open(first.path).getTuple(THREAD))?.checkpoint).toEqual(next);
  });

  it('E10 writes each value once, whatever it is carried through', async () => {
    const saver = open(newFile());
    await chain(saver, 200, 'x'.repeat(10_000));
    const { size } = statSync(saver.path);
    expect(size).toBeGreaterThan(2_000_000);
    expect(size).toBeLessThan(1.2 * 2_000_000);
  });

  it('E10 writes a complete record every 64', async () => {
    const saver = open(newFile());
    await chain(saver, 200);
    const records = readFileSync(saver.path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line.slice(9)) as { base?: number | null });
    const complete = records.flatMap(({ base }, at) => (base === null ? [at] : []));
    expect(complete).toEqual([1, 65, 129, 193]);
  });

  it('E10 tells what each put has added', async () => {
    const puts: PutCheckpoint[] = [];
    const saver = new FileCheckpointSaver(newFile(), { files, onPut: (put) => puts.push(put) });
    const configs = await chain(saver, 3);
    expect(puts.map(({ checkpoint }) => checkpoint.id)).toEqual(ids(configs.map((config) => ({ config }))));
    const header = offsets(saver.path)[1]!;
    expect(puts.reduce((sum, { sizeBytes }) => sum + sizeBytes, header)).toBe(statSync(saver.path).size);
  });

  it('E10 is on the disk after a sync, not before', async () => {
    const events: string[] = [];
    const saver = open(
      newFile(),
      faulty({
        syncData: (fd) => {
          events.push('data');
          return files.syncData(fd);
        },
        syncFolder: (path) => {
          events.push('folder');
          return files.syncFolder(path);
        },
      }),
    );
    await chain(saver, 3);
    expect(events).toEqual([]);
    await saver.sync();
    await saver.sync();
    expect(events).toEqual(['data', 'folder']);
  });

  it('E10 makes no file before the first put', async () => {
    const saver = open(newFile());
    expect(await saver.getTuple(THREAD)).toBeUndefined();
    await saver.sync();
    saver.close();
    expect(existsSync(saver.path)).toBe(false);
  });

  it('E10 ignores *.tmp beside it', async () => {
    const saver = open(newFile());
    await chain(saver, 2);
    writeFileSync(`${saver.path}.4711-1.tmp`, 'half a file');
    expect(await listed(open(saver.path))).toHaveLength(2);
    expect(open(saver.path).warnings).toEqual([]);
  });
});

describe('damage', () => {
  it('E10 loses the last checkpoint at most when it is cut at any byte of it, and goes on', async () => {
    const saver = open(newFile());
    const configs = await chain(saver, 3);
    const whole = readFileSync(saver.path);
    const last = offsets(saver.path).at(-2)!;
    for (let cut = last; cut < whole.length; cut += 3) {
      writeFileSync(saver.path, whole.subarray(0, cut));
      const again = open(saver.path);
      expect((await again.getTuple(THREAD))?.config).toEqual(configs[1]);
      await again.putWrites(configs[1]!, [['last', 'next']], 'task');
      again.close();
      const reread = open(saver.path);
      expect(reread.warnings).toEqual([]);
      expect((await reread.getTuple(THREAD))?.pendingWrites).toEqual([['task', 'last', 'next']]);
    }
  });

  it('E10 leaves out a damaged entry and what builds on it, says so, and keeps the rest', async () => {
    const saver = open(newFile());
    const configs = await chain(saver, 150);
    const bytes = readFileSync(saver.path);
    const damagedAt = offsets(saver.path)[101]!;
    bytes[damagedAt + 30] = bytes[damagedAt + 30]! ^ 1;
    writeFileSync(saver.path, bytes);
    const again = open(saver.path);
    const left = ids((await listed(again)).toReversed());
    const all = ids(configs.map((config) => ({ config })));
    expect(left).toEqual(all.slice(0, 100));
    expect(again.warnings[0]).toContain(
      `${saver.path}: 50 checkpoint records cannot be read (the first at byte ${damagedAt})`,
    );
    expect((await again.getTuple(THREAD))?.checkpoint.channel_values['last']).toBe(100);
  });

  it('E10 keeps every other entry when a newline is damaged', async () => {
    const saver = open(newFile());
    await chain(saver, 2);
    const other = { configurable: { thread_id: 'other', checkpoint_ns: '' } };
    await saver.put(
      other,
      { v: 4, id: uuid6(0), ts: '', channel_values: { a: 1 }, channel_versions: { a: 1 }, versions_seen: {} },
      metadata,
      { a: 1 },
    );
    const bytes = readFileSync(saver.path);
    bytes[offsets(saver.path)[2]! - 1] = 32;
    writeFileSync(saver.path, bytes);
    expect((await open(saver.path).getTuple(other))?.checkpoint.channel_values).toEqual({ a: 1 });
  });

  it('E10 refuses a newer format by name', async () => {
    const path = newFile();
    writeFileSync(path, encodeCheckedLine('{"type":"checkpoints","format":2}'));
    expect(() => open(path)).toThrow('the checkpoints have format 2, this release reads up to 1');
    expect(() => open(path)).toThrow(expect.objectContaining({ kind: 'storage_failure', code: 'newer_format' }));
  });

  it('E10 reads a file whose first line is damaged', async () => {
    const saver = open(newFile());
    await chain(saver, 2);
    const bytes = readFileSync(saver.path);
    bytes[3] = bytes[3]! ^ 1;
    writeFileSync(saver.path, bytes);
    expect(await listed(open(saver.path))).toHaveLength(2);
  });
});

describe('failure to persist', () => {
  it('E24 stops for good at a full disk', async () => {
    let isFull = false;
    const saver = open(
      newFile(),
      faulty({
        write: (fd, bytes) => {
          if (!isFull) return files.write(fd, bytes);
          files.write(fd, bytes.subarray(0, 20));
          throw systemError('ENOSPC');
        },
      }),
    );
    const [config] = await chain(saver, 1);
    isFull = true;
    await expect(saver.putWrites(config!, [['a', 1]], 'task')).rejects.toMatchObject({
      kind: 'storage_failure',
      code: 'disk_full',
    });
    isFull = false;
    await expect(chain(saver, 1)).rejects.toMatchObject({ code: 'disk_full' });
    await expect(saver.sync()).rejects.toMatchObject({ code: 'disk_full' });
    expect(await listed(open(saver.path))).toHaveLength(1);
  });

  it('E9 stops without writing when another process has written', async () => {
    const first = open(newFile());
    const [config] = await chain(first, 1);
    const second = open(first.path);
    await first.putWrites(config!, [['a', 1]], 'task');
    const before = readFileSync(first.path);
    await expect(second.putWrites(config!, [['b', 1]], 'task')).rejects.toMatchObject({ code: 'checkpoints_changed' });
    expect(readFileSync(first.path)).toEqual(before);
  });

  it('E24 notices that its folder has vanished', async () => {
    const saver = open(newFile());
    const [config] = await chain(saver, 1);
    rmSync(dirname(saver.path), { recursive: true });
    await expect(saver.putWrites(config!, [['a', 1]], 'task')).rejects.toMatchObject({ code: 'missing' });
  });

  it('E10 never cuts what was written after it had read', async () => {
    const saver = open(newFile());
    await chain(saver, 1);
    const late = open(saver.path);
    appendFileSync(saver.path, 'something else');
    await expect(late.putWrites(THREAD, [['a', 1]], 'task')).rejects.toThrow('checkpoint_id');
    await expect(chain(late, 1)).rejects.toMatchObject({ code: 'checkpoints_changed' });
    expect(readFileSync(saver.path, 'utf8')).toContain('something else');
  });

  it('E10 refuses a put without a thread, and writes without a checkpoint', async () => {
    const saver = open(newFile());
    const checkpoint: Checkpoint = {
      v: 4,
      id: 'x',
      ts: '',
      channel_values: {},
      channel_versions: {},
      versions_seen: {},
    };
    await expect(saver.put({}, checkpoint, metadata, {})).rejects.toThrow('no "thread_id"');
  });
});
