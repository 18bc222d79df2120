import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../shared/json.ts';
import { validation } from '../../electron/tools/validation.ts';
import { callTool, errorOf, resultOf } from '../helpers/call-tool.ts';
import { makeToolContext } from '../helpers/tool-context.ts';

const SCHEMA = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    quantity: { type: 'integer', minimum: 1 },
    price: { type: 'number' },
    note: { type: 'string' },
    open: { type: 'boolean', default: true },
  },
  required: ['id', 'quantity'],
};
const CSV = 'id,quantity,price,note,extra\n007,5,1.50,,9\n008,0,,hm,x\n009,,2,,\n';

const call = (action: string) => ({ tool: validation, action, context: makeToolContext() });
const validate = (parameters: JsonObject) => resultOf(call('validate'), parameters);

describe('validation.validate', () => {
  it('checks the rows of CSV with the types of the schema, an empty cell being a missing one', async () => {
    const result = await validate({ data: CSV, schema: SCHEMA, mode: 'report_only' });
    expect(result).toMatchObject({
      valid: false,
      error_count: 2,
      rows_validated: 3,
      mode: 'report_only',
      warnings: [],
    });
    expect(result['errors']).toEqual([
      { path: 'quantity', row: 2, keyword: 'minimum', message: 'row 2: `quantity` is 0, expected at least 1' },
      { path: 'quantity', row: 3, keyword: 'required', message: 'row 3: `quantity` is missing' },
    ]);
    expect(result['data']).toEqual([
      { id: '007', quantity: 5, price: 1.5, note: '', extra: '9' },
      { id: '008', quantity: 0, price: null, note: 'hm', extra: 'x' },
      { id: '009', quantity: null, price: 2, note: '', extra: '' },
    ]);
  });

  it('strict fails the step, saying the first problems and keeping the result', async () => {
    const outcome = await callTool(call('validate'), { data: CSV, schema: SCHEMA });
    if (outcome.success) throw new Error('expected a failure');
    expect(outcome.error).toMatchObject({
      category: 'validation',
      code: 'validation_failed',
      details: { error_count: 2 },
    });
    expect(outcome.error.message).toContain(
      'row 2: `quantity` is 0, expected at least 1; row 3: `quantity` is missing',
    );
    expect(outcome.result).toMatchObject({ valid: false, mode: 'strict' });
  });

  it.each(['lenient', 'LENIENT', 'permissive'])(
    '%s mends types, defaults and empty values, and says so',
    async (mode) => {
      const result = await validate({
        data: [
          { id: 5, quantity: ' 3 ', price: '', open: 'yes' },
          { id: 'x', quantity: 'three' },
        ],
        schema: SCHEMA,
        mode,
      });
      expect(result).toMatchObject({ valid: false, error_count: 1, mode: 'lenient' });
      expect(result['data']).toEqual([
        { id: '5', quantity: 3, open: true },
        { id: 'x', quantity: 'three', open: true },
      ]);
      expect((result['warnings'] as { message: string }[]).map(({ message }) => message)).toEqual([
        'row 1: `id` was number 5, is now the text "5"',
        'row 1: `quantity` was the text " 3 ", is now number 3',
        'row 1: `price` was empty, is now left out',
        'row 1: `open` was the text "yes", is now boolean true',
        'row 2: `open` was missing, is now boolean true',
      ]);
    },
  );

  it('lenient mends nothing that would lose something', async () => {
    const data: Json = { id: {}, quantity: '5.5', price: '12abc', note: null };
    const result = await validate({ data, schema: { ...SCHEMA, required: ['note'] }, mode: 'lenient' });
    expect(result).toMatchObject({ data: { ...data, open: true }, error_count: 4 });
  });

  it('takes a list as rows, unless the schema asks for a list', async () => {
    const data = [{ id: 'a', quantity: 1 }];
    expect(await validate({ data, schema: SCHEMA })).toMatchObject({ valid: true, rows_validated: 1, data });
    expect(await validate({ data, schema: { type: 'array', items: SCHEMA, minItems: 1 } })).toMatchObject({
      valid: true,
      data,
    });
    expect(await errorOf(call('validate'), { data, schema: { type: 'array', minItems: 2 } })).toMatchObject({
      code: 'validation_failed',
    });
  });

  it('reads JSON text, and leaves text alone where the schema asks for one', async () => {
    expect(
      await validate({
        data: '{"records": [{"id": 1}]}',
        schema: { type: 'object', properties: { records: { type: 'array' } } },
      }),
    ).toMatchObject({
      valid: true,
      data: { records: [{ id: 1 }] },
      rows_validated: 1,
    });
    expect(await validate({ data: '{"a"', schema: { type: 'string' } })).toMatchObject({ valid: true, data: '{"a"' });
    expect(await errorOf(call('validate'), { data: '{"a"', schema: { type: 'object' } })).toMatchObject({
      code: 'invalid_data',
    });
  });

  it('reads a schema from JSON text, warns of its slips, and refuses a broken one', async () => {
    expect(await validate({ data: {}, schema: '{"requird": ["a"]}' })).toMatchObject({
      valid: true,
      warnings: [{ message: expect.stringContaining('schema.requird') }],
    });
    expect(await errorOf(call('validate'), { data: {}, schema: '{' })).toMatchObject({
      category: 'validation',
      code: 'invalid_schema',
    });
    expect(await errorOf(call('validate'), { data: {}, schema: { type: 'x' } })).toMatchObject({
      code: 'invalid_schema',
    });
  });

  it('lists a thousand errors and counts all', async () => {
    const data = Array.from({ length: 3000 }, () => 1);
    const result = await validate({ data, schema: { type: 'string' }, mode: 'report_only' });
    expect(result['errors']).toHaveLength(1000);
    expect(result).toMatchObject({ error_count: 3000, rows_validated: 3000 });
  });

  it('stops between rows', async () => {
    const context = makeToolContext();
    const data = Array.from({ length: 10_000 }, (_, index) => ({ id: String(index), quantity: 1 }));
    const error = errorOf({ tool: validation, action: 'validate', context }, { data, schema: SCHEMA });
    context.abort();
    expect((await error).category).toBe('cancelled');
  });
});

