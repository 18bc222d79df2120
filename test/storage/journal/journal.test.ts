import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { FileLayer } from '../../../electron/storage/files/file-layer.ts';
import { Journal } from '../../../electron/storage/journal/journal.ts';
import { encodeJournalLine } from '../../../electron/storage/journal/journal-lines.ts';
import { readJournal, readJournalInParts } from '../../../electron/storage/journal/read-journal.ts';
import { faulty, files, gate, now, startChild, systemError, tempFolder, warning } from '../support.ts';

const DURABLE = { durable: true };
const WRITTEN = { durable: false };

function emptyJournal(): string {
  const path = join(tempFolder(), 'journal.jsonl');
  writeFileSync(path, '');
  return path;
}

async function journalOf(count: number, path = emptyJournal()): Promise<string> {
  const journal = Journal.open(path, { files, now });
  for (let at = 1; at <= count; at += 1) await journal.append(warning(`fact ${at}`), DURABLE).written;
  await journal.close();
  return path;
}

function open(path: string, layer: FileLayer = files): Journal {
  return Journal.open(path, { files: layer, now });
}

const numbers = (path: string): readonly number[] => readJournal(path).facts.map((fact) => fact.n);

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

describe('torn tails and damage', () => {
  it('E6 cuts at every byte of the last batch to a whole line, with a warning of file and offset', async () => {
    const path = await journalOf(2);
    const before = readFileSync(path).length;
    const journal = open(path);
    for (const message of ['three', 'four', 'ünf']) journal.append(warning(message), DURABLE);
    await journal.close();
    const whole = readFileSync(path);
    const ends = [before, ...[...whole.keys()].filter((at) => at >= before && whole[at] === 10).map((at) => at + 1)];
    for (let cut = before; cut < whole.length; cut += 1) {
      writeFileSync(path, whole.subarray(0, cut));
      const good = Math.max(...ends.filter((end) => end <= cut));
      const reopened = open(path);
      expect(reopened.n, `cut at ${cut}`).toBe(2 + ends.indexOf(good));
      expect(reopened.torn?.offset ?? cut).toBe(good);
      if (cut !== good)
        expect(reopened.torn?.warning).toContain(
          `${path} ended in the middle of being written: it is cut at byte ${good}`,
        );
      await reopened.append(warning('next'), DURABLE).written;
      await reopened.close();
      expect(readJournal(path).torn).toBeNull();
    }
  });

  it('E6 reads changes nothing: a torn tail stays until an owner cuts it', async () => {
    const path = await journalOf(2);
    appendFileSync(path, 'deadbeef {"n":3');
    expect(readJournal(path).torn).not.toBeNull();
    expect(readFileSync(path, 'utf8')).toContain('deadbeef');
  });

  it('E6 stops at a flipped byte anywhere before the last synced line, saying where', async () => {
    const path = await journalOf(4);
    const whole = readFileSync(path);
    const lastLine = whole.lastIndexOf(10, whole.length - 2) + 1;
    for (let at = 0; at < lastLine; at += 7) {
      const flipped = Buffer.from(whole);
      flipped[at] = flipped[at]! ^ 1;
      writeFileSync(path, flipped);
      expect(() => open(path), `byte ${at}`).toThrow(
        expect.objectContaining({ kind: 'storage_failure', code: 'journal_damaged', details: { file: path } }),
      );
      expect(readFileSync(path)).toEqual(flipped);
    }
  });

  it('E6 names line and byte of the damage', async () => {
    const path = await journalOf(3);
    const whole = readFileSync(path);
    const second = whole.indexOf(10) + 1;
    whole[second + 20] = 0;
    writeFileSync(path, whole);
    expect(() => readJournal(path)).toThrow(
      `line 2 at byte ${second} is not what was written, and line 3 says that it had reached the disk`,
    );
  });

  it('E6 takes a missing line that was synced for damage', async () => {
    const path = await journalOf(4);
    const lines = readFileSync(path, 'utf8').split('\n');
    lines.splice(1, 1);
    writeFileSync(path, lines.join('\n'));
    expect(() => readJournal(path)).toThrow(expect.objectContaining({ code: 'journal_damaged' }));
  });

  it('E6 cuts bad lines that no later line covers, good ones behind them included', () => {
    const path = emptyJournal();
    const line = (n: number): string =>
      encodeJournalLine({ n, at: '2026-01-01T00:00:00.000Z', type: 'run.started' }, 0);
    const bad = line(2).replace('started', 'stopped');
    writeFileSync(path, line(1) + bad + line(3));
    expect(readJournal(path)).toMatchObject({ facts: [{ n: 1 }], torn: { offset: line(1).length } });
  });

  it('E6 cuts a tail of zeros, as a power failure leaves it', async () => {
    const path = await journalOf(2);
    appendFileSync(path, Buffer.alloc(5000));
    expect(numbers(path)).toEqual([1, 2]);
  });

  it.each([
    ['a torn first line', '1b2c3d4e {"n":1,"sy'],
    ['zeros', '\0\0\0\0'],
    ['another text', 'hello\nworld\n'],
  ])('E6 never reads %s as an empty journal', (_name, text) => {
    const path = emptyJournal();
    writeFileSync(path, text);
    expect(() => open(path)).toThrow(expect.objectContaining({ code: 'journal_damaged' }));
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('E6 refuses a newer format by name', () => {
    const path = emptyJournal();
    const line = encodeJournalLine({ n: 1, at: '2026-01-01T00:00:00.000Z', type: 'run.started' }, 0);
    expect(line).toContain('"format":1');
    writeFileSync(path, reChecksum(line.replace('"format":1', '"format":2')));
    expect(() => open(path)).toThrow('the journal has format 2, this release reads up to 1');
    expect(() => open(path)).toThrow(expect.objectContaining({ code: 'newer_format' }));
  });

  it('E6 says that a journal is missing, and makes none', () => {
    const path = join(tempFolder(), 'journal.jsonl');
    expect(() => open(path)).toThrow(expect.objectContaining({ kind: 'storage_failure', code: 'missing' }));
    expect(existsSync(path)).toBe(false);
  });

  function reChecksum(line: string): string {
    const fact = JSON.parse(line.slice(9)) as { n: number; format: number };
    const json = JSON.stringify(fact);
    return `${crc32(json).toString(16).padStart(8, '0')} ${json}\n`;
  }
});

describe('failure to persist', () => {
  async function expectStopped(journal: Journal, code: string): Promise<void> {
    const first = await journal.append(warning('x'), DURABLE).written.catch((error: unknown) => error);
    expect(first).toMatchObject({ kind: 'storage_failure', code });
    for (const durable of [true, false]) {
      await expect(journal.append(warning('y'), { durable }).written).rejects.toBe(first);
    }
    expect(journal.failure).toBe(first);
    await journal.close();
  }

  it('E24 stops for good at a full disk, and goes on after a reopen', async () => {
    const path = await journalOf(2);
    let isFull = true;
    const journal = open(
      path,
      faulty({
        write: (fd, bytes) => {
          if (!isFull) return files.write(fd, bytes);
          files.write(fd, bytes.subarray(0, 10));
          throw systemError('ENOSPC');
        },
      }),
    );
    await journal.append(warning('half'), WRITTEN).written.catch(() => undefined);
    isFull = false;
    await expectStopped(journal, 'disk_full');
    expect(readJournal(path)).toMatchObject({ facts: [{ n: 1 }, { n: 2 }], torn: {} });
    await journalOf(1, path);
    expect(numbers(path)).toEqual([1, 2, 3]);
  });

  it('E24 finishes a line that the system writes in pieces', async () => {
    const path = emptyJournal();
    const journal = open(path, faulty({ write: (fd, bytes) => files.write(fd, bytes.subarray(0, 7)) }));
    await journal.append(warning('in pieces'), DURABLE).written;
    await journal.close();
    expect(numbers(path)).toEqual([1]);
  });

  it('E24 stops for good when an fsync fails, even if the next one would not', async () => {
    const path = await journalOf(1);
    let fails = 1;
    const journal = open(
      path,
      faulty({ syncData: (fd) => (fails-- > 0 ? Promise.reject(systemError('EIO')) : files.syncData(fd)) }),
    );
    await expectStopped(journal, 'io_failed');
  });

  it('E24 says that a folder is read-only', async () => {
    const path = await journalOf(1);
    const layer = faulty({
      open: () => {
        throw systemError('EROFS');
      },
    });
    expect(() => open(path, layer)).toThrow(expect.objectContaining({ kind: 'storage_failure', code: 'read_only' }));
    expect(() => open(path, layer)).toThrow('make it writable or choose another data folder');
  });

  it('E24 notices that its folder has vanished, where writing would go on into nothing', async () => {
    const path = await journalOf(1);
    const journal = open(path);
    rmSync(path);
    await expectStopped(journal, 'missing');
    expect(existsSync(path)).toBe(false);
  });

  it('E9 notices that another file lies in its place', async () => {
    const path = await journalOf(2);
    const journal = open(path);
    renameSync(path, `${path}.old`);
    writeFileSync(path, readFileSync(`${path}.old`));
    await expectStopped(journal, 'journal_replaced');
  });

  it('E9 stops without writing when another process has written', async () => {
    const path = await journalOf(1);
    const [first, second] = [open(path), open(path)];
    await first.append(warning('mine'), DURABLE).written;
    const before = readFileSync(path);
    await expectStopped(second, 'journal_grew');
    expect(readFileSync(path)).toEqual(before);
    await first.append(warning('mine again'), DURABLE).written;
    await first.close();
  });

  it('E9 stops when its journal has become shorter', async () => {
    const path = await journalOf(2);
    const journal = open(path);
    truncateSync(path, 10);
    await expectStopped(journal, 'journal_damaged');
  });

  it('E24 rejects what is appended after a close', async () => {
    const journal = open(await journalOf(1));
    await journal.close();
    await expect(journal.append(warning('late'), DURABLE).written).rejects.toMatchObject({ code: 'journal_closed' });
    await journal.close();
  });

  it('E5 writes what is queued before it closes, and fsyncs it', async () => {
    const path = emptyJournal();
    let synced = 0;
    const journal = open(
      path,
      faulty({
        syncData: (fd) => {
          synced += 1;
          return files.syncData(fd);
        },
      }),
    );
    const { written } = journal.append(warning('last'), WRITTEN);
    await journal.close();
    await written;
    expect([synced, numbers(path)]).toEqual([1, [1]]);
  });
});

describe('kill -9', () => {
  it('E7 finds every line that was reported as being on the disk', { timeout: 60_000 }, async () => {
    for (const stopAt of [3, 40, 200]) {
      const path = emptyJournal();
      mkdirSync(join(path, '..'), { recursive: true });
      const child = await startChild('append', [path]);
      let reported = 0;
      for (let line = await child.line(); line !== null; line = await child.line()) {
        reported = Math.max(reported, Number(line));
        if (reported >= stopAt) child.process.kill('SIGKILL');
      }
      await child.exited;
      const journal = open(path);
      expect(journal.n).toBeGreaterThanOrEqual(reported);
      expect(journal.facts.map((fact) => fact.n)).toEqual(journal.facts.map((_, at) => at + 1));
      await journal.close();
    }
  });
});
