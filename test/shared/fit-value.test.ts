import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitValue } from '../../shared/fit-value.ts';
import type { Json } from '../../shared/json.ts';
import type { ValueSpec, ValueType } from '../../shared/value-spec.ts';

const required = { required: true } as const;
const fit = (value: Json, spec: ValueSpec, options = {}) => fitValue(value, spec, 'x', options);
const problems = (value: Json, spec: ValueSpec, options = {}) => {
  const fitted = fit(value, spec, options);
  return fitted.ok ? [] : fitted.problems.map(({ path, message }) => `${path}: ${message}`);
};

describe('fitting a value to what is declared', () => {
  it.each<[Json, ValueType, Json]>([
    ['a', 'string', 'a'],
    [5, 'string', '5'],
    [true, 'string', 'true'],
    [[1, 'a'], 'string', '[1, "a"]'],
    [{ a: 1 }, 'string', '{"a": 1}'],
    [5, 'integer', 5],
    ['5', 'integer', 5],
    ['-5', 'integer', -5],
    ['5.0', 'integer', 5],
    ['1e3', 'integer', 1000],
    [' 5 ', 'integer', 5],
    [1.5, 'number', 1.5],
    ['1.5', 'number', 1.5],
    ['+1.5', 'number', 1.5],
    [true, 'boolean', true],
    ['true', 'boolean', true],
    ['No', 'boolean', false],
    ['off', 'boolean', false],
    ['1', 'boolean', true],
    [[1], 'array', [1]],
    ['[1, 2]', 'array', [1, 2]],
    [{ a: 1 }, 'object', { a: 1 }],
    ['{"a": 1}', 'object', { a: 1 }],
    ['a.csv', 'file', 'a.csv'],
    [null, 'any', null],
    ['5', 'any', '5'],
    [null, 'string', null],
  ])('L4 takes %j for %s', (value, type, expected) =>
    expect(fit(value, { type })).toEqual({ ok: true, value: expected }),
  );

  it.each<[Json, ValueType]>([
    [null, 'string'],
    [1.5, 'integer'],
    ['1.5', 'integer'],
    ['', 'integer'],
    ['12345678901234567890', 'integer'],
    ['0x10', 'integer'],
    [true, 'integer'],
    ['a', 'number'],
    ['', 'number'],
    ['1e999', 'number'],
    ['Infinity', 'number'],
    ['1 2', 'number'],
    [null, 'number'],
    [[1], 'number'],
    ['perhaps', 'boolean'],
    [1, 'boolean'],
    [0, 'boolean'],
    ['', 'boolean'],
    ['a', 'array'],
    ['{"a":1}', 'array'],
    [{}, 'array'],
    ['a,b', 'array'],
    [[], 'object'],
    ['[1]', 'object'],
    ['a', 'object'],
    [5, 'object'],
  ])('L4 refuses %j for %s', (value, type) => {
    expect(problems(value, { type, ...required })).toEqual([expect.stringMatching(/^x: expected .*, found /)]);
  });

  it('L4 tells every violation at once, each with its path', () => {
    const spec: ValueSpec = {
      type: 'object',
      properties: {
        rows: { type: 'array', maxLength: 2, items: { type: 'integer', minimum: 0 } },
        name: { type: 'string', required: true },
        'a b': { type: 'boolean' },
      },
      additionalProperties: false,
    };
    expect(problems({ rows: [1, -1, 'x'], 'a b': 'x', more: 1 }, spec)).toEqual([
      'x.rows: expected at most 2 items, found 3',
      'x.rows[1]: expected at least 0, found -1',
      'x.rows[2]: expected a whole number, found the text "x"',
      'x["a b"]: expected true or false, found the text "x"',
      'x.more: no such name; expected one of `rows`, `name`, `a b`',
      'x.name: is missing',
    ]);
  });

  it('L4 checks limits after the value has been fitted', () => {
    expect(problems('12', { type: 'integer', maximum: 10 })).toEqual(['x: expected at most 10, found 12']);
    expect(problems(5, { type: 'string', minLength: 2 })).toEqual(['x: expected at least 2 characters, found 1']);
    expect(problems('\u{1f600}', { type: 'string', maxLength: 1 })).toEqual([]);
    expect(problems('2', { type: 'integer', enum: [1, 2] })).toEqual([]);
    expect(problems('c', { type: 'string', enum: ['a', 'b'] })).toEqual([
      'x: expected one of "a", "b", found the text "c"',
    ]);
  });

  it('L4 takes texts and numbers for the path of a file, nothing else', () => {
    expect(problems(2026, { type: 'file' })).toEqual([]);
    expect(problems([{ id: 'a' }], { type: 'file' })).toEqual(['x: expected the path of a file, found a list of 1']);
    expect(problems(true, { type: 'file' })).toHaveLength(1);
  });

  it('L4 asks the caller about patterns and files', () => {
    const options = {
      matches: (pattern: string, text: string) => new RegExp(pattern).test(text),
      fileExists: () => false,
    };
    expect(problems('abc', { type: 'string', pattern: '^b' }, options)).toEqual([
      'x: expected a text that matches ^b, found the text "abc"',
    ]);
    expect(problems('abc', { type: 'file' }, options)).toEqual(['x: there is no file "abc"']);
    expect(problems('abc', { type: 'string', pattern: '^b' })).toEqual([]);
  });

  it('L4 fills in the defaults of properties', () => {
    const spec: ValueSpec = {
      type: 'object',
      properties: { a: { type: 'integer', default: 1 }, b: { type: 'integer' } },
    };
    expect(fit({}, spec)).toEqual({ ok: true, value: { a: 1 } });
    expect(fit('{"b": "2"}', spec)).toEqual({ ok: true, value: { b: 2, a: 1 } });
  });

  it.each<[string, Json]>([
    ['5', 5],
    ['"5"', '5'],
    ['[1]', [1]],
    ['{"a":1}', { a: 1 }],
    ['true', true],
    ['null', null],
    ['hello', 'hello'],
    ['1.10', '1.10'],
    ['007', '007'],
    ['', ''],
  ])('L4 reads the text %s of a command line where no type is declared', (text, expected) =>
    expect(fit(text, { type: 'any' }, { text: true })).toEqual({ ok: true, value: expected }),
  );

  it('L4 keeps names such as __proto__', () => {
    const value = JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}') as Json;
    const fitted = fit(value, { type: 'object', properties: { a: { type: 'string' } } });
    expect(fitted.ok && JSON.stringify(fitted.value)).toBe('{"__proto__":{"a":1},"constructor":2}');
  });

  it('L14 loses nothing: what it changes it can change back', () => {
    const scalar = fc.oneof(
      fc.boolean(),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.string(),
    );
    const value = fc
      .oneof(scalar, fc.array(scalar), fc.dictionary(fc.string(), scalar))
      .map((made) => JSON.parse(JSON.stringify(made)) as Json);
    const types = fc.constantFrom<ValueType>('string', 'integer', 'number', 'boolean', 'array', 'object');
    const typeOf = (json: Json): ValueType =>
      Array.isArray(json)
        ? 'array'
        : typeof json === 'string'
          ? 'string'
          : typeof json === 'number'
            ? 'number'
            : typeof json === 'boolean'
              ? 'boolean'
              : 'object';
    fc.assert(
      fc.property(value, types, (given, type) => {
        const there = fit(given, { type, ...required });
        if (!there.ok || typeof given === 'string') return;
        const back = fit(there.value, { type: typeOf(given), ...required });
        expect(back).toEqual({ ok: true, value: given });
      }),
      { numRuns: 2000, seed: 7 },
    );
  });

  it.each<ValueType>(['integer', 'number'])(
    'L4 refuses a whole number of more digits than %s holds, and says why',
    (type) => {
      const [problem] = problems('9007199254740993', { type });
      expect(problem).toMatch(
        /expected a (whole )?number between -9007199254740991 and 9007199254740991 \(a text keeps longer ones\)/,
      );
      expect(fit('9007199254740993', { type: 'string' })).toEqual({ ok: true, value: '9007199254740993' });
    },
  );
});
