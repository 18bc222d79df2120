import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Journal } from '../../../electron/storage/journal/journal.ts';
import { readJournal } from '../../../electron/storage/journal/read-journal.ts';
import { faulty, files, startChild, systemError, warning } from '../support.ts';
import { DURABLE, emptyJournal, journalOf, numbers, open, WRITTEN } from './journal-support.ts';

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