describe('validation.infer_schema', () => {
  it('makes a schema that the data fits', async () => {
    const data = 'id,day,n,note\n1,2024-01-02,1.5,\n2,2024-01-03,2,x\n';
    const { schema } = await resultOf(call('infer_schema'), { data });
    expect(schema).toEqual({
      type: 'object',
      properties: {
        id: { type: 'integer' },
        day: { type: 'string', format: 'date' },
        n: { type: 'number' },
        note: { type: 'string' },
      },
      required: ['id', 'day', 'n'],
    });
    expect(await validate({ data, schema: schema ?? null })).toMatchObject({ valid: true });
  });

  it('goes into nested values', async () => {
    const { schema } = await resultOf(call('infer_schema'), { data: [{ a: [1, null] }, { a: [{ b: 'x' }] }] });
    expect(schema).toMatchObject({
      properties: {
        a: {
          type: 'array',
          items: { type: ['integer', 'null', 'object'], properties: { b: { type: 'string' } }, required: ['b'] },
        },
      },
    });
  });
});

describe('validation.quality_check', () => {
  it('gives a perfect table one, and says what is wrong with another', async () => {
    expect(await resultOf(call('quality_check'), { data: 'a,b\n1,x\n2,y\n' })).toMatchObject({
      quality_score: 1,
      passed: true,
      issues_found: [],
    });
    const result = await resultOf(call('quality_check'), {
      data: [
        { a: 1, b: 'x' },
        { a: 1, b: 'x' },
        { a: null, b: 5 },
        { a: 3, b: 'z' },
      ],
      threshold: 0.5,
    });
    expect(result).toMatchObject({
      completeness: 0.875,
      uniqueness: 0.75,
      consistency: 0.5,
      quality_score: 0.3281,
      passed: false,
    });
    expect(result['issues_found']).toEqual([
      'the column a lacks 1 values (25 %)',
      '1 rows are duplicates',
      'the column b mixes types',
    ]);
  });

  it('gives an empty table zero', async () => {
    expect(await resultOf(call('quality_check'), { data: [] })).toMatchObject({
      quality_score: 0,
      passed: false,
      issues_found: ['there are no rows'],
    });
  });
});
