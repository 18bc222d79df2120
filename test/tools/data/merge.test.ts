import { describe, expect, it } from 'vitest';
import type { Json } from '../../../shared/json.ts';
import { CSV, dataOf, fail, run } from './support.ts';

describe('data-processing.merge, clean and profile', () => {
  const LEFT = [
    { id: 1, a: 'x' },
    { id: 2, a: 'y' },
  ];
  const RIGHT = [
    { id: 2, a: 'z', b: true },
    { id: 3, a: 'w', b: false },
  ];

  it.each<[string, Json]>([
    ['inner', [{ id: 2, a: 'y', a_right: 'z', b: true }]],
    [
      'left',
      [
        { id: 1, a: 'x', a_right: null, b: null },
        { id: 2, a: 'y', a_right: 'z', b: true },
      ],
    ],
    [
      'right',
      [
        { id: 2, a: 'y', a_right: 'z', b: true },
        { id: 3, a: null, a_right: 'w', b: false },
      ],
    ],
    [
      'outer',
      [
        { id: 1, a: 'x', a_right: null, b: null },
        { id: 2, a: 'y', a_right: 'z', b: true },
        { id: 3, a: null, a_right: 'w', b: false },
      ],
    ],
  ])('joins %s', async (how, expected) => {
    expect(await dataOf('merge', { datasets: [{ data: LEFT }, { data: RIGHT }], on: 'id', how })).toEqual(expected);
  });

  it('puts rows below each other, and objects under their names', async () => {
    expect(await dataOf('merge', { datasets: [LEFT, 'id,a\n9,q\n'] })).toEqual([...LEFT, { id: 9, a: 'q' }]);
    const datasets = [
      { name: 'one', data: { x: 1 } },
      { name: 'two', data: {} },
    ];
    expect(await dataOf('merge', { datasets, strategy: 'combine' })).toEqual({ one: { x: 1 }, two: {} });
    expect(await dataOf('merge', { datasets })).toEqual({ one: { x: 1 }, two: {} });
    expect((await fail('merge', { datasets: [] })).message).toContain('`datasets` is empty');
    expect((await fail('merge', { datasets, strategy: 'join' })).message).toContain('a join needs `on`');
  });

  it('cleans white space, empty rows, duplicates and gaps', async () => {
    const data = 'a,b\n x ,1\nx,1\n,\ny,\n';
    expect(await dataOf('clean', { data })).toEqual([
      { a: 'x', b: 1 },
      { a: 'x', b: 1 },
      { a: 'y', b: null },
    ]);
    expect(await dataOf('clean', { data, remove_duplicates: true, handle_missing: 'forward_fill' })).toEqual([
      { a: 'x', b: 1 },
      { a: 'y', b: 1 },
    ]);
    expect(await dataOf('clean', { data, handle_missing: 'zero', trim: false, drop_empty_rows: false })).toEqual([
      { a: ' x ', b: 1 },
      { a: 'x', b: 1 },
      { a: '', b: 0 },
      { a: 'y', b: 0 },
    ]);
  });

  it('profiles columns', async () => {
    const values = [1, 2, 3, 4, 100];
    const data = [
      ...values.map((n) => ({ n, day: `2024-01-0${Math.min(n, 9)}`, gap: null, flag: true, text: 'x' })),
      { n: 1, day: '2024-01-01', gap: null, flag: true, text: 'x' },
    ];
    const { data: profile, row_count } = await run('profile', { data, profiling_options: ['missing_values'] });
    expect(row_count).toBe(6);
    expect(profile).toMatchObject({
      row_count: 6,
      column_count: 5,
      duplicate_rows: 1,
      missing_cells: 6,
      columns: {
        n: {
          data_type: 'numeric',
          missing_count: 0,
          missing_percentage: 0,
          unique_count: 5,
          min: 1,
          max: 100,
          mean: 18.5,
          median: 2.5,
          outlier_count: 1,
          outlier_percentage: 16.67,
        },
        day: { data_type: 'date', min: '2024-01-01', max: '2024-01-09' },
        gap: { data_type: 'empty', missing_count: 6, missing_percentage: 100, unique_count: 0 },
        flag: { data_type: 'boolean', most_frequent: [{ value: true, count: 6 }] },
        text: { data_type: 'text', unique_count: 1 },
      },
    });
    expect(await run('profile', { data: CSV, format: 'csv' })).toMatchObject({ processed_data: { row_count: 3 } });
  });

  it('lets others work between the columns of a profile', async () => {
    let turns = 0;
    let isOver = false;
    const turn = (): void => {
      turns += 1;
      if (!isOver) setImmediate(turn);
    };
    setImmediate(turn);
    const data = Array.from({ length: 50 }, (_, at) => ({ a: at, b: at % 2, c: 'x' }));
    await run('profile', { data });
    isOver = true;
    expect(turns).toBeGreaterThanOrEqual(3);
  });
});
