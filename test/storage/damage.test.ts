// Files that were damaged in any way: what is read is true, or the reader says that it is not.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunnableConfig } from '@langchain/core/runnables';
import type { Checkpoint, CheckpointTuple } from '@langchain/langgraph-checkpoint';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StepglassError } from '../../shared/errors.ts';
import type { Fact } from '../../shared/facts.ts';
import { FileCheckpointSaver } from '../../electron/storage/checkpoints/checkpoint-saver.ts';
import { DataFolder } from '../../electron/storage/data-folder.ts';
import { Journal } from '../../electron/storage/journal/journal.ts';
import { readJournal } from '../../electron/storage/journal/read-journal.ts';
import { files, now, tempFolder, warning } from './support.ts';

type Damage = (bytes: Buffer) => Buffer;

const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
/** Bits flipped, stretches cut out, doubled, zeroed, swapped, or the end lost. */
const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.tuple(place, fc.integer({ min: 1, max: 255 })).map(
    ([at, mask]): Damage =>
      (bytes) => {
        const copy = Buffer.from(bytes);
        const index = Math.floor(at * copy.length);
        copy[index] = (copy[index] ?? 0) ^ mask;
        return copy;
      },
  ),
  fc.tuple(place, place, fc.constantFrom('cut', 'double', 'zero')).map(
    ([a, b, how]): Damage =>
      (bytes) => {
        const [from, to] = [a, b].map((at) => Math.floor(at * bytes.length)).sort((x, y) => x - y) as [number, number];
        const middle = {
          cut: Buffer.alloc(0),
          double: Buffer.concat([bytes.subarray(from, to), bytes.subarray(from, to)]),
          zero: Buffer.alloc(to - from),
        }[how];
        return Buffer.concat([bytes.subarray(0, from), middle, bytes.subarray(to)]);
      },
  ),
  place.map(
    (at): Damage =>
      (bytes) =>
        bytes.subarray(0, Math.floor(at * bytes.length)),
  ),
  fc.tuple(place, place).map(
    ([a, b]): Damage =>
      (bytes) => {
        const lines = bytes.toString('latin1').split('\n');
        const [i, j] = [Math.floor(a * lines.length), Math.floor(b * lines.length)];
        [lines[i], lines[j]] = [lines[j] ?? '', lines[i] ?? ''];
        return Buffer.from(lines.join('\n'), 'latin1');
      },
  ),
);

describe('a damaged journal', () => {
  it('E6 is refused, or read as a beginning of what was written, never as something else', async () => {
    const folder = new DataFolder(tempFolder(), { files, now });
    const run = await folder.create('r1');
    const journal = Journal.open(run.journalPath, { files, now });
    const written: Fact[] = [];
    for (let at = 0; at < 12; at += 1) {
      const batch = [1, 2, 3].map((part) => journal.append(warning(`${at}.${part} ünïcode`), { durable: part === 3 }));
      await Promise.all(batch.map(({ written: done }) => done));
      written.push(...batch.map(({ fact }) => fact));
    }
    await journal.close();
    const whole = readFileSync(run.journalPath);
    let [refused, cut] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (damages) => {
        const bytes = damages.reduce<Buffer>((before, change) => change(before), whole);
        writeFileSync(run.journalPath, bytes);
        const [listed] = await folder.runs();
        try {
          const { facts } = readJournal(run.journalPath);
          expect(facts).toEqual(written.slice(0, facts.length));
          if (facts.length === 0) expect(bytes).toHaveLength(0);
          cut += 1;
        } catch (error) {
          if (!(error instanceof StepglassError)) throw error;
          expect(error).toMatchObject({ kind: 'storage_failure', code: 'journal_damaged' });
          expect(listed).toMatchObject({ run: 'r1', status: 'damaged', problem: error.message });
          refused += 1;
        }
        expect(readFileSync(run.journalPath).equals(bytes)).toBe(true);
      }),
      { numRuns: 250 },
    );
    expect(Math.min(refused, cut)).toBeGreaterThan(10);
  });
});

describe('a damaged checkpoint file', () => {
  it('E10 gives only checkpoints that were put, and takes new ones', async () => {
    const path = join(tempFolder(), 'checkpoints.log');
    const saver = new FileCheckpointSaver(path, { files });
    const put = async (to: FileCheckpointSaver, config: RunnableConfig, at: number): Promise<RunnableConfig> => {
      const checkpoint: Checkpoint = {
        v: 4,
        id: `id-${String(at).padStart(4, '0')}`,
        ts: '',
        channel_values: Object.fromEntries(
          Array.from({ length: at }, (_, channel) => [`c${channel}`, `value ${channel}`]),
        ),
        channel_versions: Object.fromEntries(Array.from({ length: at }, (_, channel) => [`c${channel}`, 1])),
        versions_seen: { [`n${at % 3}`]: { c0: at } },
      };
      return to.put(config, checkpoint, { source: 'loop', step: at, parents: {} }, { [`c${at - 1}`]: 1 });
    };
    const list = async (from: FileCheckpointSaver): Promise<readonly CheckpointTuple[]> => {
      const tuples: CheckpointTuple[] = [];
      for await (const tuple of from.list({})) tuples.push(tuple);
      return tuples;
    };
    let config: RunnableConfig = { configurable: { thread_id: 't', checkpoint_ns: '' } };
    for (let at = 1; at <= 80; at += 1) {
      config = await put(saver, config, at);
      await saver.putWrites(config, [['c0', at]], 'task');
    }
    // Writes are lines of their own: one that is lost is lost, a checkpoint is whole without it.
    const originals = new Map(
      (await list(saver)).map(({ pendingWrites: _writes, ...tuple }) => [tuple.checkpoint.id, tuple]),
    );
    saver.close();
    const whole = readFileSync(path);
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 2 }), async (damages) => {
        writeFileSync(
          path,
          damages.reduce<Buffer>((before, change) => change(before), whole),
        );
        const reopened = new FileCheckpointSaver(path, { files });
        for (const { pendingWrites: _writes, ...tuple } of await list(reopened))
          expect(tuple).toEqual(originals.get(tuple.checkpoint.id));
        const fresh = await put(reopened, { configurable: { thread_id: 'new', checkpoint_ns: '' } }, 1);
        reopened.close();
        expect(await new FileCheckpointSaver(path, { files }).getTuple(fresh)).toMatchObject({
          checkpoint: { channel_values: { c0: 'value 0' } },
        });
      }),
      { numRuns: 60 },
    );
  });
});
