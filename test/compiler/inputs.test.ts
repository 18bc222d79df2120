import { describe, expect, it } from 'vitest';
import { fitInputs } from '../../electron/compiler/inputs.ts';
import { codes, compile, echo, file, only, pipelineOf } from './compile-helper.ts';

const withInputs = (inputs: string, key = 'inputs') => `${file(echo('a'))}${key}:\n${inputs}`;
const specOf = (inputs: string) => pipelineOf(withInputs(inputs)).inputs.map(({ span: _span, ...spec }) => spec);

describe('the inputs of a file', () => {
  it.each([
    ['a bare text', '  x: hello\n', { name: 'x', type: 'string', default: 'hello', required: false }],
    ['a bare number', '  x: 10\n', { name: 'x', type: 'number', default: 10, required: false }],
    ['a bare list', '  x: [1]\n', { name: 'x', type: 'array', default: [1], required: false }],
    [
      'a bare map',
      '  x: { host: a, port: 1 }\n',
      { name: 'x', type: 'object', default: { host: 'a', port: 1 }, required: false },
    ],
    ['nothing', '  x:\n', { name: 'x', type: 'any', default: null, required: false }],
    ['a type', '  x: { type: string }\n', { name: 'x', type: 'string', required: true }],
    ['an optional one', '  x: { type: float, required: false }\n', { name: 'x', type: 'number', required: false }],
    [
      'a default of no type',
      '  x: { default: true, description: y }\n',
      { name: 'x', type: 'boolean', default: true, required: false, description: 'y' },
    ],
    [
      'choices',
      '  x: { type: string, choices: [a, b], default: a }\n',
      { name: 'x', type: 'string', enum: ['a', 'b'], default: 'a', required: false },
    ],
    [
      'choices of a list',
      '  x: { type: array, enum: [a, b], default: [a] }\n',
      { name: 'x', type: 'array', items: { type: 'any', enum: ['a', 'b'] }, default: ['a'], required: false },
    ],
    [
      'the older validation',
      '  x: { type: integer, validation: { min: 1, max: 5 } }\n',
      { name: 'x', type: 'integer', minimum: 1, maximum: 5, required: true },
    ],
    [
      'items and properties',
      '  x: { type: array, items: { type: object, properties: { n: { type: integer } } } }\n',
      {
        name: 'x',
        type: 'array',
        items: { type: 'object', properties: { n: { type: 'integer', required: false } }, required: false },
        required: true,
      },
    ],
    [
      'a text that YAML reads as a number',
      '  x: { type: string, default: 1.10 }\n',
      { name: 'x', type: 'string', default: '1.10', required: false },
    ],
  ])('L4 reads %s', (_title, text, expected) => expect(specOf(text)).toEqual([expected]));

  it('L4 merges `inputs` and `parameters`, and refuses a name in both', () => {
    expect(pipelineOf(`${withInputs('  x: 1\n')}parameters:\n  y: 2\n`).inputs.map(({ name }) => name)).toEqual([
      'x',
      'y',
    ]);
    expect(only(`${withInputs('  x: 1\n')}parameters:\n  x: 2\n`)).toMatchObject({
      code: 'conflicting_keys',
      span: { line: 7, column: 3 },
    });
  });

  it.each([
    ['an unknown key', '  x: { type: string, defualt: 1 }\n', 'unknown_key', 'defualt'],
    ['a misspelled type key', '  x: { typ: string }\n', 'unknown_key', 'typ'],
    ['an unknown type', '  x: { type: strin }\n', 'invalid_value', 'strin'],
    ['a default of another type', '  x: { type: integer, default: many }\n', 'invalid_default', 'many'],
    ['a default out of range', '  x: { type: integer, default: 9, maximum: 5 }\n', 'invalid_default', '9'],
    ['a default that is no choice', '  x: { default: c, enum: [a, b] }\n', 'invalid_default', 'c'],
    [
      'an item of a default',
      '  x: { type: array, items: { type: integer }, default: [1, b] }\n',
      'invalid_default',
      'b',
    ],
    ['a pattern that is none', '  x: { type: string, pattern: "(" }\n', 'bad_pattern', '"("'],
    [
      'a pattern that needs backtracking',
      '  x: { type: string, pattern: "(?<=a)b" }\n',
      'pattern_not_linear',
      '"(?<=a)b"',
    ],
    ['a name that is none', '  "a b": 1\n', 'invalid_name', '"a b"'],
  ])('L4 refuses %s at its place', (_title, inputs, code, marked) => {
    expect(only(withInputs(inputs))).toMatchObject({ code, marked });
  });

  it('L17 warns of a template in a default: it is data', () => {
    expect(only(withInputs('  x: "{{ now() }}"\n'))).toMatchObject({
      code: 'template_not_rendered',
      severity: 'warning',
    });
  });
});

