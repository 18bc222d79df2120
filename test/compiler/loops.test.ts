import { describe, expect, it } from 'vitest';
import { codes, compile, echo, file, loopOf, only, pipelineOf, stepOf } from './compile-helper.ts';

const say = (id: string, value: string, more = '') =>
  `{ id: ${id}, tool: echo, parameters: { value: ${JSON.stringify(value)} }${more === '' ? '' : `, ${more}`} }`;
const loop = (head: string, ...body: string[]) => `{ id: over, ${head}, steps: [${body.join(', ')}] }`;

describe('for_each', () => {
  it('L22 compiles to a body of steps, with the defaults of what is not said', () => {
    const pipeline = pipelineOf(file(loop('for_each: [a, b]', say('x', '{{ item }}'), say('y', '{{ x }}'))));
    const forEach = loopOf(pipeline, 'over', 'for_each');
    expect(forEach).toMatchObject({
      items: { kind: 'literal', value: ['a', 'b'] },
      as: 'item',
      loopName: 'over',
      isNamed: false,
      maxParallel: { kind: 'literal', value: 1 },
      single: false,
      breakOnError: false,
    });
    expect(forEach.body.order).toEqual(['x', 'y']);
    expect(stepOf(forEach.body, 'y').dependencies).toEqual(['x']);
    expect(stepOf(pipeline, 'over')).toMatchObject({ tool: 'for_each', action: 'for_each', parameters: [] });
  });

  it('L22 reads all that can be said of it', () => {
    const head =
      'for_each: "{{ range(3) }}", as: row, loop_name: rows, max_parallel: "{{ 1 + 1 }}", break_on_error: true, iteration_timeout: 2s';
    expect(loopOf(pipelineOf(file(loop(head, echo('x')))), 'over', 'for_each')).toMatchObject({
      as: 'row',
      loopName: 'rows',
      isNamed: true,
      maxParallel: { kind: 'template' },
      breakOnError: true,
      iterationTimeoutMs: 2000,
    });
  });

  it.each([
    ['a template', '"{{ list }}"', { kind: 'template', source: { text: '{{ list }}' } }],
    ['an expression without braces', "'list[1:]'", { kind: 'template', source: { text: '{{ list[1:] }}' } }],
    ['a list with templates', '[1, "{{ list }}"]', { kind: 'list' }],
    ['a list as JSON text', "'[1, 2]'", { kind: 'literal', value: [1, 2] }],
    ['an object', '{ a: 1 }', { kind: 'literal', value: { a: 1 } }],
    ['an object as JSON text', '\'{"a": 1}\'', { kind: 'literal', value: { a: 1 } }],
    ['an empty list', '[]', { kind: 'literal', value: [] }],
  ])('L22 goes over %s', (_title, items, expected) => {
    const text = `inputs: { list: [1, 2] }\n${file(loop(`for_each: ${items}`, echo('x')))}`;
    expect(loopOf(pipelineOf(text), 'over', 'for_each').items).toMatchObject(expected);
  });

  it('L1 points at a brace that is never closed, in an expression with and without braces', () => {
    for (const items of ["'list{.x | length'", "'{{ list{.x | length }}'"]) {
      const text = `inputs: { list: [1, 2] }\n${file(loop(`for_each: ${items}`, echo('x')))}`;
      const found = only(text);
      const line = text.split('\n')[found.span.line - 1] ?? '';
      expect(found).toMatchObject({ code: 'unclosed_bracket' });
      expect(line.slice(found.span.column - 1, found.span.column + 4)).toBe('{.x |');
    }
  });

  it('L22 shows an error in an expression without braces at its place', () => {
    const text = `inputs: { list: [1, 2] }\n${file(loop('for_each: list + lst', echo('x')))}`;
    expect(only(text)).toMatchObject({ code: 'undefined_name', marked: 'lst', hint: 'did you mean `list`?' });
  });

  it.each(['5', 'true', "'5'", "''"])('L22 refuses to go over %s', (items) =>
    expect(only(file(loop(`for_each: ${items}`, echo('x'))))).toMatchObject({ code: 'wrong_type' }),
  );

  it('L22 repeats its own tool, which then has the retries, timeout and handlers', () => {
    const step =
      '{ id: get, for_each: [a, b], tool: http, action: get, parameters: { url: "{{ item }}" }, timeout: 3, retry: 2, on_error: { fallback_value: "{{ item }}" }, condition: "true" }';
    const pipeline = pipelineOf(file(step));
    const container = stepOf(pipeline, 'get');
    const { body, single } = loopOf(pipeline, 'get', 'for_each');
    expect(single).toBe(true);
    expect(body.order).toEqual(['get']);
    expect(body.steps[0]).toMatchObject({
      id: 'get',
      tool: 'http',
      action: 'get',
      dependencies: [],
      timeoutMs: 3000,
      retry: { attempts: 2 },
      effects: 'external',
    });
    expect(body.steps[0]?.handlers).toHaveLength(1);
    expect(body.steps[0]?.condition).toBeUndefined();
    expect(container).toMatchObject({ effects: 'external', condition: { text: 'true' } });
    expect([container.retry, container.timeoutMs, container.handlers]).toEqual([undefined, undefined, undefined]);
  });

  it.each([
    ['skip', 'skip', 'skip'],
    ['ask', 'ask', 'fail'],
    ['continue', 'fail', 'continue'],
    ['fail', 'fail', 'fail'],
    ['retry', 'fail', 'fail'],
  ])(
    'L19 L22 `on_failure: %s` of a repeated tool means %s for an iteration and %s for the loop',
    (policy, inner, outer) => {
      const text = file(`{ id: a, for_each: [1], tool: echo, parameters: { value: 1 }, on_failure: ${policy} }`);
      const pipeline = pipelineOf(text);
      expect(loopOf(pipeline, 'a', 'for_each').body.steps[0]?.onFailure).toEqual({ kind: inner });
      expect(stepOf(pipeline, 'a').onFailure).toEqual({ kind: outer });
    },
  );

  it('L6 waits for what its head and its body read outside', () => {
    const text = file(
      echo('one'),
      echo('two'),
      echo('three'),
      loop('for_each: "{{ one }}"', say('x', '{{ two }}'), say('y', '{{ x }}', 'dependencies: [three]')),
      say('after', '{{ over.results[0].y }}'),
    );
    const pipeline = pipelineOf(text);
    expect(stepOf(pipeline, 'over').dependencies).toEqual(['one', 'two', 'three']);
    expect(stepOf(pipeline, 'after').dependencies).toEqual(['over']);
    const { body } = loopOf(pipeline, 'over', 'for_each');
    expect(body.steps.map(({ id, dependencies }) => [id, dependencies])).toEqual([
      ['x', []],
      ['y', ['x']],
    ]);
  });

  it('L6 L22 waits through two levels, and no further than it must', () => {
    const inner =
      '{ id: inner, for_each: "{{ first }}", steps: [{ id: deep, tool: echo, parameters: { value: "{{ out }} {{ first }}" } }] }';
    const pipeline = pipelineOf(file(echo('out'), loop('for_each: [1]', echo('first'), inner)));
    expect(stepOf(pipeline, 'over').dependencies).toEqual(['out']);
    const { body } = loopOf(pipeline, 'over', 'for_each');
    expect(stepOf(body, 'inner').dependencies).toEqual(['first']);
    expect(loopOf(body, 'inner', 'for_each').body.steps[0]?.dependencies).toEqual([]);
  });
});

