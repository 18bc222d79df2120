import { describe, expect, it } from 'vitest';
import { compile, echo, file, pipelineOf, stepOf, TOOLS } from './compile-helper.ts';

const hashOf = (text: string, id = 'a') => stepOf(pipelineOf(text), id).hash;
const base = file(
  '{ id: a, tool: filesystem, action: write, parameters: { path: x, content: "{{ b }}" }, dependencies: [b, c] }',
  echo('b'),
  echo('c'),
);

describe('the hash of a step', () => {
  it.each([
    ['name, description and x-keys', base.replace('{ id: a,', '{ id: a, name: N, description: D, x-y: 1,')],
    ['where it stands', `# comment\n\n${base.replace('name: test', 'name:   "test"')}`],
    ['the order of keys', base.replace('path: x, content: "{{ b }}"', 'content: "{{ b }}", path: x')],
    [
      'spellings',
      base
        .replace('action: write', 'action: save')
        .replace('path: x', 'file_path: x')
        .replace('dependencies: [b, c]', 'needs: "c, b, c"'),
    ],
    ['the order of other steps', file(echo('c'), echo('b'), base.split('\n')[2]?.slice(4) ?? '')],
    [
      'other steps',
      base.replace('{ id: b, tool: echo, parameters: { value: 1 }', '{ id: b, tool: echo, parameters: { value: 2 }'),
    ],
  ])('E13 does not change with %s', (_title, text) => expect(hashOf(text)).toBe(hashOf(base)));

  it.each([
    ['a parameter', base.replace('path: x', 'path: y')],
    ['a template', base.replace('{{ b }}', '{{ b }} ')],
    ['a dependency', base.replace('[b, c]', '[b]')],
    [
      'the action',
      base.replace(
        'action: write, parameters: { path: x, content: "{{ b }}" }',
        'action: read, parameters: { path: x }',
      ),
    ],
    ['a condition', base.replace('dependencies: [b, c]', 'dependencies: [b, c], condition: "b"')],
    ['a retry', base.replace('dependencies: [b, c]', 'dependencies: [b, c], retry: 2')],
    ['a timeout', base.replace('dependencies: [b, c]', 'dependencies: [b, c], timeout: 2')],
    ['on_failure', base.replace('dependencies: [b, c]', 'dependencies: [b, c], on_failure: skip')],
    ['side_effects', base.replace('dependencies: [b, c]', 'dependencies: [b, c], side_effects: none')],
    ['the policy of config', `${base}config: { on_failure: continue }\n`],
  ])('E13 changes with %s', (_title, text) => expect(hashOf(text)).not.toBe(hashOf(base)));

  it('E13 changes with the version of the tool', () => {
    const tools = TOOLS.map((tool) => ({ ...tool, version: '2' }));
    expect(stepOf(pipelineOf(base, { tools }), 'a').hash).not.toBe(hashOf(base));
  });

  it('E13 tells a text from a number, and a template from the text that reads the same', () => {
    const one = (value: string) => hashOf(file(`{ id: a, tool: echo, parameters: { value: ${value} } }`));
    expect(
      new Set([
        one('1'),
        one('"1"'),
        one('"{{ 1 }}"'),
        one('[1]'),
        one('{ template: "{{ 1 }}" }'),
        one('{ literal: 1 }'),
      ]).size,
    ).toBe(6);
  });
});

describe('the hash of a pipeline', () => {
  const hash = (text: string) => compile(text).pipeline?.hash;
  const whole = `${base}inputs: { i: 1 }\noutputs: { o: "{{ a }}" }\n`;

  it.each([
    ['a step', whole.replace('path: x', 'path: y')],
    ['an input', whole.replace('i: 1', 'i: 2')],
    ['an output', whole.replace('"{{ a }}"', '"{{ c }}"')],
    ['a setting', `${whole}config: { timeout: 5 }\n`],
  ])('E13 changes with %s', (_title, text) => {
    expect(hash(text)).toMatch(/^[0-9a-f]{64}$/);
    expect(hash(text)).not.toBe(hash(whole));
  });

  it.each([
    ['the description', `${whole}description: d\n`],
    ['descriptions of inputs', whole.replace('i: 1', 'i: { type: number, default: 1, description: d }')],
    ['the file name', whole],
  ])('E13 does not change with %s', (_title, text) =>
    expect(compile(text, { file: 'other.yaml' }).pipeline?.hash).toBe(
      hash(whole.replace('i: 1', 'i: { type: number, default: 1 }')),
    ),
  );
});
