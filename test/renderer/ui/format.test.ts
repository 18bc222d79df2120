import { describe, expect, it } from 'vitest';
import { fileName, folderName, formatDay, middleEllipsis, plural } from '../../../renderer/ui/format.ts';

describe('days, names and paths', () => {
  it('writes days as people say them', () => {
    const now = new Date(2026, 10, 22, 15, 0).getTime();
    const iso = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString();
    expect(formatDay(iso(2026, 10, 22, 14, 32), now)).toBe('Today 14:32');
    expect(formatDay(iso(2026, 10, 21, 18, 5), now)).toBe('Yesterday 18:05');
    expect(formatDay(iso(2026, 9, 12, 9, 10), now)).toBe('12 Oct 09:10');
    expect(formatDay(iso(2024, 9, 12, 9, 10), now)).toBe('12 Oct 2024');
    expect(formatDay(iso(2026, 10, 22, 14, 32), now, 'second')).toBe('Today 14:32:00');
    expect(formatDay(iso(2024, 9, 12, 9, 10), now, 'millisecond')).toBe('12 Oct 2024 09:10:00.000');
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