describe('while and until', () => {
  it('L23 compile to a loop, with the defaults of what is not said', () => {
    expect(loopOf(pipelineOf(file(loop('while: "iteration < 3"', echo('x')))), 'over', 'loop')).toMatchObject({
      test: 'while',
      condition: { text: 'iteration < 3' },
      maxIterations: { kind: 'literal', value: 10 },
      onMaxIterations: 'warn',
      setState: [],
      breakOnError: true,
      single: false,
    });
  });

  it('L23 read all that can be said of them', () => {
    const head =
      'until: "{{ x > 3 }}", max_iterations: "{{ 2 * 2 }}", on_max_iterations: fail, set_state: { last: "{{ x }}" }, break_on_error: false';
    expect(loopOf(pipelineOf(file(loop(head, echo('x')))), 'over', 'loop')).toMatchObject({
      test: 'until',
      maxIterations: { kind: 'template' },
      onMaxIterations: 'fail',
      setState: [['last', { kind: 'template' }]],
      breakOnError: false,
    });
  });

  it('L23 see the steps of their body, and wait for nothing there', () => {
    const head = 'until: "{{ x.value and steps.x }}", set_state: { last: "{{ x }}" }';
    expect(stepOf(pipelineOf(file(loop(head, echo('x')))), 'over').dependencies).toEqual([]);
  });

  it('L23 see the result of the tool that they repeat', () => {
    const read = (until: string) =>
      `{ id: poll, tool: filesystem, action: read, parameters: { path: x }, until: "{{ ${until} }}" }`;
    expect(stepOf(pipelineOf(file(read('poll.size > 3'))), 'poll').dependencies).toEqual([]);
    expect(only(file(read('poll.iterations > 3')))).toMatchObject({ code: 'undefined_field' });
  });

  it('L23 tell how the iteration before is carried on', () => {
    const text = file('{ id: poll, tool: echo, parameters: { value: "{{ poll }}" }, until: "true" }');
    const found = only(text);
    expect(found).toMatchObject({ code: 'self_reference', marked: 'poll' });
    expect(found.hint).toContain('loop_state');
  });

  it.each([
    ['warns', 'x > 3', ['read_before_run?']],
    ['is silent with a default', 'x | default(1) > 3', []],
    ['is silent where the expression asks for the first time', 'is_first or x > 3', []],
  ])('L23 `while` %s of a step that has not run when it is checked first', (_title, condition, expected) => {
    const text = file(loop(`while: "{{ ${condition} }}"`, echo('x')));
    expect(
      compile(text).diagnostics.map(({ code, severity }) => `${code}${severity === 'warning' ? '?' : ''}`),
    ).toEqual(expected);
  });

  it('L23 give `terminated_by` and the last state', () => {
    const text = file(
      loop('while: "true", set_state: { sum: 1 }', echo('x')),
      say('after', '{{ over.terminated_by }} {{ over.state.sum }}'),
    );
    expect(codes(text)).toEqual([]);
  });

  it('L22 L23 need something to repeat', () => {
    expect(only(file('{ id: a, while: "true" }'))).toMatchObject({ code: 'missing_tool' });
    expect(only(file('{ id: a, for_each: [1] }'))).toMatchObject({
      code: 'missing_tool',
      hint: 'put the steps of the loop under `steps`',
    });
  });

  it('L22 refuses a tool beside `steps`', () => {
    const text = file(loop('for_each: [1], tool: echo, parameters: { value: 1 }', echo('x')));
    expect(compile(text).diagnostics.map(({ code }) => code)).toEqual(['misplaced_key', 'misplaced_key']);
  });
});

