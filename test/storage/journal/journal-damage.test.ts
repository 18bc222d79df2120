import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodeJournalLine } from '../../../electron/storage/journal/journal-lines.ts';
import { readJournal } from '../../../electron/storage/journal/read-journal.ts';
import { faulty, tempFolder, warning } from '../support.ts';
import { DURABLE, emptyJournal, journalOf, numbers, open } from './journal-support.ts';

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
      // what is written is the subject here, not when it is on the disk
      const reopened = open(path, faulty({ syncDataNow: () => undefined, syncData: () => Promise.resolve() }));
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
