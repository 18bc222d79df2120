import { describe, expect, it } from 'vitest';
import { formatBytes, formatDuration } from '../../../shared/text/format.ts';

describe('numbers with units', () => {
  it.each([
    [-5, '0 ms'],
    [0, '0 ms'],
    [340.4, '340 ms'],
    [999.6, '1.0 s'],
    [1000, '1.0 s'],
    [41_200, '41.2 s'],
    [59_940, '59.9 s'],
    [59_960, '1 m 00 s'],
    [724_000, '12 m 04 s'],
    [3_599_400, '59 m 59 s'],
    [3_599_700, '1 h 00 m'],
    [11_400_000, '3 h 10 m'],
    [86_369_000, '23 h 59 m'],
    [86_399_000, '1 d 00 h'],
    [90_000_000, '1 d 01 h'],
    [187_200_000, '2 d 04 h'],
  ])('writes %s ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it.each([
    [0, '0 B'],
    [812, '812 B'],
    [2048, '2.0 KB'],
    [12_698, '12.4 KB'],
    [1_048_576, '1.0 MB'],
    [5 * 1024 ** 3, '5.0 GB'],
  ])('writes %s bytes as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});