describe('the values of inputs', () => {
  const pipeline = pipelineOf(
    withInputs(
      '  name: { type: string, description: Who }\n  count: { type: integer, minimum: 1, default: 3 }\n  tags: { type: array, items: { type: string }, required: false }\n  any: { required: false }\n  flag: false\n',
    ),
  );

  it('L4 fills in defaults, and leaves out what is optional', () => {
    expect(fitInputs(pipeline, { name: 'x' })).toEqual({ ok: true, values: { name: 'x', count: 3, flag: false } });
  });

  it('L4 reads texts of a command line as the declared type', () => {
    const text = (value: string) => ({ text: value });
    expect(
      fitInputs(pipeline, {
        name: text('1.10'),
        count: text('5'),
        tags: text('["a"]'),
        any: text('{"a":1}'),
        flag: text('yes'),
      }),
    ).toEqual({
      ok: true,
      values: { name: '1.10', count: 5, tags: ['a'], any: { a: 1 }, flag: true },
    });
    expect(fitInputs(pipeline, { name: text(''), any: text('1.10') })).toMatchObject({
      values: { name: '', any: '1.10' },
    });
    expect(fitInputs(pipeline, { name: text('x'), any: text('007') })).toMatchObject({ values: { any: '007' } });
  });

  it('L4 tells every violation at once', () => {
    expect(fitInputs(pipeline, { count: 0, tags: [1, null, {}], nme: 'x', flag: 'perhaps' })).toEqual({
      ok: false,
      problems: [
        { path: 'nme', message: 'there is no such input; did you mean `name`?' },
        { path: 'name', message: 'a value is required (Who)' },
        { path: 'count', message: 'expected at least 1, found 0' },
        { path: 'flag', message: 'expected true or false, found the text "perhaps"' },
      ],
    });
  });

  it('L4 reads a map with the one key `text` as a value where an object is asked', () => {
    const object = pipelineOf(withInputs('  o: { type: object }\n'));
    expect(fitInputs(object, { o: { text: 'hello' } })).toEqual({ ok: true, values: { o: { text: 'hello' } } });
    expect(fitInputs(object, { o: { text: '{"a": 1}' } })).toEqual({ ok: true, values: { o: { a: 1 } } });
  });

  it('L4 checks that files exist, where it can', () => {
    const files = pipelineOf(withInputs('  f: { type: file }\n'));
    expect(fitInputs(files, { f: 'a.csv' }, { fileExists: (path) => path === 'a.csv' })).toMatchObject({ ok: true });
    expect(fitInputs(files, { f: 'b.csv' }, { fileExists: () => false })).toEqual({
      ok: false,
      problems: [{ path: 'f', message: 'there is no file "b.csv"' }],
    });
  });

  it('L4 takes inputs that are called like members of Object', () => {
    const odd = pipelineOf(withInputs('  constructor: 1\n  toString: { required: false }\n'));
    expect(fitInputs(odd, {})).toEqual({ ok: true, values: { constructor: 1 } });
  });
});

describe('the outputs of a file', () => {
  const outputs = (text: string) => `${file(echo('a'))}outputs:\n${text}`;

  it('L5 reads templates and specifications', () => {
    expect(
      pipelineOf(outputs('  x: "{{ a }}"\n  y: { value: [1, "{{ a }}"], type: float, description: d }\n')).outputs,
    ).toMatchObject([
      { name: 'x', value: { kind: 'template' } },
      { name: 'y', value: { kind: 'list' }, type: 'number', description: 'd' },
    ]);
  });

  it('L5 checks the names in outputs', () => {
    expect(only(outputs('  x: "{{ b }}"\n'))).toMatchObject({ code: 'undefined_name', marked: 'b', path: 'outputs.x' });
    expect(codes(outputs('  x: { source: "{{ b }}" }\n'))).toEqual(['5:8 unknown_key', '5:20 undefined_name']);
    expect(compile(outputs('  x: { description: d }\n')).diagnostics.map(({ code }) => code)).toEqual(['missing_key']);
  });
});
