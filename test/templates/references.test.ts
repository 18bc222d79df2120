import { describe, expect, it } from 'vitest';
import { checkTemplate } from '../../electron/templates/check/check.ts';
import { hyphenatedName } from '../../electron/templates/check/names.ts';
import { findCalls, findFilters, findReferences, findTests } from '../../electron/templates/check/references.ts';
import { compileCondition, compileTemplate } from '../../electron/templates/compile.ts';

function referencesOf(template: string): readonly string[] {
  return findReferences(compileTemplate(template))
    .filter(({ called }) => !called)
    .map(({ root, path, guarded }) => [root, ...path].join('.') + (guarded ? '?' : ''));
}

describe('L6 what counts as a reference', () => {
  it.each([
    ['{{ fetch }}', ['fetch']],
    ["{{ fetch.items[0]['name'].x }}", ['fetch.items.0.name.x']],
    ['{{ fetch[i].x }}', ['fetch', 'i']],
    ['{{ a + b.c ~ d | f(e) is eq(g) }}', ['a', 'b.c', 'd', 'e', 'g']],
    ['{{ {a: b}[c] }}', ['a', 'b', 'c']],
    ['{{ a[b:c:d] }}', ['a', 'b', 'c', 'd']],
    ['{{ a.upper() ~ f(b, c=d) }}', ['a', 'b', 'd']],
    ['{% if a %}{{ b }}{% elif c %}{{ d }}{% else %}{{ e }}{% endif %}', ['a', 'b', 'c', 'd', 'e']],
    [
      '{% for x in rows if x > min %}{{ x.y }}{{ loop.index }}{{ z }}{% else %}{{ x }}{% endfor %}',
      ['rows', 'min', 'z', 'x'],
    ],
    ['{% for a, (b, c) in a %}{{ a }}{{ b }}{{ c }}{% endfor %}{{ b }}', ['a', 'b']],
    ['{{ x }}{% set x = x + 1 %}{{ x }}', ['x', 'x']],
    ['{% if a %}{% set x = 1 %}{% endif %}{{ x }}', ['a']],
    ['{% for a in b %}{% set x = 1 %}{{ x }}{% endfor %}{{ x }}', ['b', 'x']],
    ['{% set x | f(a) %}{{ b }}{% endset %}{{ x }}', ['a', 'b']],
    ['{% set ns = namespace(a=b) %}{% set ns.a = c %}{{ ns.a }}', ['b', 'c']],
    ['{% raw %}{{ a }}{% endraw %}{# {{ b }} #}{{ "c" }}', []],
    ['{{ true and none }}', []],
    ['{{ $item.x }}', ['item.x']],
  ])('L6 %s', (template, expected) => {
    expect(referencesOf(template)).toEqual(expected);
  });

  it.each([
    ['{{ a | default(b) }}', ['a?', 'b']],
    ['{{ a.b | default(c) | default(1) }}', ['a.b?', 'c?']],
    ['{{ (a | upper) | default(1) }}', ['a']],
    ['{{ a is defined }}', ['a?']],
    ['{{ a is not defined }}', ['a?']],
    ['{{ a is defined and a.b > 1 }}', ['a?', 'a.b?']],
    ['{{ a.b is defined and a.b.c and a and a.c }}', ['a.b?', 'a.b.c?', 'a?', 'a.c']],
    ['{{ a is defined or a.b }}', ['a?', 'a.b']],
    ['{{ a is undefined or a.b }}', ['a?', 'a.b?']],
    ['{{ a.b if a is defined else a }}', ['a.b?', 'a?', 'a']],
    ['{% if a is defined and b %}{{ a.x }}{{ b }}{% else %}{{ a }}{% endif %}', ['a?', 'b', 'a.x?', 'b', 'a']],
    ['{% if a is not defined %}{{ a }}{% elif a.x %}{{ a.y }}{% endif %}', ['a?', 'a', 'a.x?', 'a.y?']],
    ['{{ (a if c else b) | default(1) }}', ['a?', 'c', 'b?']],
  ])('L13 knows what may be missing in %s', (template, expected) => {
    expect(referencesOf(template)).toEqual(expected);
  });

  it('L6 gives each reference its place, up to the last literal part', () => {
    const text = "a {{ fetch['x'].y[i].z }} {{ now() }}";
    const found = findReferences(compileTemplate(text)).map(({ start, end, called }) => [
      text.slice(start, end),
      called,
    ]);
    expect(found).toEqual([
      ["fetch['x'].y", false],
      ['i', false],
      ['now', true],
    ]);
  });

  it('L6 finds references in conditions, in braces or not', () => {
    const roots = findReferences(compileCondition("'x' in {{ a.b }} and c")).map(({ root }) => root);
    expect(roots).toEqual(['a', 'c']);
  });

  it('L7 lists calls, filters and tests with their places', () => {
    const template = compileTemplate('{{ now() | date | upper }}{% if a is even %}{{ len(a | sort) }}{% endif %}');
    const names = (uses: readonly { name: string; start: number }[]): unknown =>
      uses.map(({ name, start }) => [name, start]);
    expect(names(findCalls(template))).toEqual([
      ['now', 3],
      ['len', 47],
    ]);
    expect(names(findFilters(template))).toEqual([
      ['date', 11],
      ['upper', 18],
      ['sort', 55],
    ]);
    expect(names(findTests(template))).toEqual([['even', 37]]);
  });
});

