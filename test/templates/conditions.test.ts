import { describe, expect, it } from 'vitest';
import { compileCondition } from '../../electron/templates/compile.ts';
import { decide, errorOf, skippedStep, step } from './support.ts';

const names = { rows: [], n: 3, name: 'Ann', kinds: ['trend', 'other'], fetch: step(), off: skippedStep('off') };

describe('L16 conditions', () => {
  it.each([
    ['n > 2', true],
    ['{{ n > 2 }}', true],
    ['  {{- n > 2 -}}\n', true],
    ['{{ n }} > 2', true],
    ["'trend' in {{ kinds }}", true],
    ["'sales' in {{ kinds }} or {{ n }} == {{ n }}", true],
    ['{{ rows | length > 0 }}', false],
    ['rows', false],
    ['not rows', true],
    ['fetch', true],
    ['off', false],
    ["fetch.status == 'completed'", true],
    ['missing is defined and missing.field > 1', false],
    ["{{ {'a': {'b': 1}}.a.b == 1 }}", true],
    ['0', false],
    ['{{ 0.0 }}', false],
  ])('L16 %j is %j', (condition, expected) => {
    expect(decide(condition, names).value).toBe(expected);
  });

  it.each([
    ['true', true],
    ['Yes', true],
    ['ON', true],
    ['1', true],
    [' false ', false],
    ['no', false],
    ['off', false],
    ['0', false],
  ])('L16 takes the word %j for %j, and a text that an expression yields', (word, expected) => {
    expect(decide(word).value).toBe(expected);
    expect(decide('{{ word }}', { word }).value).toBe(expected);
  });

  it.each([['Quality is good'], [''], ['2'], ['nope']])('L16 takes no other text for true or false: %j', (word) => {
    expect(errorOf(() => decide('{{ word }}', { word }))).toMatchObject({
      code: 'condition_not_boolean',
      start: 3,
      end: 7,
    });
  });

  it('L16 reads a result that is never parsed again', () => {
    expect(errorOf(() => decide('{{ text }}', { text: '1 == 1' })).code).toBe('condition_not_boolean');
  });

  it('L16 fails where a name is undefined', () => {
    expect(errorOf(() => decide('rowz | length > 0', names))).toMatchObject({
      code: 'undefined_name',
      start: 0,
      end: 4,
    });
  });

  it.each([
    ['rows | length > 0', 'rows | length (0) > 0'],
    ['{{ n > 2 and name == "Bob" }}', 'n (3) > 2 and name (\'Ann\') == "Bob"'],
    ['n > 5 and name', 'n (3) > 5 and name'],
    ['n + 1 > 9 or missing is defined', 'n (3) + 1 > 9 or missing (undefined) is defined'],
    ['fetch.size in [1, n]', 'fetch.size (5) in [1, n (3)]'],
    ['fetch', 'fetch ({…1})'],
    ['kinds[0] == "x"', 'kinds[0] (\'trend\') == "x"'],
    ["'a' in {{ kinds }}", "'a' in {{ kinds ([…2]) }}"],
    ['no', 'no'],
  ])('L16 tells how %j reads', (condition, text) => {
    expect(decide(condition, names).text).toBe(text);
  });

  it.each([
    ['', 'empty_expression'],
    ['{{ }}', 'empty_expression'],
    ['{% if n %}true{% endif %}', 'condition_not_expression'],
    ["'{{ name }}' == 'Ann'", 'template_in_string'],
    ['n > 2 }}', 'unbalanced_bracket'],
    ['{{ n > 2', 'unclosed_bracket'],
    ['name really is good', 'unexpected_token'],
    ['n = 3', 'unexpected_token'],
    ['n && name', 'unknown_operator'],
    ['{{ n }} {{ name }}', 'unexpected_token'],
  ])('L16 refuses %j before anything runs', (condition, code) => {
    expect(errorOf(() => compileCondition(condition))).toMatchObject({ name: 'TemplateSyntaxError', code });
    expect(errorOf(() => compileCondition(condition)).hint ?? code).toBeTypeOf('string');
  });
});
