import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../shared/json.ts';
import { dataProcessing } from '../../electron/tools/data-processing.ts';
import { errorOf, resultOf } from '../helpers/call-tool.ts';
import { makeToolContext } from '../helpers/tool-context.ts';

const CSV = 'name,status,value\nAlpha,active,1500\nBeta,completed,2200\nGamma,active,\n';
const ROWS = [
  { name: 'Alpha', status: 'active', value: 1500 },
  { name: 'Beta', status: 'completed', value: 2200 },
  { name: 'Gamma', status: 'active', value: null },
];

const call = (action: string) => ({ tool: dataProcessing, action, context: makeToolContext() });
const run = (action: string, parameters: JsonObject) => resultOf(call(action), parameters);
const fail = (action: string, parameters: JsonObject) => errorOf(call(action), parameters);
const dataOf = async (action: string, parameters: JsonObject): Promise<Json> =>
  (await run(action, parameters))['data'] ?? null;
/** The data after one operation. */
const after = (operation: JsonObject, data: Json = ROWS) => dataOf('transform', { data, operations: [operation] });

describe('data-processing.convert', () => {
  it('gives rows, their count and columns, twice under two names', async () => {
    expect(await run('convert', { data: CSV })).toEqual({
      data: ROWS,
      processed_data: ROWS,
      row_count: 3,
      columns: ['name', 'status', 'value'],
    });
  });

  it('reads and writes every format', async () => {
    const texts = {
      csv: CSV,
      tsv: CSV.replaceAll(',', '\t'),
      jsonl: ROWS.map((row) => `${JSON.stringify(row)}\n`).join(''),
      yaml: '- name: Alpha\n  status: active\n  value: 1500\n- name: Beta\n  status: completed\n  value: 2200\n- name: Gamma\n  status: active\n  value: null\n',
    };
    for (const [format, text] of Object.entries(texts)) {
      expect(await dataOf('convert', { data: text, format, output_format: 'json' })).toEqual(ROWS);
      expect(await dataOf('convert', { data: ROWS, output_format: format })).toBe(text);
    }
    expect(await dataOf('convert', { data: JSON.stringify(ROWS) })).toEqual(ROWS);
    expect(await dataOf('convert', { data: ROWS.slice(0, 1), output_format: 'MARKDOWN' })).toBe(
      '| name | status | value |\n| --- | --- | --- |\n| Alpha | active | 1500 |\n',
    );
  });

  it('writes text in the format that the author names, and rows where it was guessed', async () => {
    expect(await dataOf('convert', { data: CSV, format: 'csv' })).toBe(CSV);
    expect(await dataOf('convert', { data: CSV })).toEqual(ROWS);
    expect(await dataOf('convert', { data: CSV, format: 'auto' })).toEqual(ROWS);
    expect(await dataOf('convert', { data: CSV, format: 'csv', output_format: 'json' })).toEqual(ROWS);
  });

  it('brings back cells as the file wrote them', async () => {
    const text = 'zip,price,flag,big,e,mixed\n01234,19.90,TRUE,12345678901234567890,1e5,1\n99999,5,false,1,2,x\n';
    expect(await dataOf('convert', { data: text, format: 'csv' })).toBe(text);
    expect(await dataOf('convert', { data: text })).toEqual([
      { zip: '01234', price: 19.9, flag: true, big: '12345678901234567890', e: '1e5', mixed: '1' },
      { zip: '99999', price: 5, flag: false, big: '1', e: '2', mixed: 'x' },
    ]);
  });

  it('quotes what needs quotes, and reads it back', async () => {
    const rows = [
      { a: 'x,"y"\nz', b: ' spaced ', c: [1, { d: 2 }] },
      { a: '', b: null, c: true },
    ];
    const text = await dataOf('convert', { data: rows, output_format: 'csv' });
    expect(text).toBe('a,b,c\n"x,""y""\nz"," spaced ","[1,{""d"":2}]"\n,,true\n');
    expect(await dataOf('convert', { data: text })).toEqual([
      { a: 'x,"y"\nz', b: ' spaced ', c: '[1,{"d":2}]' },
      { a: '', b: '', c: 'true' },
    ]);
  });

  it('finds delimiters, byte order marks and line ends of Windows', async () => {
    expect(await dataOf('convert', { data: '\uFEFFa;b\r\n1;2\r\n' })).toEqual([{ a: 1, b: 2 }]);
    expect(await dataOf('convert', { data: 'a~b\n1~2\n', format: 'csv', delimiter: '~' })).toBe('a~b\n1~2\n');
    expect(await fail('convert', { data: CSV, delimiter: 'ab' })).toMatchObject({ code: 'invalid_parameter' });
  });

  it('keeps what stands around the rows', async () => {
    const data = { source: 'x', records: ROWS };
    expect(await dataOf('filter', { data, criteria: { name: 'Beta' } })).toEqual({ source: 'x', records: [ROWS[1]] });
    expect(await dataOf('convert', { data: { a: 1 } })).toEqual([{ a: 1 }]);
    expect(await dataOf('convert', { data: [1, 'x'] })).toEqual([{ value: 1 }, { value: 'x' }]);
  });

  it.each([
    ['a,b\n1\n', 'csv', 'another number of cells than the first line has in line 2'],
    ['a,b\n1,"x\n', 'csv', 'a quote is never closed'],
    ['a,a\n1,2\n', 'csv', 'two columns named "a"'],
    ['{"a": }', 'json', 'is not JSON'],
    ['{"a": 1}\n{', 'jsonl', 'JSON in line 2'],
    ['a: [', 'yaml', 'is not YAML'],
    ['5', 'json', 'expected rows'],
  ])('refuses %j as %s, saying where', async (data, format, reason) => {
    const error = await fail('convert', { data, format });
    expect(error).toMatchObject({ category: 'validation', code: 'invalid_data' });
    expect(error.message).toContain(reason);
  });

  it('takes empty data, and names that JavaScript knows', async () => {
    expect(await run('convert', { data: '', format: 'csv', output_format: 'json' })).toMatchObject({
      data: [],
      row_count: 0,
    });
    expect(await run('convert', { data: [] })).toMatchObject({ data: [], columns: [] });
    const { data } = await run('convert', { data: '__proto__,constructor\n1,2\n' });
    expect(JSON.stringify(data)).toBe('[{"__proto__":1,"constructor":2}]');
    expect(await dataOf('convert', { data: data ?? null, output_format: 'csv' })).toBe('__proto__,constructor\n1,2\n');
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

  it('lets others work, and stops, in the middle of a long text', async () => {
    const context = makeToolContext();
    const data = `a,b\n${'1,2\n'.repeat(300_000)}`;
    const error = errorOf({ tool: dataProcessing, action: 'convert', context }, { data });
    setImmediate(() => context.abort());
    expect((await error).category).toBe('cancelled');
  });
});

describe('data-processing.filter', () => {
  it.each<[JsonObject, string[]]>([
    [{ criteria: { status: 'active' } }, ['Alpha', 'Gamma']],
    [{ operation: { criteria: { status: 'active' } } }, ['Alpha', 'Gamma']],
    [{ criteria: { name: ['Beta', 'Gamma'] } }, ['Beta', 'Gamma']],
    [{ criteria: { value: { '>=': 1500, lt: 2200 } } }, ['Alpha']],
    [{ criteria: { value: '2200' } }, ['Beta']],
    [{ criteria: { value: { missing: true } } }, ['Gamma']],
    [{ criteria: { name: { contains: 'a', not_in: ['Beta'] }, status: { starts_with: 'act' } } }, ['Alpha', 'Gamma']],
    [{ criteria: [{ field: 'name', operator: '!=', value: 'Beta' }] }, ['Alpha', 'Gamma']],
    [{ field: 'status', value: 'completed' }, ['Beta']],
    [{ field: 'value', operator: 'greater_than', value: 2000 }, ['Beta']],
    [{ condition: "status == 'active' and value" }, ['Alpha']],
    [{ condition: "{{ name | lower in ['alpha', 'beta'] }}" }, ['Alpha', 'Beta']],
    [{ condition: "row['name'][0] == 'G'" }, ['Gamma']],
    [{ condition: true }, ['Alpha', 'Beta', 'Gamma']],
  ])('%j keeps %j', async (parameters, names) => {
    const data = await dataOf('filter', { data: ROWS, ...parameters });
    expect((data as { name: string }[]).map((row) => row.name)).toEqual(names);
  });

  it('keeps the columns of a table whose rows are all gone', async () => {
    expect(await dataOf('filter', { data: CSV, format: 'csv', criteria: { name: 'nobody' } })).toBe(
      'name,status,value\n',
    );
  });

  it.each<[JsonObject, string]>([
    [{}, 'give `condition` or `criteria`'],
    [{ criteria: { nope: 1 } }, 'there is no column "nope"; the data has name, status, value'],
    [{ criteria: { name: { like: 'x' } } }, 'the operator "like", expected one of eq'],
    [{ condition: 'status ==' }, 'the expression `status ==` cannot be read'],
    [{ condition: 'nope > 1' }, 'fails in row 1'],
    [{ condition: 'value > 5' }, 'fails in row 3'],
  ])('%j is refused, saying why', async (parameters, reason) => {
    expect((await fail('filter', { data: ROWS, ...parameters })).message).toContain(reason);
  });
});

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
});
