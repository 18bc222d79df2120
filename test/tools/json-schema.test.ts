import { Validator } from '@cfworker/json-schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../shared/json.ts';
import { compileSchema } from '../../electron/tools/schema/schema.ts';
import { ToolFailure } from '../../electron/tools/tool.ts';

const problems = (schema: Json, value: Json): string[] =>
  compileSchema(schema)
    .check(value)
    .map(({ path, message }) => `${path.join('.')} ${message}`.trim());

function refusal(schema: Json): string {
  try {
    compileSchema(schema).check({});
  } catch (thrown) {
    if (thrown instanceof ToolFailure) return `${thrown.error.code}: ${thrown.error.message}`;
    throw thrown;
  }
  return 'accepted';
}

describe('JSON Schema', () => {
  const accepted: [Json, Json][] = [
    [{ type: 'integer' }, 5.0],
    [{ type: ['string', 'null'] }, null],
    [{ const: { a: 1, b: 2 } }, { b: 2, a: 1 }],
    [{ enum: [1, 'a', null] }, null],
    [{ multipleOf: 0.1 }, 0.3],
    [{ minLength: 2, maxLength: 2 }, '🎉🎉'],
    [{ pattern: '^a+$' }, 'aaa'],
    [{ minimum: 5 }, 'not a number'],
    [{ prefixItems: [{ type: 'string' }], items: { type: 'integer' } }, ['a', 1, 2]],
    [{ contains: { const: 1 }, minContains: 0 }, []],
    [{ properties: { a: false } }, {}],
    [{ $ref: '#/$defs/a~1b', $defs: { 'a/b': { type: 'string' } } }, 'x'],
    [{ $ref: '#name', $defs: { x: { $anchor: 'name', type: 'string' } } }, 'x'],
    [
      { properties: { next: { $ref: '#' } }, required: ['v'] },
      { v: 1, next: { v: 2 } },
    ],
    [{ if: { type: 'string' }, then: { minLength: 1 }, else: { minimum: 1 } }, 1],
    [{ not: { type: 'string' } }, 1],
    [{ format: 'date-time' }, '2024-02-29T12:00:00+01:00'],
    [{ format: 'unknown-format' }, 'x'],
    [true, 'anything'],
  ];
  it.each(accepted)('%j takes %j', (schema, value) => expect(problems(schema, value)).toEqual([]));

  const refused: [Json, Json, string][] = [
    [{ type: 'integer' }, 5.5, 'is number 5.5, expected integer'],
    [
      { type: 'object', properties: { a: { type: 'array', items: { type: 'string' } } } },
      { a: ['x', 1] },
      'a.1 is number 1, expected string',
    ],
    [{ required: ['a'] }, {}, 'a is missing'],
    [
      { additionalProperties: false, properties: { a: true }, patternProperties: { '^x-': true } },
      { a: 1, 'x-b': 1, c: 1 },
      'c is not a property that the schema knows',
    ],
    [{ enum: ['a', 'b'] }, 'c', 'is the text "c", expected one of "a", "b"'],
    [{ exclusiveMinimum: 5 }, 5, 'is 5, expected more than 5'],
    [{ pattern: '^ORD-[0-9]{6}$' }, 'ORD-1', 'is the text "ORD-1", which does not match the pattern ^ORD-[0-9]{6}$'],
    [{ format: 'date' }, '2024-02-30', 'is the text "2024-02-30", expected the format date'],
    [{ format: 'email' }, 'a@b@c', 'is the text "a@b@c", expected the format email'],
    [
      { uniqueItems: true },
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      'holds an item twice',
    ],
    [
      { anyOf: [{ type: 'string' }, { type: 'boolean' }] },
      1,
      'fits none of 2 alternatives; the nearest: is number 1, expected string',
    ],
    [
      { oneOf: [{ type: 'integer' }, { minimum: 0 }] },
      1,
      'fits 2 of the alternatives of `oneOf`, expected exactly one',
    ],
    [{ dependentRequired: { a: ['b'] } }, { a: 1 }, 'b is missing, and "a" needs it'],
    [{ propertyNames: { maxLength: 1 } }, { ab: 1 }, 'ab has a name that has 2 characters, expected at most 1'],
    [{ $ref: '#/$defs/x', minimum: 5, $defs: { x: { type: 'integer' } } }, 1.5, 'is number 1.5, expected integer'],
    [
      { properties: { constructor: { type: 'string' } } },
      { constructor: 1 },
      'constructor is number 1, expected string',
    ],
    [false, 1, 'is not allowed here'],
  ];
  it.each(refused)('%j does not take %j', (schema, value, problem) =>
    expect(problems(schema, value)).toContain(problem),
  );

  it.each<[Json, string]>([
    [{ type: 'strng' }, '`schema.type` is the text "strng", expected one or several of'],
    [
      { properties: { a: { required: true } } },
      '`schema.properties.a.required` is boolean true, expected a list of texts',
    ],
    [{ items: [{ type: 'string' }] }, 'write `prefixItems`'],
    [{ pattern: '(?<=a)b' }, '`schema.pattern` the pattern uses look-behind'],
    [{ pattern: '(' }, '`schema.pattern`'],
    [{ exclusiveMinimum: true }, 'expected a number'],
    [{ unevaluatedProperties: false }, 'is not supported: write `additionalProperties`'],
    [{ $ref: 'https://example.org/schema' }, 'a place in the same schema'],
    [{ $ref: '#/$defs/none' }, 'which is not there'],
    [{ $ref: '#' }, 'leads to itself'],
    [{ allOf: [{ $ref: '#', title: 'x' }] }, 'schema_too_complex'],
    [5, '`schema` is number 5, expected a schema'],
  ])('refuses the schema %j, saying where and why', (schema, reason) => expect(refusal(schema)).toContain(reason));

  it('warns of keywords that nobody knows', () => {
    expect(compileSchema({ requird: ['a'], properties: { a: { minimun: 1 } } }).warnings).toEqual([
      'schema.requird: this keyword is not known and has no effect',
      'schema.properties.a.minimun: this keyword is not known and has no effect',
    ]);
  });

  it('L17 ends with definitions that double thirty times, and with patterns that explode elsewhere', () => {
    const chain = Array.from({ length: 30 }, (_, index) => [
      `d${index}`,
      { allOf: [{ $ref: `#/$defs/d${index + 1}` }, { $ref: `#/$defs/d${index + 1}` }] },
    ]);
    const $defs = Object.fromEntries([...chain, ['d30', true]]) as JsonObject;
    expect(refusal({ $ref: '#/$defs/d0', $defs })).toContain('schema_too_complex');
    expect(problems({ pattern: '^(a+)+$' }, `${'a'.repeat(50_000)}!`)).toHaveLength(1);
  });

  it('stops listing after a thousand problems', () => {
    expect(compileSchema({ items: { type: 'string' } }).check(Array.from({ length: 5000 }, () => 1))).toHaveLength(
      1000,
    );
  });

  it('agrees with another implementation on random schemas and values', () => {
    fc.assert(
      fc.property(schemas(), values(), (schema, value) => {
        // The peer's types want a mutable schema.
        const theirs = new Validator(structuredClone(schema) as object, '2020-12').validate(value).valid;
        expect(problems(schema, value).length === 0).toBe(theirs);
      }),
      { numRuns: 3000, seed: 20260727 },
    );
  });
});