describe('L7 what is wrong whatever the names hold', () => {
  it.each([
    ['{{ a | uper }}', 'unknown_filter', 'did you mean `upper`?'],
    ['{{ a | json }}', 'unknown_filter', 'write `to_json`'],
    ['{{ a | map("uper") }}', 'unknown_filter', 'did you mean `upper`?'],
    ["{{ a | selectattr('x', 'equls', 1) }}", 'unknown_test', undefined],
    ['{{ a is devined }}', 'unknown_test', 'did you mean `defined`?'],
    ['{{ nwo() }}', 'unknown_function', expect.any(String)],
    ['{{ now }}', 'function_not_called', 'call it: `now()`'],
    ['{{ a.strp() }}', 'unknown_method', 'did you mean `strip`?'],
    ['{{ a.push(1) }}', 'unknown_method', 'write `x + [y]`'],
    ['{{ a | round(1, 2, 3) }}', 'wrong_arguments', "it is written `round(precision=0, method='common')`"],
    ['{{ a | replace("x") }}', 'wrong_arguments', 'it is written `replace(old, new, count=none)`'],
    ['{{ a | truncate(lenght=3) }}', 'wrong_arguments', 'did you mean `length`?'],
    ['{{ a | truncate(3, length=3) }}', 'wrong_arguments', expect.any(String)],
    ["{{ a | regex_search('(?=x)') }}", 'pattern_not_linear', expect.any(String)],
    ['{% set x | uper %}{% endset %}', 'unknown_filter', 'did you mean `upper`?'],
    ['{% for x in a %}{% if x is evn %}{% endif %}{% endfor %}', 'unknown_test', 'did you mean `even`?'],
  ])('L7 finds the fault of %s', (text, code, hint) => {
    expect(checkTemplate(compileTemplate(text))).toEqual([expect.objectContaining({ code, hint })]);
  });

  it('L7 finds all faults at once, in the order of the text', () => {
    const problems = checkTemplate(compileTemplate('{{ now }} {{ a | b }} {{ c() }} {{ d is e }}'));
    expect(problems.map(({ code, start }) => [code, start])).toEqual([
      ['function_not_called', 3],
      ['unknown_filter', 17],
      ['unknown_function', 25],
      ['unknown_test', 40],
    ]);
  });

  it('L7 finds no fault in names that a template binds itself', () => {
    expect(checkTemplate(compileTemplate('{% for min in a %}{{ min }}{{ loop.cycle(1, 2) }}{% endfor %}'))).toEqual([]);
  });

  it('L8 reads a hyphenated name out of a subtraction', () => {
    const only = (text: string) => compileTemplate(text).only?.expression ?? null;
    const nameOf = (text: string): string | null => {
      const expression = only(text);
      return expression === null ? null : hyphenatedName(expression);
    };
    expect(nameOf('{{ web-search }}')).toBe('web-search');
    expect(nameOf('{{ a-b-c.d }}')).toBe('a-b-c');
    expect(nameOf('{{ a - 1 }}')).toBeNull();
  });
});
