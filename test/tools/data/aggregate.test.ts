import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../shared/json.ts';
import { dataOf, fail } from './support.ts';

describe('data-processing.aggregate and pivot', () => {
  const SALES = [
    { month: '1', product: 'a', n: 1, price: 0.1 },
    { month: '1', product: 'b', n: 2, price: 0.2 },
    { month: '2', product: 'a', n: 3, price: 0.3 },
    { month: '2', product: 'a', n: 3, price: null },
  ];

  it('groups in order of appearance', async () => {
    const aggregations = {
      total: { column: 'n', function: 'sum' },
      average: { column: 'price', function: 'mean' },
      orders: { column: 'price', function: 'count' },
      different: { column: 'n', function: 'count_distinct' },
      all: { function: 'count' },
    };
    expect(await dataOf('aggregate', { data: SALES, group_by: ['month'], aggregations })).toEqual([
      { month: '1', total: 3, average: 0.15000000000000002, orders: 2, different: 2, all: 2 },
      { month: '2', total: 6, average: 0.3, orders: 1, different: 1, all: 2 },
    ]);
  });

  it('reads the short forms, and computes every function', async () => {
    expect(await dataOf('aggregate', { data: SALES, aggregations: { n: 'sum' } })).toEqual([{ n: 9 }]);
    expect(
      await dataOf('aggregate', { data: SALES, group_by: 'product', aggregations: { n: ['min', 'max'] } }),
    ).toEqual([
      { product: 'a', n_min: 1, n_max: 3 },
      { product: 'b', n_min: 2, n_max: 2 },
    ]);
    const functions = ['median', 'std', 'var', 'first', 'last', 'list', 'mode', 'avg', 'nunique'];
    const aggregations = functions.map((name) => ({ column: 'n', function: name, as: name }));
    expect(await dataOf('aggregate', { data: SALES, aggregations })).toEqual([
      {
        median: 2.5,
        std: expect.closeTo(0.9574, 4),
        var: expect.closeTo(0.9167, 4),
        first: 1,
        last: 3,
        list: [1, 2, 3, 3],
        mode: 3,
        avg: 2.25,
        nunique: 3,
      },
    ]);
  });

  it('sums without the noise of halves, and numbers that are texts', async () => {
    const data = Array.from({ length: 10 }, () => ({ n: '0.1' }));
    expect(await dataOf('aggregate', { data, aggregations: { n: 'sum' } })).toEqual([{ n: 1 }]);
  });

  it('computes over nothing', async () => {
    expect(
      await dataOf('aggregate', { data: [], aggregations: { n: 'sum', m: 'mean', c: 'count', x: 'max' } }),
    ).toEqual([{ n: 0, m: null, c: 0, x: null }]);
    expect(await dataOf('aggregate', { data: [], group_by: ['a'], aggregations: { n: 'sum' } })).toEqual([]);
  });

  it.each<[JsonObject, string]>([
    [{ aggregations: { product: 'sum' } }, 'the column "product" holds a, which is no number'],
    [{ aggregations: { n: 'total_of' } }, 'no aggregation "total_of", expected one of sum'],
    [{ aggregations: { x: 'sum' } }, 'there is no column "x"'],
    [{}, '`aggregations` is missing'],
  ])('refuses %j', async (parameters, reason) => {
    expect((await fail('aggregate', { data: SALES, ...parameters })).message).toContain(reason);
  });

  it('pivots, with a value for cells without rows', async () => {
    expect(
      await dataOf('pivot', {
        data: SALES,
        index: ['product'],
        columns: ['month'],
        values: ['n'],
        aggfunc: 'sum',
        fill_value: 0,
      }),
    ).toEqual([
      { product: 'a', 1: 1, 2: 6 },
      { product: 'b', 1: 2, 2: 0 },
    ]);
    expect(
      await dataOf('pivot', {
        data: SALES,
        index: 'month',
        columns: 'product',
        values: ['n', 'price'],
        aggfunc: 'max',
      }),
    ).toEqual([
      { month: '1', n_a: 1, n_b: 2, price_a: 0.1, price_b: 0.2 },
      { month: '2', n_a: 3, n_b: null, price_a: 0.3, price_b: null },
    ]);
    expect((await fail('pivot', { data: SALES, index: 'month' })).message).toContain('`columns` and `values`');
  });
});
