import { describe, expect, it } from 'vitest';
import type { LogChunk } from '../../../shared/api/answers.ts';
import type { Fact } from '../../../shared/facts.ts';
import { LogBook, type LogShelf } from '../../../renderer/logs/log-book.ts';
import { logAsText } from '../../../renderer/logs/log-download.ts';
import { until } from '../helpers/make-parts.ts';
import { ordersRun, RUN_A } from '../helpers/scenarios.ts';

const started = (step: string, n: number, attempt = 1): Fact => ({
  n,
  at: '2026-01-01T00:00:00.000Z',
  type: 'step.started',
  step,
  attempt,
  parameters: null,
  reads: [],
});

/** Something is in every log. */
const full: LogShelf['sizes'] = async ({ attempts }) => attempts.map(() => 1);

/** A log that grows: each read gives one record of what was written since. */
function growing() {
  const written = new Map<string, string[]>();
  const reads: string[] = [];
  const measured: number[] = [];
  const sizes: LogShelf['sizes'] = async ({ attempts }) => {
    measured.push(attempts.length);
    return attempts.map(({ step, attempt }) => written.get(`${step} ${attempt}`)?.length ?? 0);
  };
  const read: LogShelf['read'] = async ({ step, attempt, offset }) => {
    reads.push(`${step} ${attempt} ${offset}`);
    const all = written.get(`${step} ${attempt}`) ?? [];
    const records = all
      .slice(offset)
      .map((text) => ({ at: '2026-01-01T00:00:01.000Z', stream: 'stdout' as const, text }));
    return { records, nextOffset: all.length, totalBytes: all.length };
  };
  const book = new LogBook({ read, sizes });
  return {
    book,
    reads,
    measured,
    write: (key: string, text: string) => written.set(key, [...(written.get(key) ?? []), text]),
  };
}

