import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flatten, searchTree } from '../../../../renderer/inspector/value/flatten.ts';
import { preview, previewStored } from '../../../../renderer/inspector/value/preview.ts';
import { cutLines } from '../../../../renderer/inspector/value/text-lines.ts';

const value = {
  rows: [
    { id: 1, name: 'Lamp' },
    { id: 2, name: 'Desk' },
  ],
  'odd key': { deep: true },
  none: null,
};
const everything = { isOpen: () => true, shown: () => 1000 };

describe('a value as a tree', () => {
  it('M5 names every place by its path', () => {
    expect(flatten(value, everything).map((row) => row.path)).toEqual([
      '',
      'rows',
      'rows[0]',
      'rows[0].id',
      'rows[0].name',
      'rows[1]',
      'rows[1].id',
      'rows[1].name',
      '["odd key"]',
      '["odd key"].deep',
      'none',
    ]);
  });

  it('M5 draws nothing of what is closed', () => {
    expect(flatten(value, { ...everything, isOpen: (path) => path === '' }).map((row) => row.key)).toEqual([
      null,
      'rows',
      'odd key',
      'none',
    ]);
  });

  it('M5 says how much of a long list is not shown', () => {
    const rows = flatten(
      Array.from({ length: 5000 }, (_, i) => i),
      { isOpen: () => true, shown: () => 200 },
    );
    expect(rows).toHaveLength(202);
    expect(rows.at(-1)?.more).toEqual({ from: 200, total: 5000 });
  });

  it('M5 finds keys and values and opens the way to them', () => {
    const found = searchTree(value, 'desk');
    expect([...found.hits]).toEqual(['rows[1].name']);
    expect([...found.open]).toEqual(['', 'rows', 'rows[1]']);
    expect([...searchTree(value, 'deep').hits]).toEqual(['["odd key"].deep']);
  });

  it('holds keys that objects have of themselves', () => {
    const odd = JSON.parse('{"__proto__":1,"constructor":{"toString":2}}') as never;
    expect(flatten(odd, everything).map((row) => row.key)).toEqual([null, '__proto__', 'constructor', 'toString']);
  });
});

describe('a value in one line', () => {
  it('says the shape of what is large', () => {
    expect(preview(value.rows)).toBe('2 rows × 2');
    expect(preview('x'.repeat(500))).toContain('500 characters');
    expect(preview(Array.from({ length: 900 }, (_, i) => i))).toBe('900 items');
    expect(previewStored({ blob: 'f'.repeat(64), sizeBytes: 5_242_880 })).toBe('5.0 MB');
    expect([preview(null), preview([]), preview({}), preview('a')]).toEqual(['null', '[ ]', '{ }', '"a"']);
  });
});

describe('a long text', () => {
  it('M5 is cut into pieces that hold all of it', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constant('\n'), fc.constant('z'.repeat(950)))), (parts) => {
        const text = parts.join('');
        const pieces = cutLines(text).map(([start, end]) => text.slice(start, end));
        expect(pieces.join('')).toBe(text.replaceAll('\n', ''));
        expect(Math.max(0, ...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(400);
      }),
      { numRuns: 100, seed: 41 },
    );
  });

  it('keeps empty lines', () => {
    expect(cutLines('a\n\nb')).toEqual([
      [0, 1],
      [2, 2],
      [3, 4],
    ]);
    expect(cutLines('')).toEqual([[0, 0]]);
  });
});
