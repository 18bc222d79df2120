import { describe, expect, it } from 'vitest';
import { errorOf, outcomeOf, render } from './support.ts';

const context = { n: 1, text: 'abc', list: [1], obj: { a: 1 }, big: 'ab '.repeat(100_000) };

describe('L17 reaches data only', () => {
  const names = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', 'prototype', 'length', 'concat', 'at', 'then'];
  const roots = ['n', 'text', 'list', 'obj', 'now()', '[]', '{}', "''", '(1.5)', 'true', 'none'];

  it.each(roots)('L17 finds no inherited field on %s', (root) => {
    for (const name of names) {
      expect(outcomeOf(`{{ ${root}.${name} is defined }}`, context)).toEqual({ value: false });
      expect(outcomeOf(`{{ ${root}['${name}'] is defined }}`, context)).toEqual({ value: false });
    }
  });

  it.each(['__proto__', '__class__', '_private', '__defineGetter__'])('L17 refuses the name %s after a dot', (name) => {
    expect(errorOf(() => render(`{{ obj.${name} }}`, context)).code).toBe('private_name');
    expect(outcomeOf(`{{ obj['${name}'] is defined }}`, context)).toEqual({ value: false });
    expect(outcomeOf(`{{ [obj] | map(attribute='${name}') }}`, context)).toEqual({ error: 'evaluation' });
  });

  it('L17 reads a field that data owns, whatever its name', () => {
    const row: { [name: string]: number } = JSON.parse('{"__proto__": 1, "_id": 2, "constructor": 3}');
    expect(render("{{ [row['__proto__'], row['_id'], row.constructor] }}", { row })).toEqual([1, 2, 3]);
  });

  it('L17 makes plain objects of hostile names', () => {
    const made = render("{{ {'__proto__': {'polluted': 1}, 'constructor': 2} }}");
    expect(Object.keys(made as object)).toEqual(['__proto__', 'constructor']);
    expect({}).not.toHaveProperty('polluted');
    expect(render('{{ dict(toString=1).toString }}')).toBe(1);
    expect(render('{{ \'{"__proto__": 1}\' | from_json }}')).toEqual(JSON.parse('{"__proto__": 1}'));
  });

  it.each([
    ['{{ _hidden }}'],
    ['{{ globalThis }}'],
    ['{{ process.env }}'],
    ['{{ require("fs") }}'],
    ['{{ this }}'],
    ['{{ obj.constructor.constructor("return 1")() }}'],
    ['{{ "".__class__.__mro__ }}'],
    ['{{ self.__init__ }}'],
    ['{{ text.constructor("x") }}'],
    ['{{ list.map(now) }}'],
    ['{{ obj | attr("a") }}'],
    ['{{ text.at(0) }}'],
    ['{{ obj.toString() }}'],
    ['{{ obj.hasOwnProperty("a") }}'],
  ])('L17 gives %s nothing', (template) => {
    expect(outcomeOf(template, context)).toHaveProperty('error');
  });

  it('L17 hides names of the scope that begin with `_`, and lets loops use them', () => {
    expect(errorOf(() => render('{{ _x }}', { _x: 1 })).code).toBe('undefined_name');
    expect(render('{% for _ in [1, 2] %}a{% endfor %}')).toBe('aa');
  });
});

