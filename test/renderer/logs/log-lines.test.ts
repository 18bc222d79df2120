import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogLine } from '../../../renderer/logs/log-lines.ts';
import { countUntil, insertByTime, LineSplitter } from '../../../renderer/logs/log-lines.ts';

const at = (ms: number) => new Date(ms).toISOString();
const record = (text: string, ms = 0, stream: 'stdout' | 'stderr' = 'stdout') => ({ at: at(ms), stream, text });
const texts = (lines: readonly LogLine[]) => lines.map((line) => line.text);
const line = (ms: number, text = ''): LogLine => ({ at: ms, step: 's', attempt: 1, stream: 'stdout', text });

describe('lines of a log', () => {
  it('M14 gives the same lines however the output was cut into pieces', () => {
    const whole = 'one\ntwo words\n\nthree\n';
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1 }), (sizes) => {
        const splitter = new LineSplitter('s', 1);
        const lines: LogLine[] = [];
        for (let from = 0, i = 0; from < whole.length; i += 1) {
          const size = sizes[i % sizes.length] ?? 1;
          lines.push(...splitter.split([record(whole.slice(from, from + size))]));
          from += size;
        }
        expect(texts(lines)).toEqual(['one', 'two words', '', 'three']);
      }),
      { numRuns: 60, seed: 31 },
    );
  });

  it('M14 shows what stands behind the last carriage return', () => {
    const splitter = new LineSplitter('s', 1);
    const lines = splitter.split([record('10 %\r20 %')]);
    splitter.split([record('\r30 %')]);
    expect(texts(lines)).toEqual(['30 %']);
    splitter.split([record('\r\n')]);
    expect(texts(splitter.split([record('next\r\n')]))).toEqual(['next\r']);
  });

  it('keeps the open lines of two streams apart', () => {
    const splitter = new LineSplitter('s', 1);
    const lines = splitter.split([
      record('out'),
      record('err', 1, 'stderr'),
      record(' more\n', 2),
      record(' worse\n', 3, 'stderr'),
    ]);
    expect(texts(lines)).toEqual(['out more', 'err worse']);
  });

  it('puts lines of several steps in order of time and says from where they moved', () => {
    const lines = [line(1), line(4), line(9)];
    expect(insertByTime(lines, [line(10), line(12)])).toBe(3);
    expect(insertByTime(lines, [line(2, 'x'), line(5, 'y')])).toBe(1);
    expect(lines.map((entry) => entry.at)).toEqual([1, 2, 4, 5, 9, 10, 12]);
  });

  it('M7 cuts the log at a time', () => {
    const lines = [1, 4, 4, 9].map((ms) => line(ms));
    expect([0, 1, 4, 100].map((ms) => countUntil(lines, ms))).toEqual([0, 1, 3, 4]);
  });
});
