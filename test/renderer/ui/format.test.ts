import { describe, expect, it } from 'vitest';
import { showMarks, splitMarks } from '../../../shared/text/marks.ts';
import {
  fileName,
  folderName,
  formatBytes,
  formatDay,
  formatDuration,
  middleEllipsis,
  plural,
} from '../../../renderer/ui/format.ts';

describe('numbers with units', () => {
  it('writes times with at most three significant digits', () => {
    expect(
      [0, 84, 999, 1000, 3240, 41_200, 59_940, 59_960, 724_000, 3_600_000, 90_000_000].map(formatDuration),
    ).toEqual([
      '0 ms',
      '84 ms',
      '999 ms',
      '1.0 s',
      '3.2 s',
      '41.2 s',
      '59.9 s',
      '1 m 00 s',
      '12 m 04 s',
      '1 h 00 m',
      '1 d 01 h',
    ]);
  });

  it('writes sizes with their unit', () => {
    expect([0, 812, 12_698, 1_048_576, 5 * 1024 ** 3].map(formatBytes)).toEqual([
      '0 B',
      '812 B',
      '12.4 KB',
      '1.0 MB',
      '5.0 GB',
    ]);
  });

  it('writes days as people say them', () => {
    const now = new Date(2026, 10, 22, 15, 0).getTime();
    const iso = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString();
    expect(formatDay(iso(2026, 10, 22, 14, 32), now)).toBe('Today 14:32');
    expect(formatDay(iso(2026, 10, 21, 18, 5), now)).toBe('Yesterday 18:05');
    expect(formatDay(iso(2026, 9, 12, 9, 10), now)).toBe('12 Oct 09:10');
    expect(formatDay(iso(2024, 9, 12, 9, 10), now)).toBe('12 Oct 2024');
  });

  it('cuts long names in the middle', () => {
    expect(middleEllipsis('aggregate_all_the_orders', 11)).toBe('aggre…rders');
    expect(middleEllipsis('short', 11)).toBe('short');
  });

  it('names files of both kinds of systems', () => {
    expect([
      fileName('/a/b.yaml'),
      fileName('C:\\a\\b.yaml'),
      folderName('/a/b/c.yaml'),
      plural(1, 'step'),
      plural(1204, 'step'),
    ]).toEqual(['b.yaml', 'b.yaml', 'b', '1 step', '1,204 steps']);
  });
});

describe('marks that hide', () => {
  it('M14 shows control and direction marks for what they are', () => {
    expect(splitMarks('a\u202Eb\u0000')).toEqual(['a', { mark: 'U+202E' }, 'b', { mark: 'U+0000' }]);
    expect(showMarks('gnp.\u202Eexe')).toBe('gnp.⟨U+202E⟩exe');
  });

  it('leaves tabs, line ends and letters of every language alone', () => {
    expect(splitMarks('a\tb\nسلام 👩‍👩‍👧')).toEqual(['a\tb\nسلام 👩‍👩‍👧']);
  });
});
