import { appendFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { followJournal } from '../../../electron/storage/journal/follow-journal.ts';
import { Journal } from '../../../electron/storage/journal/journal.ts';
import { encodeJournalLine } from '../../../electron/storage/journal/journal-lines.ts';
import { faulty, files, now, startChild, tempFolder, warning } from '../support.ts';

function journalFile(): string {
  const path = join(tempFolder(), 'journal.jsonl');
  writeFileSync(path, '');
  return path;
}

const line = (n: number, message = 'x', synced = 0): string =>
  encodeJournalLine({ n, at: '2026-01-01T00:00:00.000Z', type: 'warning', code: 'c', message }, synced);

/** Follows a journal and waits for facts by number. */
function follow(
  path: string,
  options: Partial<Parameters<typeof followJournal>[1]> = {},
): { seen: number[]; until: (n: number) => Promise<void>; end: () => Promise<void>; ended: Promise<void> } {
  const abort = new AbortController();
  const seen: number[] = [];
  let check: () => void = () => undefined;
  const ended = followJournal(path, {
    fromN: 0,
    signal: abort.signal,
    pollMs: 5,
    ...options,
    onFacts: (facts) => {
      expect(facts.length).toBeGreaterThan(0);
      seen.push(...facts.map(({ n }) => n));
      check();
    },
  });
  const until = (n: number): Promise<void> =>
    new Promise((resolve) => {
      check = () => {
        if ((seen.at(-1) ?? 0) >= n) resolve();
      };
      check();
    });
  const end = (): Promise<void> => {
    abort.abort();
    return ended;
  };
  return { seen, until, end, ended };
}

const upTo = (n: number): number[] => Array.from({ length: n }, (_, at) => at + 1);

describe('following a journal', () => {
  it('E19 gives what another process writes, every fact once and in order, until it is ended', {
    timeout: 30_000,
  }, async () => {
    const path = journalFile();
    const watcher = follow(path);
    const child = await startChild('append', [path]);
    await watcher.until(60);
    child.process.kill('SIGKILL');
    await child.exited;
    await watcher.end();
    expect(watcher.seen).toEqual(upTo(watcher.seen.length));
  });

  it('E19 gives only what comes after the number last seen', async () => {
    const path = journalFile();
    writeFileSync(
      path,
      upTo(5)
        .map((n) => line(n))
        .join(''),
    );
    const watcher = follow(path, { fromN: 3 });
    await watcher.until(5);
    await watcher.end();
    expect(watcher.seen).toEqual([4, 5]);
  });

  it('E9 waits for the rest of a line that is being written', async () => {
    const path = journalFile();
    writeFileSync(path, line(1));
    const watcher = follow(path);
    await watcher.until(1);
    const second = line(2, 'ü'.repeat(50));
    for (let at = 0; at < second.length; at += 20) {
      appendFileSync(path, second.slice(at, at + 20));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await watcher.until(2);
    await watcher.end();
    expect(watcher.seen).toEqual([1, 2]);
  });

  it('E9 goes on when the next owner has cut a torn tail and written something else', async () => {
    const path = journalFile();
    writeFileSync(path, line(1) + line(2).slice(0, 40));
    const watcher = follow(path);
    await watcher.until(1);
    const journal = Journal.open(path, { files, now });
    for (const n of [2, 3, 4]) await journal.append(warning(`${n}`), { durable: true }).written;
    await watcher.until(4);
    await watcher.end();
    await journal.close();
    expect(watcher.seen).toEqual(upTo(4));
  });

  it('E19 reads lines of any length, a slice at a time', async () => {
    const path = journalFile();
    writeFileSync(path, line(1, 'x'.repeat(3_500_000)) + line(2, 'y'.repeat(1_200_000)) + line(3));
    let largest = 0;
    const layer = faulty({
      read: (fd, into, position) => {
        largest = Math.max(largest, into.length);
        return files.read(fd, into, position);
      },
    });
    const watcher = follow(path, { files: layer });
    await watcher.until(3);
    await watcher.end();
    expect(largest).toBe(1 << 20);
  });

  it('E9 polls where the system cannot watch', async () => {
    const path = journalFile();
    const watcher = follow(path, { watchFile: () => () => undefined });
    appendFileSync(path, line(1));
    await watcher.until(1);
    await watcher.end();
  });

  it('E9 is woken by the system, without waiting for the next poll', async () => {
    const path = journalFile();
    const watcher = follow(path, { pollMs: 3_600_000 });
    await new Promise((resolve) => setImmediate(resolve));
    appendFileSync(path, line(1));
    await watcher.until(1);
    await watcher.end();
  });

  it('E6 ends with the damage that it finds', async () => {
    const path = journalFile();
    writeFileSync(path, line(1));
    const watcher = follow(path);
    await watcher.until(1);
    appendFileSync(path, line(2).replace('"x"', '"y"') + line(3, 'z', 2));
    await expect(watcher.ended).rejects.toMatchObject({ kind: 'storage_failure', code: 'journal_damaged' });
    expect(readFileSync(path, 'utf8')).toContain('"y"');
  });

  it('E6 ends when the journal becomes shorter than what was given', async () => {
    const path = journalFile();
    writeFileSync(path, line(1) + line(2));
    const watcher = follow(path);
    await watcher.until(2);
    truncateSync(path, line(1).length);
    await expect(watcher.ended).rejects.toMatchObject({ code: 'journal_damaged' });
  });

  it('E24 ends when the journal vanishes', async () => {
    const path = journalFile();
    const watcher = follow(path);
    rmSync(path);
    await expect(watcher.ended).rejects.toMatchObject({ kind: 'storage_failure', code: 'missing' });
  });

  it('E24 ends with what its subscriber throws', async () => {
    const path = journalFile();
    writeFileSync(path, line(1));
    const signal = new AbortController().signal;
    await expect(
      followJournal(path, {
        fromN: 0,
        signal,
        onFacts: () => {
          throw new Error('mine');
        },
      }),
    ).rejects.toThrow('mine');
  });
});
