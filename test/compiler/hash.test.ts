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

describe('the hash of a container', () => {
  const files = (child: string) => ({ readFile: () => child });
  const child = `${file(echo('x'))}description: d\n`;
  const hashIn = (step: string, more = files(child)) => stepOf(pipelineOf(file(step), more), 'over').hash;
  const inner = echo('x', 'retry: 2');
  const loop = `{ id: over, for_each: [1], steps: [${inner}, ${echo('y')}] }`;
  const round = `{ id: over, while: "iteration < 2", set_state: { a: 1 }, steps: [${inner}] }`;
  const sub = '{ id: over, pipeline: c.yaml }';
  const mended = '{ id: over, tool: echo, parameters: { value: 1 }, on_error: { fallback_value: 1 } }';

  it.each([
    ['a step of its body', loop, loop.replace('retry: 2', 'retry: 3')],
    ['what it goes over', loop, loop.replace('[1]', '[2]')],
    ['how many run at once', loop, loop.replace('[1]', '[1], max_parallel: 2')],
    ['the name of its items', loop, loop.replace('[1]', '[1], as: each')],
    ['its condition', round, round.replace('< 2', '< 3')],
    ['what it carries on', round, round.replace('a: 1', 'a: 2')],
    ['the time of an iteration', round, round.replace('set_state', 'iteration_timeout: 3, set_state')],
    ['its handlers', mended, mended.replace('fallback_value: 1', 'fallback_value: 2')],
    ['the errors that they handle', mended, mended.replace('fallback_value: 1', 'fallback_value: 1, error_codes: [1]')],
  ])('E13 changes with %s', (_title, one, other) => expect(hashIn(one)).not.toBe(hashIn(other)));

  it.each([
    ['names and descriptions inside it', loop, loop.replace('id: y,', 'id: y, name: N,')],
    [
      'the order of keys',
      round,
      round.replace('while: "iteration < 2", set_state: { a: 1 }', 'set_state: { a: 1 }, while: "iteration < 2"'),
    ],
  ])('E13 does not change with %s', (_title, one, other) => expect(hashIn(one)).toBe(hashIn(other)));

  it('E13 changes with the pipeline that it includes, not with the description of that', () => {
    expect(hashIn(sub, files(child.replace('value: 1', 'value: 2')))).not.toBe(hashIn(sub));
    expect(hashIn(sub, files(child.replace('description: d', 'description: e')))).toBe(hashIn(sub));
  });

  it('E13 of a member changes with the condition of its group', () => {
    const group = (condition: string) => `{ id: g, condition: "${condition}", parallel: [${echo('over')}] }`;
    expect(hashIn(group('1 > 0'))).not.toBe(hashIn(group('2 > 0')));
  });

  it('E13 changes with a step that its handler runs', () => {
    const steps = (value: number) => [
      mended.replace('fallback_value: 1', 'run: mend'),
      `{ id: mend, tool: echo, parameters: { value: ${value} } }`,
      echo('beside'),
    ];
    const hashes = (value: number) => pipelineOf(file(...steps(value)), files('')).steps.map(({ hash }) => hash);
    const [[risky, beside], [other, same]] = [hashes(1), hashes(2)];
    expect(risky).not.toBe(other);
    expect(beside).toBe(same);
  });

  it('E13 of the pipeline changes with a step that only handlers run, and with handlers of the file', () => {
    const whole = (more: string, value = 1) =>
      pipelineOf(
        `${more}\n${file(mended.replace('fallback_value: 1', 'run: mend'), `{ id: mend, tool: echo, parameters: { value: ${value} } }`)}`,
        files(''),
      ).hash;
    const handlers = 'error_handlers: [{ fallback_value: 1 }]';
    expect(new Set([whole(''), whole('', 2), whole(handlers), whole(handlers.replace('1', '2'))]).size).toBe(4);
  });
});
