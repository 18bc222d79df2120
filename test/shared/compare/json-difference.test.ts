import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differencesOf, pathText } from '../../../shared/compare/json-difference.ts';
import { shownDifferences } from '../../../shared/compare/shown-difference.ts';
import type { Json } from '../../../shared/json.ts';
import { isEqualJson } from '../../../shared/json.ts';

const told = (before: Json, after: Json): string[] =>
  differencesOf(before, after).found.map(({ path, kind, before: old, after: now }) => {
    const text = pathText(path);
    if (kind === 'added') return `+ ${text} ${JSON.stringify(now)}`;
    return kind === 'removed'
      ? `- ${text} ${JSON.stringify(old)}`
      : `~ ${text} ${JSON.stringify(old)} ${JSON.stringify(now)}`;
  });

const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as Json);

describe('the differences of two values', () => {
  it.each<[string, Json, Json, string[]]>([
    ['of the same value', { a: [1, { b: null }] }, { a: [1, { b: null }] }, []],
    ['of the same names in another order', { a: 1, b: 2 }, { b: 2, a: 1 }, []],
    ['as a whole', 1, '1', ['~ (whole value) 1 "1"']],
    ['of two kinds', { a: 1 }, [1], ['~ (whole value) {"a":1} [1]']],
    ['in an object', { a: 1, b: 2, c: 3 }, { a: 1, b: 5, d: 4 }, ['~ b 2 5', '- c 3', '+ d 4']],
    ['deep inside', { a: [{ b: { c: 1 } }] }, { a: [{ b: { c: 2 } }] }, ['~ a[0].b.c 1 2']],
    ['of null and missing', { a: null }, {}, ['- a null']],
    ['in front of a list', [1, 2, 3], [0, 1, 2, 3], ['+ [0] 0']],
    ['in the middle of a list', ['a', 'b', 'c', 'd'], ['a', 'c', 'd'], ['- [1] "b"']],
    [
      'of items that changed',
      [
        { id: 1, n: 1 },
        { id: 2, n: 1 },
      ],
      [
        { id: 1, n: 2 },
        { id: 2, n: 1 },
      ],
      ['~ [0].n 1 2'],
    ],
    ['at several places of a list', [1, 2, 3, 4, 5], [1, 9, 3, 5, 6], ['~ [1] 2 9', '- [3] 4', '+ [4] 6']],
    ['under strange names', { 'a b': { '0': 1 } }, { 'a b': { '0': 2 } }, ['~ ["a b"]["0"] 1 2']],
    ['under the name of a prototype', JSON.parse('{"__proto__":1}'), {}, ['- __proto__ 1']],
    ['of a name that objects inherit', {}, { toString: 1 }, ['+ toString 1']],
  ])('M16 %s', (_, before, after, expected) => {
    expect(told(before, after)).toEqual(expected);
  });

  it('M16 are none exactly for equal values', () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        expect(differencesOf(before, after).found.length === 0).toBe(isEqualJson(before, after));
        expect(differencesOf(before, structuredClone(before)).found).toEqual([]);
      }),
    );
  });

  it('M16 are as many in the other direction, added and removed exchanged', () => {
    const opposite = { added: 'removed', removed: 'added', changed: 'changed' } as const;
    const names = fc.constantFrom('x', 'y');
    const values = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.dictionary(names, fc.integer({ max: 2 })));
    fc.assert(
      fc.property(values, values, (before, after) => {
        const kinds = differencesOf(before, after).found.map(({ kind }) => opposite[kind]);
        const back = differencesOf(after, before).found.map(({ kind }) => kind);
        expect(kinds.toSorted()).toEqual(back.toSorted());
      }),
    );
  });

  it('M16 stop at the limit, and say so', () => {
    const list = Array.from({ length: 30 }, (_, i) => i);
    expect(differencesOf([], list, 10)).toMatchObject({ isCut: true, found: { length: 10 } });
    expect(differencesOf([], list, 30)).toMatchObject({ isCut: false, found: { length: 30 } });
  });

  it('M16 of lists too long to be matched are told place by place', () => {
    const before = Array.from({ length: 2000 }, (_, i) => i);
    const after = before.map((item) => -item - 1);
    expect(differencesOf(before, after, 5).found[0]).toEqual({ path: [0], kind: 'changed', before: 0, after: -1 });
  });

  it('M16 show texts as texts, the rest as JSON, and long ones cut', () => {
    expect(shownDifferences({ a: 'x' }, { a: ['y'] }).found).toEqual([
      {
        path: ['a'],
        kind: 'changed',
        before: { text: 'x', isText: true, omitted: 0 },
        after: { text: '[\n  "y"\n]', isText: false, omitted: 0 },
      },
    ]);
    expect(shownDifferences('', 'x'.repeat(8005)).found[0]?.after).toMatchObject({ omitted: 5 });
  });
});
