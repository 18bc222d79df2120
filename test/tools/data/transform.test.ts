import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../shared/json.ts';
import { after, dataOf, fail, ROWS } from './support.ts';

describe('data-processing.transform', () => {
  it.each<[string, JsonObject, Json]>([
    ['deduplicate', { type: 'deduplicate', columns: ['status'] }, [ROWS[0]!, ROWS[1]!]],
    ['deduplicate, the last', { type: 'deduplicate', columns: ['status'], keep: 'last' }, [ROWS[1]!, ROWS[2]!]],
    ['fill a value', { type: 'fill_missing', strategy: { value: 0 } }, [ROWS[0]!, ROWS[1]!, { ...ROWS[2], value: 0 }]],
    ['fill the mean', { type: 'fill_missing', strategy: 'mean' }, [ROWS[0]!, ROWS[1]!, { ...ROWS[2], value: 1850 }]],
    [
      'fill forward',
      { type: 'fill_missing', strategy: { value: 'forward_fill' } },
      [ROWS[0]!, ROWS[1]!, { ...ROWS[2], value: 2200 }],
    ],
    ['drop gaps', { type: 'fill_missing', strategy: { value: 'drop' } }, ROWS.slice(0, 2)],
    [
      'select',
      { type: 'select', columns: ['value', 'name'] },
      [
        { value: 1500, name: 'Alpha' },
        { value: 2200, name: 'Beta' },
        { value: null, name: 'Gamma' },
      ],
    ],
    ['drop', { type: 'drop', columns: ['status', 'value'] }, [{ name: 'Alpha' }, { name: 'Beta' }, { name: 'Gamma' }]],
    [
      'rename',
      { type: 'rename', columns: { name: 'title' } },
      ROWS.map(({ name, ...rest }) => ({ title: name, ...rest })),
    ],
    ['sort', { type: 'sort', by: 'value', descending: true }, [ROWS[1]!, ROWS[0]!, ROWS[2]!]],
    ['sort by two', { type: 'sort', by: ['status', 'name'], order: 'desc' }, [ROWS[1]!, ROWS[2]!, ROWS[0]!]],
    ['limit', { type: 'limit', count: 1 }, [ROWS[0]!]],
    [
      'normalize',
      { type: 'normalize', method: 'min-max' },
      [{ ...ROWS[0], value: 0 }, { ...ROWS[1], value: 1 }, ROWS[2]!],
    ],
    ['aggregate', { type: 'aggregate', operation: 'sum', field: 'value' }, [{ value_sum: 3700 }]],
    [
      'calculate',
      { type: 'calculate', expressions: { double: '(value or 0) * 2', next: 'double + 1' } },
      [
        { ...ROWS[0], double: 3000, next: 3001 },
        { ...ROWS[1], double: 4400, next: 4401 },
        { ...ROWS[2], double: 0, next: 1 },
      ],
    ],
  ])('%s', async (_title, operation, expected) => expect(await after(operation)).toEqual(expected));

  it('casts to types, and says which cell of which row cannot be cast', async () => {
    const data = [{ n: '5', f: '1.50', b: 'yes', d: '2024-02-29', t: '2024-01-02 03:04', s: 7 }];
    const columns = { n: 'integer', f: 'float', b: 'bool', d: 'datetime', t: 'datetime', s: 'string' };
    expect(await after({ type: 'cast', columns }, data)).toEqual([
      { n: 5, f: 1.5, b: true, d: '2024-02-29', t: '2024-01-02T03:04:00.000Z', s: '7' },
    ]);
    const operations = (on_error?: string) => [
      { type: 'cast', columns: { n: 'integer' }, ...(on_error === undefined ? {} : { on_error }) },
    ];
    const error = await fail('transform', { data: [{ n: 1 }, { n: '1.5' }], operations: operations() });
    expect(error).toMatchObject({ code: 'invalid_data', details: { column: 'n', row: 2 } });
    expect(await dataOf('transform', { data: [{ n: 1 }, { n: '1.5' }], operations: operations('null') })).toEqual([
      { n: 1 },
      { n: null },
    ]);
    expect(
      (await fail('transform', { data: [{ d: '2024-02-30' }], operations: [{ type: 'cast', columns: { d: 'date' } }] }))
        .message,
    ).toContain('"2024-02-30"');
  });

  it('reads the calls of SQL that older files use', async () => {
    const expressions = {
      month: "DATE_FORMAT(day, '%Y-%m')",
      label: "CONCAT(UPPER(name), ' (', ROUND(n, 1), ')')",
      n2: 'COALESCE(gap, n * 2)',
      text: "'ABS(n), kept'",
    };
    expect(
      await after({ type: 'calculate', expressions }, [{ day: '2024-03-05', name: 'ab', n: 1.25, gap: null }]),
    ).toEqual([
      {
        day: '2024-03-05',
        name: 'ab',
        n: 1.25,
        gap: null,
        month: '2024-03',
        label: expect.stringMatching(/^AB \(1\.[23]\)$/),
        n2: 2.5,
        text: 'ABS(n), kept',
      },
    ]);
  });

  it('applies operations in order, in any of the forms that files use', async () => {
    const operations = [
      { type: 'filter', field: 'status', value: 'active' },
      { type: 'limit', count: 1 },
    ];
    for (const parameters of [
      { operations },
      { operation: { transformations: operations } },
      { operation: { operations } },
    ]) {
      expect(await dataOf('transform', { data: ROWS, ...parameters })).toEqual([ROWS[0]]);
    }
    expect(await dataOf('transform', { data: ROWS, operation: { type: 'limit', count: 1 } })).toEqual([ROWS[0]]);
  });

  it.each<[Json, string]>([
    [[{ type: 'explode' }], '`operations[0].type` is "explode", expected one of filter'],
    [['sort'], '`operations[0]` is sort, expected a map'],
    [[{ type: 'select', columns: ['x'] }], 'select: there is no column "x"'],
    [[{ type: 'rename', columns: { name: 'status' } }], 'two columns named "status"'],
    [[{ type: 'calculate', column: 'x', expression: 'value' }], 'calculate: `expressions` is missing; expected a map'],
    [[{ type: 'cast' }], 'cast: `columns` is missing; expected a map, for example `columns: { price: number }`'],
    [[{ type: 'rename' }], 'rename: `columns` is missing'],
    [null, '`operations` is missing'],
  ])('refuses the operations %j', async (operations, reason) => {
    expect((await fail('transform', { data: ROWS, operations })).message).toContain(reason);
  });

  it('L17 reaches neither prototypes nor files from an expression', async () => {
    for (const expression of [
      'name.constructor',
      "row['__proto__'].x",
      "include_file('/etc/passwd')",
      'process',
      "''.__class__",
    ]) {
      expect(
        (await fail('transform', { data: ROWS, operations: [{ type: 'calculate', expressions: { x: expression } }] }))
          .category,
      ).toMatch(/validation|execution/);
    }
  });
});
