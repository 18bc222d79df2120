import { describe, expect, it } from 'vitest';
import type { Json } from '../../shared/json.ts';
import { FUNCTION_NAMES, FUNCTIONS } from '../../electron/templates/evaluate/functions.ts';
import { METHODS } from '../../electron/templates/evaluate/methods.ts';
import { TEST_NAMES, TESTS } from '../../electron/templates/evaluate/tests.ts';
import { FILTER_NAMES, FILTERS } from '../../electron/templates/filters.ts';
import { toText } from '../../electron/templates/render.ts';
import { errorOf, render } from './support.ts';

const names = {
  title: 'Über Größe & 10 % – café №5!',
  rows: [
    { name: 'a|b', n: 1 },
    { name: 'c\nd', extra: [1] },
  ],
  when: '2026-03-04T05:06:07.089+02:00',
  path: 'data/out/report.csv',
};

describe('L15 the filters beside those of Jinja', () => {
  it.each<[string, Json]>([
    ['{{ title | slugify }}', 'uber-grosse-10-cafe-no5'],
    ["{{ title | slugify('_', 9) }}", 'uber_gros'],
    ["{{ 'a b c' | slugify(max_length=4) }}", 'a-b'],
    ["{{ '!!!' | slugify }}", ''],
    ["{{ 'one two  three four' | truncate_words(3) }}", 'one two  three...'],
    ["{{ 'one two' | truncate_words(3) }}", 'one two'],
    ["{{ 'one two' | truncate_words(1, '…') }}", 'one…'],
    ["{{ 'id=42, id=7' | regex_search('id=(\\\\d+)') }}", 'id=42'],
    ["{{ 'id=42, id=7' | regex_search('id=(\\\\d+)', 1) }}", '42'],
    ["{{ 'id=42' | regex_search('id=(?P<id>\\\\d+)', 'id') }}", '42'],
    ["{{ 'ID=42' | regex_search('id', ignorecase=true) }}", 'ID'],
    ["{{ 'abc' | regex_search('x') }}", null],
    ["{{ 'a1b22' | regex_replace('\\\\d+', '#') }}", 'a#b#'],
    ["{{ 'a1b22' | regex_replace('\\\\d', '#', 1) }}", 'a#b22'],
    ["{{ 'john smith' | regex_replace('(\\\\w+) (?P<last>\\\\w+)', '\\\\g<last>, \\\\1') }}", 'smith, john'],
    ["{{ 'abc' | regex_replace('', '-') }}", '-a-b-c-'],
    ["{{ 'a1b22' | regex_findall('\\\\d+') }}", ['1', '22']],
    [
      "{{ 'k=v, x=y' | regex_findall('(\\\\w)=(\\\\w)') }}",
      [
        ['k', 'v'],
        ['x', 'y'],
      ],
    ],
    ["{{ 'a\\nb' | regex_findall('^.', multiline=true) }}", ['a', 'b']],
    ["{{ {'a': [1, none]} | to_json }}", '{"a": [1, null]}'],
    ["{{ {'b': 1, 'a': 2} | to_json(sort_keys=true) }}", '{"a": 2, "b": 1}'],
    ["{{ {'a': [1, {}], 'b': []} | to_json(indent=2) }}", '{\n  "a": [\n    1,\n    {}\n  ],\n  "b": []\n}'],
    ['{{ \'{"a": [1]}\' | from_json }}', { a: [1] }],
    ["{{ ('[1, 2]' | from_json) | sum }}", 3],
    ['{{ [1, 2] | from_json }}', [1, 2]],
    ['{{ {"a": 1} | from_yaml }}', { a: 1 }],
    ["{{ {'a': [1, 'x'], 'b': 'y: z'} | to_yaml }}", 'a:\n  - 1\n  - x\nb: "y: z"\n'],
    ["{{ 'a: 1\\nb: [x, yes]' | from_yaml }}", { a: 1, b: ['x', 'yes'] }],
    ["{{ '' | from_yaml }}", null],
    ["{{ 'id: 9007199254740993\nn: 5' | from_yaml }}", { id: '9007199254740993', n: 5 }],
    ['{{ \'{"id": 9007199254740993, "n": 5}\' | from_json }}', { id: '9007199254740993', n: 5 }],
    ['{{ when | date }}', '2026-03-04'],
    [
      "{{ when | date('%d.%m.%y %H:%M:%S.%f %j %a %A %b %B %I %p %Z %z %s %F %T %% %-d') }}",
      '04.03.26 03:06:07.089000 063 Wed Wednesday Mar March 03 AM UTC +0000 1772593567 2026-03-04 03:06:07 % 4',
    ],
    ["{{ 0 | date('%Y') }}", '1970'],
    ["{{ '2026-01-31' | date('%H:%M') }}", '00:00'],
    ['{{ path | basename }}', 'report.csv'],
    ["{{ 'a\\\\b.txt' | basename }}", 'b.txt'],
    ["{{ 'a/b/' | basename }}", 'b'],
    ['{{ path | dirname }}', 'data/out'],
    ["{{ 'a.txt' | dirname }}", ''],
    ["{{ '/a' | dirname }}", '/'],
    ["{{ 'a, b,c' | split(',') }}", ['a', ' b', 'c']],
    ["{{ ' a  b ' | split }}", ['a', 'b']],
    ['{{ rows | markdown_table }}', '| name | n | extra |\n| --- | --- | --- |\n| a\\|b | 1 |  |\n| c<br>d |  | [1] |'],
    ["{{ rows | markdown_table(['n', 'name']) }}", '| n | name |\n| --- | --- |\n| 1 | a\\|b |\n|  | c<br>d |'],
    ["{{ 'héllo' | b64encode }}", 'aMOpbGxv'],
    ["{{ 'aMOpbGxv' | b64decode }}", 'héllo'],
    ["{{ '' | sha256 }}", 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ["{{ 'a' | sha256 | length }}", 64],
  ])('L15 %s', (template, expected) => {
    expect(render(template, names)).toEqual(expected);
  });

  it.each([
    ["{{ '{bad' | from_json }}", 'bad_json'],
    ["{{ 'a: [1' | from_yaml }}", 'bad_yaml'],
    ["{{ 'a: 1\\na: 2' | from_yaml }}", 'bad_yaml'],
    ["{{ 'soon' | date }}", 'bad_date'],
    ["{{ '2026-02-30' | date }}", 'bad_date'],
    ["{{ '2026-02-01' | date('%Q') }}", 'wrong_arguments'],
    ["{{ '%%%' | b64decode }}", 'bad_base64'],
    ["{{ '/w==' | b64decode }}", 'bad_base64'],
    ["{{ 'a' | regex_search('(') }}", 'bad_pattern'],
    ["{{ 'a' | regex_search('a', 3) }}", 'wrong_arguments'],
    ['{{ [1] | markdown_table }}', 'wrong_types'],
    ["{{ 'a,b' | markdown_table }}", 'wrong_types'],
    ["{{ 'a' | split('') }}", 'wrong_arguments'],
    ["{{ {'a b': 1} | xmlattr }}", 'wrong_arguments'],
    ["{{ 'a' | truncate('x') }}", 'wrong_types'],
  ])('L15 says what is wrong in %s', (template, code) => {
    expect(errorOf(() => render(template)).code).toBe(code);
  });

  it('L15 points at the filter that failed, with all before it', () => {
    const error = errorOf(() => render("x {{ 'abc' | upper | from_json }}"));
    expect(error).toMatchObject({ start: 5, end: 30 });
  });

  it('L15 reads the documents that it writes', () => {
    const data = { a: [1, 2.5, 'x: y', null, true, { '': [] }], 'é 😀': '\n "q" \\' };
    expect(render('{{ data | to_json | from_json }}', { data })).toEqual(data);
    expect(render('{{ data | to_json(2) | from_json }}', { data })).toEqual(data);
    expect(render('{{ data | to_yaml | from_yaml }}', { data })).toEqual(data);
  });

  it('L15 documents every filter, test, function and method with signature and sentence', () => {
    for (const table of [FILTERS, TESTS, FUNCTIONS, METHODS]) {
      for (const definition of table.values()) {
        expect(definition.signature).toMatch(/^\w+\(.*\)$/);
        expect(definition.doc).toMatch(/[.`]$/);
      }
    }
    expect([FILTER_NAMES.length > 60, TEST_NAMES.length > 30, FUNCTION_NAMES.length > 15]).toEqual([true, true, true]);
  });

  it('L15 prints what a template would print', () => {
    expect([toText('a'), toText(1.5), toText(null), toText([1, { a: true }])]).toEqual([
      'a',
      '1.5',
      'null',
      '[1, {"a": true}]',
    ]);
  });
});
