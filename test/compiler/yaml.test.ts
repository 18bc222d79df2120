import { describe, expect, it } from 'vitest';
import { codes, compile, echo, file, only } from './compile-helper.ts';

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

describe('a file as YAML', () => {
  it.each([
    ['an empty file', '', '1:1 empty_file'],
    ['a file of comments', '# nothing\n', '1:1 empty_file'],
    ['a duplicate key', `name: a\nname: b\n${file(echo('a')).replace('name: test\n', '')}`, '2:1 duplicate_key'],
    ['a duplicate parameter', file('{ id: a, tool: echo, parameters: { value: 1, value: 2 } }'), '3:50 duplicate_key'],
    ['a tab as indentation', 'name: a\nsteps:\n\t- id: a\n', '3:1 tab_indentation'],
    ['several documents', `${file(echo('a'))}---\nname: b\n`, '4:1 several_documents'],
    ['YAML 1.1', `%YAML 1.1\n---\n${file(echo('a'))}`, '1:1 yaml_version'],
    ['a merge key', `${file(echo('a'))}x-base: &b { k: 1 }\nconfig:\n  <<: *b\n`, '6:3 merge_key'],
    ['a list as key', `${file(echo('a'))}x-a: { ? [1] : 2 }\n`, '4:10 invalid_key'],
    ['a foreign tag', `${file(echo('a'))}x-a: !!python/object:os.system rm\n`, '4:32 unknown_tag'],
    ['a number that cannot be kept', `${file(echo('a'))}x-a: 12345678901234567890\n`, '4:6 number_out_of_range'],
    ['a number that is no number', `${file(echo('a'))}x-a: .nan\n`, '4:6 number_out_of_range'],
    ['an unknown alias', `${file(echo('a'))}x-a: *nothing\n`, '4:6 unknown_alias'],
    ['an alias inside itself', `${file(echo('a'))}x-a: &a [*a]\n`, '4:10 unknown_alias'],
    ['a root that is a list', '- a\n', '1:1 wrong_type'],
  ])('L1 refuses %s at its place', (_title, text, expected) => {
    expect(codes(text)).toContain(expected);
    expect(compile(text).pipeline).toBeNull();
  });

  it('L1 says where a template makes a file no YAML, and what to do', () => {
    const found = compile('name: a\noutputs:\n  list: [\n    {% if x %}"a"{% endif %}\n  ]\n');
    expect(found.diagnostics.map(({ code, span, hint }) => [code, span.line, span.column, hint])).toEqual([
      ['yaml_syntax', 4, 6, 'a template stands inside a text: put the value in quotes, or under `|`'],
    ]);
  });

  it('L1 tells what stands before an error of the syntax, and nothing of its echo', () => {
    expect(codes('name: a\nauthr: b\nsteps:\n  - id: a\n    tol: x\n  - { id: b, toool: [ }\n  - idd: c\n')).toEqual([
      '2:1 unknown_key',
      '5:5 unknown_key',
      '6:21 yaml_syntax',
    ]);
  });

  it('L1 refuses a byte order mark', () => {
    expect(only(`\uFEFF${file(echo('a'))}`)).toMatchObject({
      code: 'byte_order_mark',
      span: { line: 1, column: 1 },
      hint: expect.stringContaining('UTF-8'),
    });
  });

  it('L1 finds the first byte that is no UTF-8', () => {
    const text = bytes('name: "caf\u00e9 \ufffd"\nid: "', [0xe9], '"\n');
    expect(compile('', { text }).diagnostics).toMatchObject([{ code: 'not_utf8', span: { line: 2, column: 6 } }]);
  });

  it('L1 reads bytes that are UTF-8', () => {
    expect(compile('', { text: bytes(file(echo('a')).replace('test', 'caf\u00e9 \u{1f600}')) }).pipeline?.name).toBe(
      'caf\u00e9 \u{1f600}',
    );
  });

  it('L1 refuses UTF-16', () => {
    const text = Buffer.from(`\uFEFF${file(echo('a'))}`, 'utf16le');
    expect(compile('', { text }).diagnostics.map(({ code }) => code)).toEqual(['not_utf8']);
  });

  it('L1 refuses control characters at their place', () => {
    expect(only(`name: a\nid: "x\u0007"\n`)).toMatchObject({ code: 'control_character', span: { line: 2, column: 7 } });
  });

  it('L1 refuses a file of more than 5 MiB without parsing it', () => {
    expect(codes(`name: ${'x'.repeat(5 * 1024 * 1024)}`)).toEqual(['1:1 file_too_large']);
  });

  it('L1 takes a line of 4 MiB', () => {
    const { pipeline } = compile(file(echo('a')).replace('value: 1', `value: "${'x '.repeat(2 * 1024 * 1024)}"`));
    expect(pipeline?.steps).toHaveLength(1);
  });

  const laughs = [...'bcdefghij'].map(
    (name, index) => `x-${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[index]}`).join(', ')}]`,
  );
  it.each([
    ['aliases of aliases', `x-a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]\n${laughs.join('\n')}\n`, 'alias_expansion'],
    ['100,000 open brackets', `x-a: ${'['.repeat(100_000)}`, 'nested_too_deeply'],
    ['100,000 open braces', `x-a: ${'{a: '.repeat(100_000)}`, 'nested_too_deeply'],
    ['10,000 lists in one line', `x-a:\n  ${'- '.repeat(10_000)}x`, 'nested_too_deeply'],
    ['10,000 maps in one line', `x-a: ${'a: '.repeat(10_000)}x`, 'nested_too_deeply'],
    [
      '2,000 levels of indentation',
      Array.from({ length: 2000 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'),
      'nested_too_deeply',
    ],
    [
      '150 levels of indentation',
      Array.from({ length: 150 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'),
      'nested_too_deeply',
    ],
    ['1,000,000 values', `x-a: [${'1,'.repeat(1_000_000)}]`, 'file_too_complex'],
    [
      '250,000 names in templates',
      file(...Array.from({ length: 100 }, (_, at) => echo(`s${at}`, `if: "${'true or '.repeat(2000)}true"`))),
      'file_too_complex',
    ],
  ])('L1 refuses %s', (_title, text, code) => {
    expect(compile(text).diagnostics.map((diagnostic) => diagnostic.code)).toContain(code);
  });

  it('L1 takes aliases for what they stand for', () => {
    const { pipeline, diagnostics } = compile(
      file(
        '{ id: a, tool: echo, parameters: { value: &v { k: [1, 2] } } }',
        '{ id: b, tool: echo, parameters: { value: *v } }',
      ),
    );
    expect(diagnostics).toEqual([]);
    expect(pipeline?.steps.map(({ parameters }) => parameters[0]?.[1])).toMatchObject([
      { value: { k: [1, 2] } },
      { value: { k: [1, 2] } },
    ]);
  });

  it('L1 lists at most 500 problems and counts the rest', () => {
    const { diagnostics } = compile(file(...Array.from({ length: 600 }, (_, index) => `{ id: a${index} }`)));
    expect(diagnostics).toHaveLength(501);
    expect(diagnostics.at(-1)).toMatchObject({
      code: 'too_many_problems',
      message: '100 more problems are not listed; mend these first',
    });
  });

  it('L1 gives all problems of a file at once, in the order of the file', () => {
    const text =
      'nme: a\nsteps:\n  - id: a\n    tool: ecco\n  - id: b\n    tool: echo\n    parameters: { valu: "{{ c }}" }\n    dependencies: [x]\noutputs:\n  o: "{{ a | nosuch }}{{ q }}"\n';
    expect(codes(text)).toEqual([
      '1:1 unknown_key',
      '4:11 unknown_tool',
      '7:19 unknown_parameter',
      '7:29 undefined_name',
      '8:20 unknown_step',
      '10:14 unknown_filter',
      '10:26 undefined_name',
    ]);
  });
});