const NAMES = ['a', 'b', 'c'] as const;

function values(): fc.Arbitrary<Json> {
  const scalar = fc.oneof(fc.constantFrom<Json>(null, true, false, '', 'a', 'ab', '5', 0, 1, 2.5, -1));
  return fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      scalar,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 3 }),
    ),
  })).value;
}

function schemas(): fc.Arbitrary<Json> {
  const small = fc.nat({ max: 3 });
  return fc.letrec<{ schema: JsonObject }>((tie) => {
    const schema = tie('schema');
    const named = fc.dictionary(fc.constantFrom(...NAMES), schema, { maxKeys: 2 });
    const some = fc.array(schema, { minLength: 1, maxLength: 2 });
    const leaf = someOf({
      type: fc.oneof(
        fc.constantFrom('string', 'integer', 'number', 'boolean', 'array', 'object', 'null'),
        fc.constant(['string', 'number']),
      ),
      enum: fc.array(values(), { minLength: 1, maxLength: 3 }),
      minimum: small,
      maximum: small,
      exclusiveMaximum: small,
      minLength: small,
      maxLength: small,
      pattern: fc.constantFrom('^a', 'b$', '[0-9]'),
      minItems: small,
      maxItems: small,
      uniqueItems: fc.boolean(),
      minProperties: small,
      maxProperties: small,
      required: fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 2 }),
      dependentRequired: fc.constant({ a: ['b'] }),
    });
    const branch = someOf({
      properties: named,
      additionalProperties: fc.oneof(schema, fc.boolean()),
      patternProperties: fc.dictionary(fc.constantFrom('^a', '[bc]'), schema, { maxKeys: 1 }),
      items: schema,
      prefixItems: some,
      contains: schema,
      maxContains: small,
      allOf: some,
      anyOf: some,
      oneOf: some,
      not: schema,
      if: schema,
      // `then` and `else` count only beside `if`.
      then: schema,
      else: schema,
      dependentSchemas: named,
      propertyNames: schema,
    });
    return { schema: fc.oneof({ maxDepth: 3 }, leaf, branch) };
  }).schema;
}

/** An object with up to four of the given members. */
function someOf(members: { readonly [name: string]: fc.Arbitrary<Json> }): fc.Arbitrary<JsonObject> {
  const entries = Object.entries(members).map(([name, arbitrary]) =>
    arbitrary.map((value): [string, Json] => [name, value]),
  );
  return fc.array(fc.oneof(...entries), { maxLength: 4 }).map((chosen) => Object.fromEntries(chosen));
}
