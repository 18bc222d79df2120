import { appendFileSync, mkdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogStream } from '../../electron/storage/step-logs.ts';
import { StepLogs } from '../../electron/storage/step-logs.ts';
import { faulty, files, START, systemError, tempFolder } from './support.ts';

/** Logs whose clock the test sets. */
function logs(): { readonly logs: StepLogs; at: (ms: number) => void } {
  let ms = 0;
  const folder = join(tempFolder(), 'logs');
  mkdirSync(folder);
  return {
    logs: new StepLogs(folder, { files, now: () => START + ms }),
    at: (next) => {
      ms = next;
    },
  };
}

const ALL = { offset: 0, maxBytes: 1 << 20 };
const text = (pieces: readonly { readonly bytes: Buffer }[]): string =>
  Buffer.concat(pieces.map(({ bytes }) => bytes)).toString();

describe('the log of an attempt', () => {
  it('E4 is a file of its own for each attempt of each step, with the bytes as they came', () => {
    const { logs: all } = logs();
    const [first, second] = [all.open(3, 1), all.open(3, 2)];
    first.write('stdout', '10 %\r20 %\r\n');
    first.write('stderr', Buffer.from([0xff, 0xc3]));
    second.write('log', 'other');
    expect(readFileSync(join(all.folder, '3-1.log'))).toEqual(
      Buffer.concat([Buffer.from('10 %\r20 %\r\n'), Buffer.from([0xff, 0xc3])]),
    );
    expect(readFileSync(join(all.folder, '3-2.log'), 'utf8')).toBe('other');
  });

  it('E19 tells the new length with each write', () => {
    const log = logs().logs.open(1, 1);
    expect(log.write('stdout', 'ü')).toBe(2);
    expect(log.write('stdout', '')).toBe(2);
    expect(log.write('log', 'abc')).toBe(5);
  });

  it('E19 is read by byte offset, also while it is written', () => {
    const { logs: all } = logs();
    const log = all.open(1, 1);
    log.write('stdout', 'hello ');
    const first = all.read(1, 1, ALL);
    log.write('stderr', 'world');
    const second = all.read(1, 1, { offset: first.nextOffset, maxBytes: 100 });
    expect([text(first.pieces), text(second.pieces)]).toEqual(['hello ', 'world']);
    expect(second).toMatchObject({ nextOffset: 11, sizeBytes: 11 });
    expect(all.read(1, 1, { offset: 11, maxBytes: 100 })).toEqual({ pieces: [], nextOffset: 11, sizeBytes: 11 });
  });

  it('E19 says which stream wrote what, and when', () => {
    const { logs: all, at } = logs();
    const log = all.open(1, 1);
    log.write('stdout', 'one ');
    at(4);
    log.write('stdout', 'two ');
    log.write('stderr', 'bad ');
    at(500);
    log.write('stderr', 'late');
    const pieces = all
      .read(1, 1, ALL)
      .pieces.map(({ stream, at: ms, offset, bytes }) => [stream, ms - START, offset, bytes.toString()]);
    expect(pieces).toEqual([
      ['stdout', 0, 0, 'one two '],
      ['stderr', 4, 8, 'bad '],
      ['stderr', 500, 12, 'late'],
    ]);
  });

  it('M7 is cut by time', () => {
    const { logs: all, at } = logs();
    const log = all.open(1, 1);
    for (const ms of [100, 200, 300]) {
      at(ms);
      log.write('stdout', `${ms} `);
    }
    expect([99, 100, 150, 200, 299, 300, 9999].map((ms) => all.lengthAt(1, 1, START + ms))).toEqual([
      0, 4, 4, 8, 8, 12, 12,
    ]);
  });

  it('E4 is empty for an attempt that printed nothing', () => {
    const { logs: all } = logs();
    expect(all.read(7, 1, ALL)).toEqual({ pieces: [], nextOffset: 0, sizeBytes: 0 });
    expect(all.lengthAt(7, 1, START)).toBe(0);
  });

  it('E4 is gone on with after a crash in the middle of a mark, also when the clock was set back', () => {
    const { logs: all, at } = logs();
    at(1000);
    const log = all.open(1, 1);
    log.write('stdout', 'before ');
    log.close();
    appendFileSync(join(all.folder, '1-1.marks'), 'half');
    at(10);
    const again = all.open(1, 1);
    again.write('stderr', 'after');
    expect(
      all.read(1, 1, ALL).pieces.map(({ stream, at: ms, bytes }) => [stream, ms - START, bytes.toString()]),
    ).toEqual([
      ['stdout', 1000, 'before '],
      ['stderr', 1000, 'after'],
    ]);
  });

  it('E4 is read up to its end where marks go beyond it', () => {
    const { logs: all } = logs();
    const log = all.open(1, 1);
    log.write('stdout', 'kept');
    log.write('stderr', 'lost');
    truncateSync(join(all.folder, '1-1.log'), 4);
    expect(text(all.read(1, 1, ALL).pieces)).toBe('kept');
    expect(all.lengthAt(1, 1, START)).toBe(4);
  });

  it('E19 gives any part of any log with the right streams and times', () => {
    const write = fc.record({
      stream: fc.constantFrom<LogStream>('stdout', 'stderr', 'log'),
      wait: fc.constantFrom(0, 3, 10, 50),
      length: fc.nat(40),
    });
    fc.assert(
      fc.property(
        fc.array(write, { maxLength: 600, size: 'max' }),
        fc.nat(3000),
        fc.nat(3000),
        (writes, offset, maxBytes) => {
          const { logs: all, at } = logs();
          const log = all.open(1, 1);
          const streams: LogStream[] = [];
          let ms = 0;
          for (const { stream, wait, length } of writes) {
            at((ms += wait));
            log.write(stream, 'x'.repeat(length));
            streams.push(...Array.from({ length }, () => stream));
          }
          log.close();
          const slice = all.read(1, 1, { offset, maxBytes });
          const got = slice.pieces.flatMap(({ stream, bytes }) => [...bytes].map(() => stream));
          expect(got).toEqual(streams.slice(offset, offset + maxBytes));
          expect(slice.nextOffset).toBe(offset + got.length);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('E4 takes 500 MB without keeping it', { timeout: 60_000 }, () => {
    const { logs: all } = logs();
    const log = all.open(1, 1);
    const chunk = Buffer.alloc(1 << 20, 'x');
    const before = process.memoryUsage();
    for (let at = 0; at < 500; at += 1) log.write(at % 2 === 0 ? 'stdout' : 'stderr', chunk);
    const after = process.memoryUsage();
    log.close();
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(20 << 20);
    expect(after.heapUsed - before.heapUsed).toBeLessThan(50 << 20);
    expect(statSync(join(all.folder, '1-1.log')).size).toBe(500 << 20);
    expect(all.read(1, 1, { offset: 300 << 20, maxBytes: 10 }).pieces[0]?.bytes.toString()).toBe('xxxxxxxxxx');
  });

  it('E24 says so when it cannot be written', () => {
    const folder = tempFolder();
    const full = faulty({
      write: () => {
        throw systemError('ENOSPC');
      },
    });
    const log = new StepLogs(folder, { files: full, now: () => START }).open(1, 1);
    expect(() => log.write('stdout', 'x')).toThrow(
      expect.objectContaining({ kind: 'storage_failure', code: 'disk_full' }),
    );
  });
});
