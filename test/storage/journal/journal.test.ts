import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FileLayer } from '../../../electron/storage/files/file-layer.ts';
import { Journal } from '../../../electron/storage/journal/journal.ts';
import { readJournal, readJournalInParts } from '../../../electron/storage/journal/read-journal.ts';
import { faulty, files, gate, now, warning } from '../support.ts';
import { DURABLE, emptyJournal, journalOf, numbers, open, WRITTEN } from './journal-support.ts';

describe('what is written is read', () => {
  it('E6 reads back what was appended, numbered from 1, with times', async () => {
    const path = emptyJournal();
    const journal = open(path);
    const { fact, written } = journal.append(warning('grüße\n\u2028 "quoted"'), DURABLE);
    await written;
    expect(fact).toEqual({
      n: 1,
      at: '2026-01-01T00:00:00.000Z',
      type: 'warning',
      code: 'test',
      message: 'grüße\n\u2028 "quoted"',
    });
    expect(readJournal(path).facts).toEqual([fact]);
    expect(JSON.stringify(readJournal(path).facts[0])).toBe(JSON.stringify(fact));
    await journal.close();
  });

  it('E6 goes on numbering after a reopen', async () => {
    const path = await journalOf(3);
    const journal = open(path);
    expect(journal.facts.map((fact) => fact.n)).toEqual([1, 2, 3]);
    await journal.append(warning('four'), DURABLE).written;
    await journal.close();
    expect(numbers(path)).toEqual([1, 2, 3, 4]);
  });

  it('E6 keeps lines in the order of the calls, durable or not', async () => {
    const path = emptyJournal();
    const journal = open(path);
    const appended = Array.from({ length: 50 }, (_, at) => journal.append(warning(`${at}`), { durable: at % 3 === 0 }));
    await Promise.all(appended.map(({ written }) => written));
    await journal.close();
    expect(readJournal(path).facts).toEqual(appended.map(({ fact }) => fact));
  });

  it('E8 reads back the processes that attempts have started', async () => {
    const path = emptyJournal();
    const journal = open(path);
    const process = {
      type: 'process.started',
      step: 'a',
      attempt: 2,
      pid: 4711,
      startedAt: '123456',
      marker: 'b7a6',
    } as const;
    await journal.append(process, WRITTEN).written;
    await journal.close();
    expect(readJournal(path).facts[0]).toMatchObject(process);
  });

  it('E6 reads a journal in parts as it does at once', async () => {
    const path = emptyJournal();
    const journal = open(path);
    for (let at = 0; at < 20; at += 1) journal.append(warning('x'.repeat(150_000)), WRITTEN);
    await journal.close();
    expect(await readJournalInParts(path)).toEqual(readJournal(path));
    expect(numbers(path)).toHaveLength(20);
  });

  it('E6 opens with facts that were read in parts', async () => {
    const path = await journalOf(2);
    const journal = Journal.open(path, { files, now, contents: await readJournalInParts(path) });
    expect(journal.n).toBe(2);
    await journal.close();
  });
});

describe('group write and group fsync', () => {
  /** A layer whose fsyncs wait for a gate each, and that counts writes. */
  function gated(): { layer: FileLayer; syncs: ReturnType<typeof gate>[]; writes: string[] } {
    const syncs: ReturnType<typeof gate>[] = [];
    const writes: string[] = [];
    const layer = faulty({
      syncData: () => {
        const next = gate();
        syncs.push(next);
        return next.passed;
      },
      write: (fd, bytes) => {
        writes.push(Buffer.from(bytes).toString());
        return files.write(fd, bytes);
      },
    });
    return { layer, syncs, writes };
  }
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('E5 writes the lines of one turn with one write and one fsync', async () => {
    const { layer, syncs, writes } = gated();
    const journal = open(emptyJournal(), layer);
    const all = [1, 2, 3].map((at) => journal.append(warning(`${at}`), DURABLE).written);
    await turn();
    expect([writes.length, syncs.length]).toEqual([1, 1]);
    syncs[0]!.open();
    await Promise.all(all);
  });

  it('E5 resolves a durable line only after the fsync, a plain one after the write', async () => {
    const { layer, syncs } = gated();
    const journal = open(emptyJournal(), layer);
    const events: string[] = [];
    const durable = journal.append(warning('durable'), DURABLE).written.then(() => events.push('durable'));
    await journal.append(warning('plain'), WRITTEN).written.then(() => events.push('plain'));
    await turn();
    expect(events).toEqual(['plain']);
    syncs[0]!.open();
    await durable;
    expect(events).toEqual(['plain', 'durable']);
  });

  it('E6 writes lines during an fsync, whose durable ones share the next', async () => {
    const { layer, syncs, writes } = gated();
    const journal = open(emptyJournal(), layer);
    const first = journal.append(warning('1'), DURABLE).written;
    await turn();
    const later = [journal.append(warning('2'), DURABLE).written];
    await turn();
    later.push(journal.append(warning('3'), DURABLE).written);
    await turn();
    expect([writes.length, syncs.length]).toEqual([3, 1]);
    syncs[0]!.open();
    await first;
    await turn();
    expect(syncs).toHaveLength(2);
    syncs[1]!.open();
    await Promise.all(later);
    expect(syncs).toHaveLength(2);
  });

  it('E6 says in each line which one is known to be on the disk', async () => {
    const { layer, syncs, writes } = gated();
    const journal = open(emptyJournal(), layer);
    const synced = (): unknown => (JSON.parse(writes.at(-1)!.slice(9)) as { synced: number }).synced;
    const first = journal.append(warning('1'), DURABLE).written;
    await turn();
    await journal.append(warning('2'), WRITTEN).written;
    expect(synced()).toBe(0);
    syncs[0]!.open();
    await first;
    await journal.append(warning('3'), WRITTEN).written;
    expect(synced()).toBe(1);
  });

  it('E7 fsyncs once what it has read, before anything is built on it', async () => {
    const path = await journalOf(2);
    const synced: number[] = [];
    const journal = open(
      path,
      faulty({
        syncDataNow: (fd) => {
          synced.push(fd);
          files.syncDataNow(fd);
        },
      }),
    );
    expect(synced).toHaveLength(1);
    await journal.append(warning('3'), WRITTEN).written;
    await journal.close();
    expect(readFileSync(path, 'utf8').split('\n')[2]).toContain('"synced":2');
  });
});
