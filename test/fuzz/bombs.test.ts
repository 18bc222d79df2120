import { afterAll, describe, expect, it } from 'vitest';
import { Workers } from './workers.ts';

/** Of processor time, on a machine that does much else; without that the slowest, a text of 4 MB, takes under 3 s. */
const LONGEST_MS = 6_000;

const HEAD = 'name: bomb\nsteps:\n';
const GOOD = `${HEAD}  - { id: a, tool: echo, parameters: { value: 1 } }\n`;
const valued = (value: string): string => `${HEAD}  - { id: a, tool: echo, parameters: { value: ${value} } }\n`;
const rendered = (template: string): string => valued(JSON.stringify(template));
const many = (count: number, make: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => make(at)).join('');
const step = (id: string, more = ''): string => `  - { id: ${id}, tool: echo, parameters: { value: 1 }${more} }\n`;

/** What no person writes: refused, or run, in a moment and without much memory. */
const BOMBS: readonly (readonly [title: string, text: string, code: string | null])[] = [
  [
    'a billion laughs',
    `x-0: &a0 [1]\n${many(30, (at) => `x-${at + 1}: &a${at + 1} [*a${at}, *a${at}]\n`)}${GOOD}`,
    'alias_expansion',
  ],
  ['an anchor within itself', `x-a: &a [*a]\n${GOOD}`, 'unknown_alias'],
  ['a text of 10 MB', `description: "${'x'.repeat(10_000_000)}"\n${GOOD}`, 'file_too_large'],
  ['a text of 4 MB', `description: "${'x'.repeat(4_000_000)}"\n${GOOD}`, null],
  ['a comment of 4 MB', `${GOOD}# ${'x'.repeat(4_000_000)}`, null],
  ['4 MB of line breaks', `${GOOD}${'\n'.repeat(4_000_000)}`, 'file_too_complex'],
  ['4 MB of spaces', `${GOOD}${' '.repeat(4_000_000)}`, 'nested_too_deeply'],
  ['4 MB of exclamation marks', '!'.repeat(4_000_000), 'yaml_syntax'],
  ['4 MB of NUL', '\0'.repeat(4_000_000), 'control_character'],
  ['4 MB of quotes', '"'.repeat(4_000_000), 'file_too_complex'],
  ['100,000 open brackets', valued('['.repeat(100_000)), 'nested_too_deeply'],
  ['100,000 lists in lists', `x-a:\n  ${'- '.repeat(100_000)}x\n${GOOD}`, 'nested_too_deeply'],
  ['1,000,000 items', valued(`[${'1,'.repeat(1_000_000)}]`), 'file_too_complex'],
  ['100,000 equal keys', `${GOOD}${'name: x\n'.repeat(100_000)}`, 'file_too_complex'],
  ['100,000 inputs', `inputs:\n${many(100_000, (at) => `  i${at}: 1\n`)}${GOOD}`, 'file_too_complex'],
  ['50,000 steps', HEAD + many(50_000, (at) => step(`s${at}`)), 'file_too_complex'],
  [
    '600 steps that all wait for each other',
    HEAD + many(600, (at) => step(`s${at}`, `, needs: [${many(50, (other) => `s${(at + other + 1) % 600},`)}]`)),
    'cycle',
  ],
  [
    '120 steps that all wait for all before them',
    HEAD + many(120, (at) => step(`s${at}`, `, needs: [${many(at, (other) => `s${other},`)}]`)),
    null,
  ],
  ['a number of 1,000,000 digits', valued('9'.repeat(1_000_000)), 'number_out_of_range'],
  ['a number beyond all numbers', valued('1e999999999'), 'number_out_of_range'],
  ['a timeout beyond all times', HEAD + step('a', ', timeout: 99999999999999999999'), 'invalid_value'],
  ['a tool name of 1 MB', `${HEAD}  - { id: a, tool: ${'t'.repeat(1_000_000)} }\n`, 'unknown_tool'],
  ['900,000 templates in one text', rendered('{{1}}'.repeat(900_000)), 'template_too_large'],
  ['100,000 parentheses', rendered(`{{ ${'('.repeat(100_000)} }}`), 'template_too_large'],
  ['a list of 1,000,000 items in a template', rendered(`{{ [${'1,'.repeat(1_000_000)}] }}`), 'template_too_large'],
  ['a pattern that other engines hang in', rendered('{{ ("a" * 50000 ~ "b") | regex_search("(a+)+$") }}'), null],
  [
    'three loops of 1,000 in each other',
    rendered(`${'{% for i in range(1000) %}'.repeat(3)}x${'{% endfor %}'.repeat(3)}`),
    null,
  ],
  [
    'a text that doubles 60 times',
    rendered('{% set n = namespace(x="a") %}{% for i in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}{{ n.x }}'),
    null,
  ],
  ['9 ** 9 ** 9', rendered('{{ 9 ** 9 ** 9 }}'), null],
  [
    'YAML in a text that is a bomb',
    rendered(`{{ "a: &a [1,1]\\n" ~ ${many(20, () => '"x" ~ ')}"" | from_yaml }}`),
    null,
  ],
  ['names of JavaScript', hostileNames(), null],
];

/** Step ids, inputs, variables, fields and outputs that every object of JavaScript has. */
function hostileNames(): string {
  return `name: Hostile names
inputs: { hasOwnProperty: { type: string, default: x }, valueOf: 3 }
steps:
  - { id: constructor, tool: echo, parameters: { value: '{{ hasOwnProperty }} {{ inputs.valueOf }}' } }
  - { id: toString, tool: echo, parameters: { value: { __proto__: 5, constructor: '{{ constructor }}' } } }
  - { id: isPrototypeOf, tool: set, parameters: { variables: { constructor: 1, toString: 2 } } }
  - { id: last, tool: echo, if: variables.constructor == 1, on_failure: toLocaleString, parameters: { value: '{{ variables.toString }}' } }
  - { id: toLocaleString, tool: echo, parameters: { value: '{{ steps.constructor.status }}' } }
outputs: { __proto__: '{{ last.status }}', constructor: '{{ steps.toString.status }}' }
`;
}

const workers = new Workers();
afterAll(() => workers.close());

describe('bombs', () => {
  it.each(BOMBS)('L17 %s', async (_title, text, code) => {
    const verdict = await workers.try({
      name: 'bomb.yaml',
      bytes: Buffer.from(text),
      seed: 1,
      workdir: workers.folder,
    });
    expect(verdict.faults).toEqual([]);
    expect(verdict.outcome).toBe(code === null ? 'ran' : 'refused');
    if (code !== null) expect(verdict.codes).toContain(code);
    expect(verdict.cpuMs).toBeLessThan(LONGEST_MS);
  });
});