describe('action_loop', () => {
  const actions = (...items: string[]) =>
    `{ id: over, action_loop: [${items.join(', ')}], until: "{{ iteration > 2 }}" }`;

  it('L24 compiles to a loop over a chain', () => {
    const text = file(
      actions(
        '{ tool: echo, parameters: { value: 1 } }',
        '{ name: second, tool: echo, parameters: { value: 2 } }',
        '{ id: third, tool: echo, parameters: { value: "{{ action_1 }}" } }',
      ),
    );
    const { body, test } = loopOf(pipelineOf(text), 'over', 'loop');
    expect(test).toBe('until');
    expect(body.steps.map(({ id, dependencies }) => [id, dependencies])).toEqual([
      ['action_1', []],
      ['second', ['action_1']],
      ['third', ['action_1', 'second']],
    ]);
  });

  it('L24 L27 takes its condition beside it, and no second container', () => {
    expect(only(file('{ id: a, action_loop: [{ tool: echo, parameters: { value: 1 } }] }'))).toMatchObject({
      code: 'missing_key',
    });
    const both = '{ id: a, action_loop: [{ tool: echo, parameters: { value: 1 } }], while: "true", until: "true" }';
    expect(compile(file(both)).diagnostics.map(({ code }) => code)).toEqual(['two_containers']);
    const each = '{ id: a, action_loop: [{ tool: echo, parameters: { value: 1 } }], while: "true", for_each: [1] }';
    expect(compile(file(each)).diagnostics.map(({ code }) => code)).toEqual(['two_containers']);
  });

  it('L24 has all members of a group wait for the action before it', () => {
    const text = file(
      actions(
        '{ id: first, tool: echo, parameters: { value: 1 } }',
        '{ id: both, parallel: [{ id: x, tool: echo, parameters: { value: 1 } }, { id: y, tool: echo, parameters: { value: 2 } }] }',
      ),
    );
    const { body } = loopOf(pipelineOf(text), 'over', 'loop');
    expect(Object.fromEntries(body.steps.map(({ id, dependencies }) => [id, dependencies]))).toMatchObject({
      x: ['first'],
      y: ['first'],
    });
  });

  it('L24 refuses steps beside it, and keys that an action does not have', () => {
    const text = file(
      '{ id: a, until: "true", steps: [{ id: x, tool: echo, parameters: { value: 1 } }], action_loop: [{ tool: echo, parameters: { value: 1 } }] }',
    );
    expect(compile(text).diagnostics.map(({ code }) => code)).toEqual(['conflicting_keys']);
    expect(only(file(actions('{ tool: echo, parameters: { value: 1 }, descripton: x }')))).toMatchObject({
      code: 'unknown_key',
    });
  });
});
