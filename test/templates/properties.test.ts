import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../shared/json.ts';
import { checkTemplate } from '../../electron/templates/check/check.ts';
import { everyExpression, findReferences } from '../../electron/templates/check/references.ts';
import type { CompiledTemplate } from '../../electron/templates/compile.ts';
import { compileCondition, compileTemplate } from '../../electron/templates/compile.ts';
import { TemplateError, TemplateSyntaxError } from '../../electron/templates/errors.ts';
import { evaluateCondition, renderTemplate } from '../../electron/templates/render.ts';
import { contextOf, render, skippedStep, step } from './support.ts';

const PIECES = [
  '{{',
  '}}',
  '{%',
  '%}',
  '{#',
  '#}',
  '-',
  '+',
  ' ',
  '\n',
  'if',
  'else',
  'elif',
  'endif',
  'for',
  'in',
  'endfor',
  'set',
  'endset',
  'raw',
  'endraw',
  'x',
  'rows',
  'fetch',
  'off',
  'obj',
  '.',
  '[',
  ']',
  '(',
  ')',
  '{',
  '}',
  ',',
  ':',
  '|',
  '~',
  '*',
  '**',
  '/',
  '//',
  '%',
  '==',
  '!=',
  '<',
  '>',
  '<=',
  '=',
  'and',
  'or',
  'not',
  'is',
  'defined',
  'upper',
  'default',
  'join',
  'map',
  "'a'",
  '"b"',
  "'",
  '"',
  '\\',
  '1',
  '0',
  '2.5',
  '10000000',
  'none',
  'true',
  'range',
  'loop',
  'regex_search',
  'from_json',
  '$',
  '&&',
  '?',
  '!',
  'é',
  '😀',
  '\u202e',
  '\0',
] as const;
const VALID = [
  '{{ x }}',
  '{{ rows | length }}',
  '{% if x %}',
  '{% endif %}',
  '{% for r in rows %}',
  '{{ loop.index }}',
  '{% endfor %}',
  '{% set y = x %}',
  '{{ y }}',
  '{{ obj.a.b }}',
  '{{ fetch.size + 1 }}',
  'text ',
] as const;

const garbage = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join('')) },
  {
    weight: 2,
    arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 15 }).map((pieces) => `{{ ${pieces.join(' ')} }}`),
  },
  { weight: 2, arbitrary: fc.array(fc.constantFrom(...VALID), { maxLength: 15 }).map((pieces) => pieces.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
);
const context = contextOf({
  x: 'text',
  rows: [1, 2, 3],
  obj: { a: { b: 'c' } },
  fetch: step(),
  off: skippedStep('off'),
});
const RUNS = 3000;

describe('L17 hostile input', () => {
  it('L17 ends any text as a template in a value or one of our errors, inside the text', () => {
    fc.assert(
      fc.property(garbage, (text) => survive(text, () => renderTemplate(compileTemplate(text), context))),
      { numRuns: RUNS },
    );
  });

  it('L17 ends any text as a condition in true, false or one of our errors, inside the text', () => {
    fc.assert(
      fc.property(garbage, (text) => survive(text, () => evaluateCondition(compileCondition(text), context))),
      { numRuns: RUNS },
    );
  });

  it('L17 keeps the place of every expression, reference and problem inside the text', () => {
    fc.assert(
      fc.property(garbage, (text) => {
        const compiled = compiledOrNull(text);
        if (compiled === null) return;
        const places = [...everyExpression(compiled), ...findReferences(compiled), ...checkTemplate(compiled)];
        for (const place of places) expectInside(text, place);
      }),
      { numRuns: RUNS },
    );
  });

  it('L17 survives any data under any filter', () => {
    const filters = fc.constantFrom(
      'upper',
      'title',
      'length',
      'sort',
      'unique',
      'first',
      'join',
      'sum',
      'max',
      'to_json',
      'to_yaml',
      'from_yaml',
      'urlencode',
      'markdown_table',
      'slugify',
      'wordwrap(5)',
      'truncate(4)',
      'batch(2)',
      'striptags',
      'dictsort',
      'items',
      'int',
      'float',
      'round',
      'date',
      'groupby("a")',
      'map(attribute="a")',
      'center',
      'indent',
      'filesizeformat',
      'xmlattr',
      'regex_findall("(a|b)*")',
      'b64decode',
      'split',
    );
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(filters, { minLength: 1, maxLength: 3 }), (value, chain) => {
        const text = `{{ value | ${chain.join(' | ')} }}`;
        survive(text, () => renderTemplate(compileTemplate(text), contextOf({ value: value as Json })));
      }),
      { numRuns: RUNS },
    );
  });
});

describe('L14 values', () => {
  it('L14 passes any data through one expression unchanged, and prints it as JSON elsewhere', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(render('{{ value }}', { value: value as Json })).toEqual(value);
        if (typeof value === 'string') return;
        const printed = render('{{ value }}{{ "" }}', { value: value as Json });
        expect(JSON.parse(String(printed))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 500 },
    );
  });

  it('L14 gives a text without braces back as it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }).filter((text) => !/\{[{%#]/.test(text)),
        (text) => {
          expect(render(text)).toBe(text);
        },
      ),
    );
  });

  it('L10 slices as a list of characters does', () => {
    const bound = fc.option(fc.integer({ min: -8, max: 8 }), { nil: undefined });
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', '😀', 'é'), { maxLength: 6 }),
        bound,
        bound,
        (characters, from, to) => {
          const text = characters.join('');
          const template = `{{ text[${from ?? ''}:${to ?? ''}] }}`;
          expect(render(template, { text })).toBe(characters.slice(from ?? 0, to ?? characters.length).join(''));
        },
      ),
    );
  });
});

function survive(text: string, run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof TemplateError) && !(error instanceof TemplateSyntaxError)) throw error;
    expectInside(text, error);
    expect(error.message.length).toBeLessThan(1500);
  }
}

function compiledOrNull(text: string): CompiledTemplate | null {
  try {
    return compileTemplate(text);
  } catch (error) {
    if (error instanceof TemplateSyntaxError) return null;
    throw error;
  }
}

function expectInside(text: string, { start, end }: { start: number; end: number }): void {
  expect(start).toBeGreaterThanOrEqual(0);
  expect(end).toBeGreaterThanOrEqual(start);
  expect(end).toBeLessThanOrEqual(text.length);
}
