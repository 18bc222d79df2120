import { describe, expect, it } from 'vitest';
import { codes, compile, echo, file, only, pipelineOf, stepOf } from './compile-helper.ts';

const reads = (id: string, template: string, more = '') =>
  `{ id: ${id}, tool: echo, parameters: { value: "${template}" }${more} }`;
const set = (id: string, name: string, value = '1', more = '') =>
  `{ id: ${id}, tool: set, parameters: { variables: { ${name}: ${value} } }${more} }`;

describe('what depends on what', () => {
  it('L6 joins declared dependencies and references, each once, in file order', () => {
    const pipeline = pipelineOf(
      file(
        echo('a'),
        echo('b'),
        echo('c'),
        reads('d', '{{ c }} {{ a.x }} {{ c.y }}', ', dependencies: [b, a], condition: "b and steps.a"'),
      ),
    );
    expect(stepOf(pipeline, 'd').dependencies).toEqual(['a', 'b', 'c']);
  });

  it.each([
    ['dependencies: a', ['a']],
    ['depends_on: "a, b"', ['a', 'b']],
    ['needs: [b]', ['b']],
    ['dependencies: []', []],
    ['dependencies:', []],
  ])('L6 reads `%s`', (key, expected) => {
    const text = `name: x\nsteps:\n  - { id: a, tool: echo, parameters: { value: 1 } }\n  - { id: b, tool: echo, parameters: { value: 1 } }\n  - id: c\n    tool: echo\n    parameters: { value: 1 }\n    ${key}\n`;
    expect(stepOf(pipelineOf(text), 'c').dependencies).toEqual(expected);
  });

  it.each([
    '{% for a in [1, 2] %}{{ a }}{% endfor %}',
    '{% set a = 1 %}{{ a }}',
    "{{ 'a' }}",
    '{# a #}',
    "{{ [1] | map(attribute='a') | list }}",
    '{{ {"k": 1}.a | default(2) }}',
  ])('L6 makes no dependency of %s', (template) => {
    const text = file(echo('a'), reads('b', template.replaceAll('"', "'")));
    expect(stepOf(pipelineOf(text), 'b').dependencies).toEqual([]);
  });

  it('L6 makes one of a name that only a part of the template shadows', () => {
    const pipeline = pipelineOf(file(echo('a'), reads('b', '{% for a in a %}{{ a }}{% endfor %}')));
    expect(stepOf(pipeline, 'b').dependencies).toEqual(['a']);
  });

  it('L7 refuses an unknown dependency at its own place, also in a text with commas', () => {
    expect(only(file(echo('fetch'), echo('b', 'dependencies: "fetch, fetsh"')))).toMatchObject({
      code: 'unknown_step',
      marked: 'fetsh',
      hint: 'did you mean `fetch`?',
    });
    expect(only(file(echo('fetch'), echo('b', 'dependencies: [fetch, fetsh]')))).toMatchObject({
      code: 'unknown_step',
      marked: 'fetsh',
    });
  });

  it.each([
    ['a dependency', echo('a', 'dependencies: [a]'), 'a'],
    ['a template', reads('a', '{{ a.x }}'), 'a.x'],
    ['a condition', echo('a', 'condition: "{{ steps.a }}"'), 'steps.a'],
  ])('L7 refuses a step that waits for itself through %s', (_title, step, marked) => {
    expect(only(file(step))).toMatchObject({ code: 'self_reference', marked });
  });

  it('L7 names a cycle in full, at the dependency that closes it', () => {
    const found = only(
      file(
        echo('a', 'dependencies: [c]'),
        reads('b', '{{ a }}'),
        echo('c', 'dependencies: [b]'),
        echo('d', 'dependencies: [c]'),
      ),
    );
    expect(found).toMatchObject({
      code: 'cycle',
      marked: 'c',
      message: 'these steps wait for each other: a → b → c → a',
    });
  });

  it('L7 names each of several cycles', () => {
    const text = file(
      echo('a', 'dependencies: [b]'),
      echo('b', 'dependencies: [a]'),
      echo('c', 'dependencies: [d]'),
      echo('d', 'dependencies: [c]'),
    );
    expect(compile(text).diagnostics.map(({ message }) => message)).toEqual([
      'these steps wait for each other: a → b → a',
      'these steps wait for each other: c → d → c',
    ]);
  });

  it('L7 finds a cycle in a chain of 5,000 steps', () => {
    const steps = Array.from(
      { length: 5000 },
      (_, index) => `{ id: s${index}, tool: echo, parameters: { value: 1 }, needs: s${(index + 1) % 5000} }`,
    );
    expect(compile(file(...steps)).diagnostics.map(({ code }) => code)).toEqual(['cycle']);
  });

  it('L7 refuses a step that is only known when it runs', () => {
    expect(only(file(echo('a'), reads('b', "{{ steps['a' ~ 'b'] }}")))).toMatchObject({ code: 'dynamic_reference' });
  });

  it('E2 orders steps by what they wait for, and where there is a choice by the file', () => {
    const pipeline = pipelineOf(
      file(echo('z'), echo('c', 'dependencies: [b]'), echo('b'), echo('a'), echo('y', 'on_success: a')),
    );
    expect(pipeline.order).toEqual(['z', 'b', 'c', 'y', 'a']);
  });

  it('L18 takes the example of the language', () => {
    const pipeline = pipelineOf(
      file(
        echo('check', 'condition: "true", on_false: short'),
        echo('long', 'needs: check, on_success: sum'),
        echo('short', 'needs: long'),
        echo('mark', 'needs: short'),
        echo('sum', 'needs: mark'),
      ),
    );
    expect(pipeline.order).toEqual(['check', 'long', 'short', 'mark', 'sum']);
    expect(stepOf(pipeline, 'check').onFalse).toBe('short');
    expect(stepOf(pipeline, 'short').dependencies).toEqual(['long']);
  });

  it.each([
    ['fail', { kind: 'fail' }],
    ['continue', { kind: 'continue' }],
    ['skip', { kind: 'skip' }],
    ['retry', { kind: 'fail' }],
    ['b', { kind: 'jump', to: 'b' }],
  ])('L19 reads `on_failure: %s`', (text, expected) => {
    expect(stepOf(pipelineOf(file(echo('a', `on_failure: ${text}`), echo('b'))), 'a').onFailure).toEqual(expected);
  });

  it.each([
    ['the step itself', 'route_to_self', file(echo('a', 'on_success: a'))],
    [
      'a step before it',
      'route_to_ancestor',
      file(echo('a'), echo('b', 'needs: a'), echo('c', 'needs: b, on_failure: a')),
    ],
    ['no step', 'unknown_step', file(echo('a', 'on_success: nowhere'))],
    ['a misspelled policy', 'unknown_step', file(echo('a', 'on_failure: contineu'))],
    ['a step that routes back', 'crossing_routes', file(echo('a', 'on_success: b'), echo('b', 'on_success: a'))],
  ])('L7 E11 refuses a route to %s', (_title, code, text) => {
    expect(compile(text).diagnostics.map((diagnostic) => diagnostic.code)).toContain(code);
    expect(compile(text).pipeline).toBeNull();
  });

  it('E11 names the routes that cross', () => {
    const text = file(
      echo('a', 'on_success: c'),
      echo('b', 'on_success: d'),
      echo('c', 'on_success: b'),
      echo('d', 'on_failure: a'),
    );
    expect(compile(text).diagnostics[0]?.message).toBe('this route crosses another one: a → c → b → d → a');
  });

  it('L6 makes readers of a variable wait for the steps that set it before', () => {
    const pipeline = pipelineOf(
      file(set('one', 'x'), set('two', 'y'), reads('r', '{{ variables.x }}'), reads('all', '{{ variables }}')),
    );
    expect(stepOf(pipeline, 'r').dependencies).toEqual(['one']);
    expect(stepOf(pipeline, 'all').dependencies).toEqual(['one', 'two']);
    expect(stepOf(pipeline, 'one').sets).toEqual(['x']);
  });

  it('L6 waits for a set that another one waits for only through that one', () => {
    const pipeline = pipelineOf(
      file(set('one', 'x'), set('two', 'x', '"{{ variables.x + 1 }}"'), reads('r', '{{ variables.x }}')),
    );
    expect(stepOf(pipeline, 'two').dependencies).toEqual(['one']);
    expect(stepOf(pipeline, 'r').dependencies).toEqual(['two']);
  });

  it('L6 refuses a reader before the only step that sets its variable', () => {
    expect(only(file(reads('r', '{{ variables.x }}'), set('one', 'x')))).toMatchObject({
      code: 'variable_before_set',
      marked: 'variables.x',
      message: expect.stringContaining('line 4'),
    });
  });

  it('L6 takes a step that reads its own variable with a default', () => {
    expect(codes(file(set('one', 'x', '"{{ (variables.x | default(0)) + 1 }}"')))).toEqual([]);
  });

  it('L6 refuses two sets of one name that nothing orders', () => {
    expect(only(file(set('one', 'x'), set('two', 'x')))).toMatchObject({
      code: 'unordered_variable',
      marked: 'x',
      hint: 'add `dependencies: [one]`',
      span: { line: 4 },
    });
    expect(codes(file(set('one', 'x'), set('two', 'x', '2', ', needs: one')))).toEqual([]);
    expect(codes(file(set('one', 'x', '1', ', needs: two'), set('two', 'x')))).toEqual([]);
  });

  it('L6 refuses a set that nothing orders with a reader', () => {
    const text = (more: string) => file(set('one', 'x'), reads('r', '{{ variables.x }}'), set('two', 'x', '2', more));
    expect(only(text(', needs: one'))).toMatchObject({
      code: 'unordered_variable',
      span: { line: 5 },
      hint: 'add `dependencies: [r]`',
    });
    expect(codes(text(', needs: r'))).toEqual([]);
  });

  it('L6 refuses names of variables that are templates', () => {
    expect(only(file('{ id: a, tool: set, parameters: { variables: { "{{ pipeline.name }}": 1 } } }')).code).toBe(
      'invalid_name',
    );
    expect(only(file('{ id: a, tool: set, parameters: { variables: "{{ {\'a\': 1} }}" } }')).code).toBe(
      'dynamic_variables',
    );
  });

  it('L6 gives the graph of a file that has errors', () => {
    const { pipeline, partial } = compile(
      file(echo('a'), reads('b', '{{ a }}{{ nothing }}', ', tol: x'), '{ id: c, tool: nosuch, action: x, needs: b }'),
    );
    expect(pipeline).toBeNull();
    expect(partial.map(({ id, tool, dependencies }) => [id, tool, dependencies])).toEqual([
      ['a', 'echo', []],
      ['b', 'echo', ['a']],
      ['c', 'nosuch', ['b']],
    ]);
  });
});