describe('the log of a run', () => {
  it('M14 reads nothing while nobody looks', async () => {
    const { book, reads } = growing();
    book.follow('r', [started('a', 1)]);
    await Promise.resolve();
    expect(reads).toEqual([]);
  });

  it('M14 reads on from where it stopped when output is signalled', async () => {
    const { book, reads, write } = growing();
    write('a 1', 'one\n');
    book.subscribe(() => undefined);
    book.follow('r', [started('a', 1)]);
    await until(() => book.lines.length === 1 && !book.reading, 'the first line is read');
    write('a 1', 'two\n');
    book.hear([{ type: 'output', run: 'r', step: 'a', attempt: 1, offset: 2 }]);
    await until(() => book.lines.length === 2, 'the second line is read');
    expect(reads).toEqual(['a 1 0', 'a 1 1']);
  });

  it('M14 asks of many attempts at once which have written something, and reads only those', async () => {
    const { book, reads, measured, write } = growing();
    write('s700 1', 'one\n');
    book.subscribe(() => undefined);
    book.follow(
      'r',
      Array.from({ length: 1200 }, (_, i) => started(`s${i}`, i + 1)),
    );
    await until(() => !book.reading, 'everything is known');
    expect(measured).toEqual([500, 500, 200]);
    expect(reads).toEqual(['s700 1 0']);
  });

  it('M21 asks at once for the first attempts, and a moment later for all that began and ended meanwhile', async () => {
    const asked: number[] = [];
    const rests: (() => void)[] = [];
    const shelf: LogShelf = {
      read: () => Promise.reject(new Error('nothing is there')),
      sizes: async ({ attempts }) => {
        asked.push(attempts.length);
        return attempts.map(() => 0);
      },
    };
    const book = new LogBook(shelf, (act) => rests.push(act));
    book.subscribe(() => undefined);
    const facts: Fact[] = [];
    for (let n = 1; n <= 30; n += 1) {
      facts.push(started(`s${n}`, n));
      book.follow('r', facts);
      await Promise.resolve();
    }
    await until(() => rests.length === 1, 'the first question is asked');
    expect(asked).toEqual([1]);
    rests[0]?.();
    await until(() => !book.reading, 'everything is known');
    expect(asked).toEqual([1, 29]);
  });

  it('says when the sizes of logs cannot be asked', async () => {
    const book = new LogBook({
      read: () => Promise.reject(new Error('read')),
      sizes: () => Promise.reject(new Error('gone')),
    });
    book.subscribe(() => undefined);
    book.follow('r', [started('a', 1)]);
    await until(() => book.error !== null && !book.reading, 'the error is known');
    expect(book.error).toEqual(new Error('gone'));
  });

  it('M14 asks for so much at once that it holds some thousand lines, however short they are', async () => {
    const size = 3_000_000;
    const asked: number[] = [];
    const most = { lines: 0 };
    const read: LogShelf['read'] = async ({ offset, maxBytes }) => {
      asked.push(maxBytes);
      const bytes = Math.min(maxBytes, size - offset);
      // Two letters a line in the first half, a thousand in the second.
      const text = (offset < size / 2 ? 'x\n' : `${'y'.repeat(999)}\n`).repeat(1 + bytes / 1000).slice(0, bytes);
      return {
        records: [{ at: '2026-01-01T00:00:01.000Z', stream: 'stdout' as const, text }],
        nextOffset: offset + bytes,
        totalBytes: size,
      };
    };
    const book = new LogBook({ read, sizes: full });
    let before = 0;
    book.subscribe(() => {
      most.lines = Math.max(most.lines, book.lines.length - before);
      before = book.lines.length;
    });
    book.follow('r', [started('a', 1)]);
    await until(() => !book.reading, 'all of it is read');
    expect(most.lines).toBeLessThan(40_000);
    expect(Math.min(...asked)).toBe(64 * 1024);
    expect(Math.max(...asked)).toBe(512 * 1024);
  });

  it('M14 tells when a log was read to its end and holds nothing', async () => {
    const { book } = growing();
    const told: boolean[] = [];
    book.subscribe(() => told.push(book.reading));
    book.follow('r', [started('a', 1)]);
    told.length = 0;
    await until(() => told.at(-1) === false, 'the end is told');
    expect(book.lines).toEqual([]);
  });

  it('M14 reads the rest of an attempt that has ended, though no signal came', async () => {
    const { book, write } = growing();
    book.subscribe(() => undefined);
    const facts: Fact[] = [started('a', 1)];
    book.follow('r', facts);
    await until(() => !book.reading, 'nothing is there');
    write('a 1', 'late\n');
    facts.push({
      n: 2,
      at: '2026-01-01T00:00:02.000Z',
      type: 'step.cancelled',
      step: 'a',
      attempt: 1,
      durationMs: 1,
      consequences: [],
    });
    book.follow('r', facts);
    await until(() => book.lines.length === 1, 'the late line is read');
  });

  it('forgets the lines of another run, also those that arrive late', async () => {
    let answer: ((chunk: LogChunk) => void) | null = null;
    const book = new LogBook({ read: () => new Promise((resolve) => (answer = resolve)), sizes: full });
    book.subscribe(() => undefined);
    book.follow('r', [started('a', 1)]);
    await until(() => answer !== null, 'the log is asked for');
    book.follow('other', []);
    const record = { at: '2026-01-01T00:00:01.000Z', stream: 'stdout' as const, text: 'late\n' };
    (answer as ((chunk: LogChunk) => void) | null)?.({ records: [record], nextOffset: 1, totalBytes: 1 });
    await Promise.resolve();
    expect(book.lines).toEqual([]);
  });

  it('says when a log cannot be read', async () => {
    const book = new LogBook({ read: () => Promise.reject(new Error('gone')), sizes: full });
    book.subscribe(() => undefined);
    book.follow('r', [started('a', 1)]);
    await until(() => book.error !== null, 'the error is known');
    expect(book.error).toEqual(new Error('gone'));
  });

  it('M14 holds every line of a run in order, and gives it as a file', async () => {
    const { recording } = ordersRun('failed');
    const read: LogShelf['read'] = async ({ step, attempt, offset }) => {
      const records = recording.logs.get(`${step} ${attempt}`) ?? [];
      return { records: records.slice(offset), nextOffset: records.length, totalBytes: records.length };
    };
    const book = new LogBook({ read, sizes: full });
    book.subscribe(() => undefined);
    book.follow(RUN_A, recording.facts);
    await until(() => !book.reading, 'everything is read');
    expect(book.lines.map((line) => line.at)).toEqual(book.lines.map((line) => line.at).toSorted((a, b) => a - b));
    expect(logAsText(book.lines, 'clean')).toMatch(/^\S+Z clean 1 stdout reading 1,204 rows\n/);
  });
});
