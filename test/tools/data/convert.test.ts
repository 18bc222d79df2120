import { describe, expect, it } from 'vitest';
import { dataProcessing } from '../../../electron/tools/data-processing.ts';
import { errorOf } from '../../helpers/call-tool.ts';
import { makeToolContext } from '../../helpers/tool-context.ts';
import { CSV, dataOf, fail, ROWS, run } from './support.ts';

describe('data-processing.convert', () => {
  it('gives rows, their count and columns, twice under two names', async () => {
    expect(await run('convert', { data: CSV })).toEqual({
      data: ROWS,
      processed_data: ROWS,
      row_count: 3,
      columns: ['name', 'status', 'value'],
    });
  });

  it.each([
    ['json', '[{"id":9007199254740993,"n":5}]'],
    ['jsonl', '{"id":9007199254740993,"n":5}'],
    ['yaml', '- id: 9007199254740993\n  n: 5\n'],
    ['csv', 'id,n\n9007199254740993,5\n'],
  ])('keeps the digits of a long number in %s', async (format, data) => {
    const [row] = (await dataOf('convert', { data, format, output_format: 'json' })) as unknown[];
    expect(row).toMatchObject({ id: '9007199254740993' });
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

  it('lets others work, and stops, in the middle of a long text', async () => {
    const context = makeToolContext();
    const data = `a,b\n${'1,2\n'.repeat(300_000)}`;
    const error = errorOf({ tool: dataProcessing, action: 'convert', context }, { data });
    setImmediate(() => context.abort());
    expect((await error).category).toBe('cancelled');
  });
});
