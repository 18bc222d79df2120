import { describe, expect, it } from 'vitest';
import { builtinTools } from '../../electron/tools/registry.ts';
import { compile, echo, file } from './compile-helper.ts';

/** `line:column code -> hint` of each diagnostic, with the real tools. */
function told(text: string): string[] {
  return compile(text, { tools: builtinTools }).diagnostics.map(
    ({ span, code, hint, message }) => `${span.line}:${span.column} ${code} -> ${hint ?? message}`,
  );
}

const lines = (...all: string[]) => `name: a\nsteps:\n${all.map((line) => `  ${line}\n`).join('')}`;
const step = (...more: string[]) => lines('- id: a', ...more.map((line) => `  ${line}`));
const SAME_COLUMN = 'the keys of one map begin in the same column, and so do the `-` of one list';

/** What people write by mistake: each is told once, at its cause, with what to write instead. */
describe('mistakes in the form of a file', () => {
  it.each<[string, string, string]>([
    [
      '`{{ }}` without quotes',
      step('tool: echo', 'parameters:', '  value: {{ who }}'),
      "6:15 invalid_key -> an expression stands in quotes: '{{ who }}'",
    ],
    [
      '`{{ }}` and text without quotes',
      step('tool: echo', 'parameters:', '  value: {{ who }} and'),
      "6:24 yaml_syntax -> a value that begins with `{{` stands in quotes: value: '{{ who }} and'",
    ],
    [
      '`{% %}` without quotes',
      step('if: {% if x %}1{% endif %}'),
      "4:10 yaml_syntax -> a value that begins with `{%` stands in quotes: if: '{% if x %}1{% endif %}'",
    ],
    [
      'a colon in a text',
      step('description: Note: this', 'tool: echo'),
      '4:18 yaml_syntax -> a text with `: ` in it stands in quotes, or under `|`',
    ],
    [
      'an apostrophe in single quotes',
      step("description: 'It's'", 'tool: echo'),
      "4:22 yaml_syntax -> inside of single quotes a ' is written twice (''); or put the text in double quotes",
    ],
    [
      'a quote inside of double quotes',
      step('description: "a "b" c"'),
      '4:22 yaml_syntax -> inside of double quotes a " is written \\"; or put the text in single quotes',
    ],
    [
      'text behind a quoted text',
      step('description: "echo" $HOME'),
      '4:25 yaml_syntax -> the text ends at its quote: put all of it in quotes',
    ],
    ['a quote that is never closed', step('description: "hello', 'tool: echo'), '4:18 yaml_syntax -> close it with "'],
    [
      'a brace that is never closed',
      lines('- { id: a, parameters: { value: 1 }', '- { id: b }'),
      '3:5 yaml_syntax -> close it with `}`',
    ],
    [
      'a bracket closed by a brace',
      lines('- { id: a, needs: [b }', '- { id: b }'),
      '3:21 yaml_syntax -> close it with `]`',
    ],
    [
      'no space behind `-`',
      lines('-id: a', ' tool: echo'),
      '3:3 yaml_syntax -> a space stands behind the `-` of a list item: `- id`',
    ],
    ['no space behind `:`', 'name:a\nsteps:\n', '1:1 yaml_syntax -> a space stands behind the `:` of a key: `name: …`'],
    ['no colon behind a key', 'name: a\nsteps\n  - id: a\n', '2:1 yaml_syntax -> a `:` is missing behind `steps`'],
    ['a key that is indented too far', step('tool: echo', '  name: x'), `4:11 yaml_syntax -> ${SAME_COLUMN}`],
    ['a key that is not indented far enough', lines('- id: a', 'tool: echo'), `4:1 yaml_syntax -> ${SAME_COLUMN}`],
    ['a step between the columns', lines('- id: a', ' tool: echo'), `4:1 yaml_syntax -> ${SAME_COLUMN}`],
    [
      'a path of Windows in double quotes',
      step('description: "C:\\Users"'),
      '4:21 yaml_syntax -> inside of double quotes a backslash is written twice; inside of single quotes it stands for itself',
    ],
    [
      'no comma in braces',
      lines('- { id: a tool: echo }'),
      '3:11 yaml_syntax -> what stands inside of `{ }` or `[ ]` is separated by commas',
    ],
    [
      'a text that begins with `@`',
      step('description: @me'),
      '4:18 yaml_syntax -> a text that begins with this character stands in quotes',
    ],
    ['curly quotes', step('description: “a” b: c'), '4:18 yaml_syntax -> “ is no quote of YAML: write " or \''],
    [
      'a no-break space as indentation',
      'name: a\nsteps:\n\u00a0 - id: a\n    tool: echo\n',
      '3:1 yaml_syntax -> replace it with a space',
    ],
    [
      '`yes` for a boolean',
      file(echo('a', 'on_error: { fallback_value: 1, enabled: yes }')),
      '3:92 wrong_type -> YAML 1.2 reads `yes` as a text: write `true`',
    ],
    [
      'steps as a map',
      'name: a\nsteps:\n  a: { tool: echo }\n',
      '3:3 wrong_type -> each step is an item of the list: it begins with `- `',
    ],
    [
      'steps alone',
      '- id: a\n',
      '1:1 wrong_type -> a list of steps stands under `steps:`, below the `name:` of the pipeline',
    ],
    [
      'parameters as a list',
      step('tool: echo', 'parameters:', '  - value: 1'),
      '6:7 wrong_type -> write `name: value` without the `- `',
    ],
    [
      'an alias of nothing as a step',
      lines('- *base'),
      '3:5 unknown_alias -> a value is named with `&base`; a text that begins with `*` stands in quotes',
    ],
    ['an id with spaces', file(echo('My Step')), '3:11 invalid_value -> for example `my_step`; `name` holds any text'],
    [
      'an id of other letters',
      file(echo('größe')),
      '3:11 invalid_value -> for example `grosse`; `name` holds any text',
    ],
    [
      'a step without id',
      lines('- name: Build it', '  tool: echo', '  parameters: { value: 1 }'),
      '3:5 missing_key -> for example `id: build_it`',
    ],
  ])('L1 tells of %s where it is, what to write, and nothing else', (_title, text, expected) => {
    expect(told(text)).toEqual([expected]);
  });

  it.each<[string, string, string]>([
    ['a misspelled `tool`', step('tol: echo', 'parameters: { value: 1 }'), '4:5 unknown_key -> did you mean `tool`?'],
    [
      'a command without a tool',
      step('run: make'),
      '4:5 unknown_key -> write `tool: terminal` with `parameters: { command: ... }`',
    ],
    [
      'the body of a loop under another key',
      step('for_each: [1]', 'do:', '  - { id: b, tool: echo }'),
      '5:5 unknown_key -> did you mean `steps`?',
    ],
    ['a merge key', `x-b: &b { tool: echo }\n${step('<<: *b')}`, '5:5 merge_key -> write the keys out'],
    [
      'a parameter in the column of `parameters`',
      step('tool: echo', 'parameters:', 'value: 1'),
      '6:5 unknown_key -> if it belongs to `parameters`, indent it further than that',
    ],
  ])('L2 tells of %s, and not that something is missing', (_title, text, expected) => {
    expect(told(text)).toEqual([expected]);
  });

  it('L2 says of a parameter beside the tool where it belongs', () => {
    expect(told(step('tool: echo', 'value: 1'))).toEqual([
      expect.stringMatching(
        /^5:5 unknown_key -> what a tool is given stands under `parameters`; the keys of a step are /,
      ),
    ]);
  });

  it.each([
    ['shell', '`tool: terminal`'],
    ['curl', '`tool: http`'],
    ['read_file', '`tool: filesystem`'],
    ['Approval', '`tool: approval-gate`'],
    ['delay', '`tool: sleep`'],
  ])('L7 says what `tool: %s` is here', (tool, expected) => {
    expect(told(step(`tool: ${tool}`))).toEqual([expect.stringContaining(expected)]);
  });

  it('L2 suggests the one key that begins with what was written', () => {
    expect(told(file(echo('a', 'cond: "true"')))).toEqual(['3:52 unknown_key -> did you mean `condition`?']);
  });

  it('L5 hints at an output that is the text of an expression', () => {
    const text = `${file(echo('a'))}outputs:\n  x: a.result\n  y: a b\n  z: { value: steps.a, description: a }\n`;
    expect(told(text)).toEqual([
      "5:6 text_like_expression -> for its value write '{{ a.result }}'",
      "7:15 text_like_expression -> for its value write '{{ steps.a }}'",
    ]);
    expect(compile(text).pipeline).not.toBeNull();
  });

  it('L7 says in words what a duration is', () => {
    const found = compile(file('{ id: a, tool: sleep, parameters: { duration: soon } }'), { tools: builtinTools });
    expect(found.diagnostics[0]?.message).toBe(
      '`duration`: expected seconds, or a number with a unit such as `500ms`, `30s`, `2m`, `1h`, found the text "soon"',
    );
  });
});