describe('L17 bounds the work of a template', () => {
  it.each([
    ['{{ range(10**9) }}', 'too_many_operations'],
    ["{{ 'a' * 10**9 }}", 'text_too_large'],
    ['{{ [1] * 10**9 }}', 'too_many_operations'],
    ['{{ 9**9**9**9 }}', 'number_too_large'],
    ['{{ 10 ** 400 }}', 'number_too_large'],
    ['{{ 9007199254740991 + 1 }}', 'number_too_large'],
    ["{{ '12345678901234567890' | int }}", 'number_too_large'],
    ['{{ 1e308 * 10 }}', 'number_too_large'],
    ['{{ (0 - 8) ** 0.5 }}', 'not_a_number'],
    ['{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}', 'too_many_operations'],
    ["{% for a in range(90000) %}{{ 'x' * 1000 }}{% endfor %}", 'text_too_large'],
    ["{% set x = 'a' * 9999999 %}{{ x ~ x }}", 'text_too_large'],
    ["{% set x = 'a' * 9999 %}{{ x | replace('a', x) }}", 'text_too_large'],
    ["{% set x = 'a' * 9999 %}{{ x.join(x) }}", 'text_too_large'],
    ["{{ 'a' | center(10**8) }}", 'text_too_large'],
    ["{{ '7'.zfill(10**9) }}", 'text_too_large'],
    ["{{ '%99999s' * 999 % ([1] * 999) }}", 'too_many_operations'],
    ['{{ range(3) | batch(10**9, 0) }}', 'too_many_operations'],
    ['{{ range(3) | slice(10**9) }}', 'too_many_operations'],
    ["{{ ('a\\n' * 99999) | indent(999) | length }}", 'text_too_large'],
    ["{{ ('[' * 5000) | from_yaml }}", 'too_deep'],
    ["{{ ('- ' * 5000) | from_yaml }}", 'too_deep'],
    ["{{ ('[\\n' * 5000) | from_yaml }}", 'too_deep'],
    ["{{ ('[' * 5000 ~ ']' * 5000) | from_json }}", 'too_deep'],
    ["{{ big | regex_search('((a?){30}(b?){30})*x') }}", 'too_many_operations'],
  ])('L17 refuses %s', (template, code) => {
    expect(errorOf(() => render(template, context)).code).toBe(code);
  });

  it('L17 refuses what is small in memory and endless when printed, compared or passed on', () => {
    const doubling = `{% set a = ['x' * 100] %}${'{% set a = [a, a, a, a, a, a, a, a, a, a] %}'.repeat(12)}`;
    expect(errorOf(() => render(`${doubling}{{ a }}`)).code).toBe('text_too_large');
    expect(errorOf(() => render(`${doubling}{{ a | to_json | length }}`)).code).toBe('text_too_large');
    expect(errorOf(() => render(`${doubling}{% set b = a[0:10] %}{{ [b] == [a[:]] }}{{ a | unique }}`)).code).toMatch(
      /too/,
    );
    const native = `{{ ${'['.repeat(1)}${'(x * 100)'}] }}`;
    const list = Array.from({ length: 2000 }, () => 'y'.repeat(100));
    expect(errorOf(() => render(native, { x: [list] })).code).toBe('text_too_large');
  });

  it('L17 passes data on as it is, however large', () => {
    const data = ['x'.repeat(20 * 1024 * 1024)];
    expect(render('{{ data }}', { data })).toBe(data);
  });

  it('L17 stops after a second of the injected clock', () => {
    let ms = 0;
    const clock = (): number => (ms += 600);
    const template = '{% for a in range(9000) %}{{ a }}{% endfor %}';
    expect(errorOf(() => render(template, {}, { clock })).code).toBe('too_slow');
    expect(render(template, {}, { clock: () => 0 })).toBeTypeOf('string');
  });

  it('L17 gives each evaluation a budget of its own', () => {
    for (let times = 0; times < 5; times += 1) expect(render('{{ range(400000) | length }}')).toBe(400_000);
  });

  it.each([
    ['brackets', (depth: number) => `{{ ${'['.repeat(depth)}${']'.repeat(depth)} }}`],
    ['parentheses', (depth: number) => `{{ ${'('.repeat(depth)}1${')'.repeat(depth)} }}`],
    ['objects', (depth: number) => `{{ ${"{'a': ".repeat(depth)}1${'}'.repeat(depth)} }}`],
    ['signs', (depth: number) => `{{ ${'-'.repeat(depth)}1 }}`],
    ['nots', (depth: number) => `{{ ${'not '.repeat(depth)}1 }}`],
    ['sums', (depth: number) => `{{ 1${' + 1'.repeat(depth)} }}`],
    ['accesses', (depth: number) => `{{ a${'.a'.repeat(depth)} | default(1) }}`],
    ['subscripts', (depth: number) => `{{ a${'[0]'.repeat(depth)} | default(1) }}`],
    ['keys', (depth: number) => `{{ ${'a['.repeat(depth)}0${']'.repeat(depth)} is defined }}`],
    ['filters', (depth: number) => `{{ 1${' | abs'.repeat(depth)} }}`],
    ['calls', (depth: number) => `{{ ${'abs('.repeat(depth)}1${')'.repeat(depth)} }}`],
    ['conditionals', (depth: number) => `{{ 1${' if 1 else 1'.repeat(depth)} }}`],
    ['blocks', (depth: number) => `${'{% if 1 %}'.repeat(depth)}${'{% endif %}'.repeat(depth)}`],
    ['loops', (depth: number) => `${'{% for a in [1] %}'.repeat(depth)}${'{% endfor %}'.repeat(depth)}`],
    ['targets', (depth: number) => `{% for ${'('.repeat(depth)}a${')'.repeat(depth)} in [1] %}{% endfor %}`],
    ['tests', (depth: number) => `{{ ${'(1 is eq '.repeat(depth)}1${')'.repeat(depth)} }}`],
  ])('L17 refuses nesting beyond 200 levels: %s', (_what, template) => {
    expect(errorOf(() => render(template(4_000))).code).toBe('too_deep');
    expect(outcomeOf(template(90), { a: [0] })).not.toHaveProperty('error');
  });

  it.each([
    ['expressions', '{{1}}'.repeat(900_000)],
    ['braces', '{{'.repeat(2_400_000)],
    ['items', `{{ [${'1,'.repeat(1_000_000)}] }}`],
    ['blocks', '{% set a = 1 %}'.repeat(100_000)],
  ])('L17 refuses a template of more than 50,000 tokens: %s', (_what, template) => {
    expect(errorOf(() => render(template)).code).toBe('template_too_large');
  });

  it('L17 takes long chains of one operator', () => {
    expect(render(`{{ 'a'${" ~ 'a'".repeat(5000)} }}`)).toHaveLength(5001);
    expect(render(`{{ 1${' and 1'.repeat(5000)} }}`)).toBe(1);
    expect(render(`{{ 1${' == 1'.repeat(5000)} }}`)).toBe(true);
    expect(render(`${'{% if 0 %}{% elif 0 %}'.repeat(1)}${'{% elif 0 %}'.repeat(5000)}{% endif %}`)).toBe('');
  });

  it.each([
    ["{{ text | regex_search('(?=a)') }}", 'look-ahead'],
    ["{{ text | regex_search('(?<=a)b') }}", 'look-behind'],
    ["{{ text | regex_replace('(a)\\\\1', '') }}", 'a back-reference'],
  ])('L17 refuses a pattern that is not linear: %s', (template, feature) => {
    const error = errorOf(() => render(template, context));
    expect(error.code).toBe('pattern_not_linear');
    expect(error.message).toContain(feature);
  });

  it('L17 matches a pattern that hangs other engines', () => {
    expect(render("{{ text | regex_search('^(a+)+$') }}", { text: `${'a'.repeat(5000)}b` })).toBeNull();
  });
});
