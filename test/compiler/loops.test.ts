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

describe('the names of loops', () => {
  it.each([
    'item',
    'index',
    'position',
    'length',
    'is_first',
    'is_last',
    'remaining',
    'has_next',
    'has_prev',
    'loop_id',
    'loop_name',
    'row',
    'rows.item',
    'rows.row',
    'rows.index',
    'loops.rows.item.field',
    '$item',
    '$row',
  ])('L22 knows `%s` in the body', (name) => {
    const text = file(loop('for_each: [1], as: row, loop_name: rows', say('x', `{{ ${name} }}`)));
    expect(codes(text)).toEqual([]);
  });

  it.each(['iteration', 'index', 'position', 'is_first', 'loop_state.sum', 'loops.over.iteration', '$iteration'])(
    'L23 knows `%s` in the body',
    (name) => {
      const head = 'while: "{{ iteration < 3 }}", set_state: { sum: 1 }';
      expect(codes(file(loop(head, say('x', `{{ ${name} }}`))))).toEqual([]);
    },
  );

  it.each([
    ['the iterable', 'for_each: "{{ item }}"', 'x', '`item` is not defined'],
    ['max_parallel', 'for_each: [1], max_parallel: "{{ index }}"', 'x', '`index` is not defined'],
    ['the condition', 'for_each: [1], condition: "{{ item }}"', 'x', '`item` is not defined'],
    ['max_iterations', 'while: "true", max_iterations: "{{ iteration }}"', 'x', '`iteration` is not defined'],
  ])('L22 hides them from %s', (_title, head, id, message) =>
    expect(only(file(loop(head, echo(id))))).toMatchObject({ code: 'undefined_name', message }),
  );

  it.each([
    ['rows.itm', '`rows` has no `itm`', 'did you mean `item`?'],
    ['loops.rows.itm', '`loops.rows` has no `itm`', 'did you mean `item`?'],
    ['loops.row.item', '`loops` has no `row`', 'did you mean `rows`?'],
    ['iteration', '`iteration` is not defined', undefined],
  ])('L22 refuses `%s`', (name, message, hint) => {
    const found = only(file(loop('for_each: [1], loop_name: rows', say('x', `{{ ${name} }}`))));
    expect(found).toMatchObject({ code: 'undefined_name', message });
    if (hint !== undefined) expect(found.hint).toBe(hint);
  });

  it('L23 refuses a name of loop_state that nothing sets', () => {
    const text = file(loop('while: "true", set_state: { sum: 1 }', say('x', '{{ loop_state.total }}')));
    expect(only(text)).toMatchObject({ code: 'undefined_name', message: '`loop_state` has no `total`' });
  });

  it('L22 lets nested loops see the outer ones, and the inner names win', () => {
    const inner =
      '{ id: inner, while: "{{ index < length }}", steps: [{ id: deep, tool: echo, parameters: { value: "{{ loops.over.index }} {{ item }} {{ iteration }}" } }] }';
    expect(codes(file(loop('for_each: [1]', inner)))).toEqual([]);
  });

  it('L22 ends where the loop ends', () => {
    const text = file(loop('for_each: [1]', echo('x')), say('after', '{{ item }}'));
    expect(only(text)).toMatchObject({
      code: 'undefined_name',
      hint: '`item` is there in the body of a `for_each`',
    });
  });

  it.each([
    ['as', 'one', 'name_conflict'],
    ['as', 'x', 'name_conflict'],
    ['as', 'given', 'name_conflict'],
    ['as', 'index', 'reserved_name'],
    ['as', 'steps', 'reserved_name'],
    ['as', 'a-b', 'invalid_name'],
    ['loop_name', 'item', 'reserved_name'],
    ['loop_name', 'one', 'name_conflict'],
    ['loop_name', '"{{ one }}"', 'invalid_name'],
  ])('L8 refuses `%s: %s`', (key, name, code) => {
    const text = `inputs: { given: 1 }\n${file(echo('one'), loop(`for_each: [1], ${key}: ${name}`, echo('x')))}`;
    expect(only(text)).toMatchObject({ code, marked: name });
  });

  it.each(['as: item', 'loop_name: over'])('L22 allows `%s`, which is the name anyway', (key) =>
    expect(codes(file(loop(`for_each: [1], ${key}`, say('x', '{{ item }}'))))).toEqual([]),
  );
});

describe('steps in bodies', () => {
  it('L7 may have one id in two loops side by side, each seeing its own', () => {
    const other =
      '{ id: other, for_each: [2], steps: [{ id: save, tool: filesystem, action: read, parameters: { path: x } }, { id: use, tool: echo, parameters: { value: "{{ save.content }}" } }] }';
    const pipeline = pipelineOf(file(loop('for_each: [1]', echo('save'), say('use', '{{ save.anything }}')), other));
    expect(loopOf(pipeline, 'other', 'for_each').body.steps[1]?.dependencies).toEqual(['save']);
  });

  it.each([
    ['of the same body', loop('for_each: [1]', echo('x'), echo('x')), 'x'],
    ['around the loop', loop('for_each: [1]', echo('one')), 'one'],
    ['of the loop itself', loop('for_each: [1]', echo('over')), 'over'],
  ])('L7 refuses the id of a step %s', (_title, step, marked) =>
    expect(only(file(echo('one'), step))).toMatchObject({ code: 'duplicate_id', marked }),
  );

  it.each([
    ['a value', say('after', '{{ x }}')],
    ['a value with a default', say('after', '{{ x | default(1) }}')],
    ['a value in `steps`', say('after', '{{ steps.x }}')],
    ['a dependency', echo('after', 'dependencies: [x]')],
    ['a route', echo('after', 'on_success: x')],
    ['another body', '{ id: after, for_each: [1], steps: [{ id: y, tool: echo, parameters: { value: "{{ x }}" } }] }'],
  ])('L22 are hidden from outside: %s', (_title, step) =>
    expect(only(file(loop('for_each: [1]', echo('x')), step))).toMatchObject({
      code: 'hidden_step',
      message: '`x` runs inside `over` and is seen only there',
    }),
  );

  it.each([
    ['read it', say('x', '{{ over }}')],
    ['read it in `steps`', say('x', '{{ steps.over.results }}')],
    ['wait for it', echo('x', 'dependencies: [over]')],
  ])('L7 cannot %s: the loop around them', (_title, step) =>
    expect(only(file(loop('for_each: [1]', step)))).toMatchObject({ code: 'self_reference' }),
  );

  it('L7 may not wait for each other in a circle, which is named', () => {
    const found = only(file(loop('for_each: [1]', say('x', '{{ y }}'), say('y', '{{ x }}'))));
    expect(found).toMatchObject({ code: 'cycle' });
    expect(found.message).toMatch(/x → y → x|y → x → y/);
  });

  it('L7 may not make a circle through a loop', () => {
    const found = only(file(loop('for_each: "{{ after }}"', echo('x')), say('after', '{{ over }}')));
    expect(found.message).toMatch(/over → after → over|after → over → after/);
  });

  it('L18 route inside the body, and never out of it or into it', () => {
    const text = (step: string) => file(echo('out'), loop('for_each: [1]', step, echo('y')));
    const pipeline = pipelineOf(text(echo('x', 'condition: "false", on_false: y')));
    expect(loopOf(pipeline, 'over', 'for_each').body.steps[0]?.onFalse).toBe('y');
    expect(only(text(echo('x', 'on_success: out')))).toMatchObject({ code: 'route_out_of_level', marked: 'out' });
  });

  it.each([
    'over.results[0].x.items[0].name',
    'over.results | length',
    'over.iterations + over.completed + over.failed',
    'over.status',
    'over.result.results',
    'over.error',
  ])('L22 gives `%s` to the outside', (value) => {
    const list = '{ id: x, tool: filesystem, action: list, parameters: { path: "." } }';
    expect(codes(file(loop('for_each: [1]', list), say('after', `{{ ${value} }}`)))).toEqual([]);
  });

  it.each([
    ['over.result.iteration', 'the result of `over` has no `iteration`'],
    ['over.results[0].y', 'the result of `over` has no `y`'],
    ['over.results[0].x.items[0].nam', 'the result of `over` has no `nam`'],
    ['over.terminated_by', 'the result of `over` has no `terminated_by`'],
    ['over.x', 'the result of `over` has no `x`'],
  ])('L22 refuses `%s`', (value, message) => {
    const list = '{ id: x, tool: filesystem, action: list, parameters: { path: "." } }';
    expect(only(file(loop('for_each: [1]', list), say('after', `{{ ${value} }}`)))).toMatchObject({
      code: 'undefined_field',
      message,
    });
  });

  it('L22 gives the results of a repeated tool without its id', () => {
    const get = '{ id: get, for_each: [1], tool: filesystem, action: read, parameters: { path: x } }';
    expect(codes(file(get, say('after', '{{ get.results[0].content }}')))).toEqual([]);
    expect(codes(file(get, say('after', '{{ get.results[0].get }}')))).toEqual([
      expect.stringContaining('undefined_field'),
    ]);
  });

  it('E14 have their effects told of the loop', () => {
    const write = '{ id: w, tool: filesystem, action: write, parameters: { path: x, content: y } }';
    const effects = (more: string) =>
      stepOf(pipelineOf(file(loop(`for_each: [1]${more}`, echo('x'), write))), 'over').effects;
    expect([effects(''), effects(', side_effects: none')]).toEqual(['local', 'none']);
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

describe('variables in loops', () => {
  const set = (id: string, value: string, more = '') =>
    `{ id: ${id}, tool: set, parameters: { variables: { n: ${JSON.stringify(value)} } }${more === '' ? '' : `, ${more}`} }`;

  it('L6 E17 are read by the steps behind them in the same iteration, and by loops in it', () => {
    const inner = `{ id: inner, for_each: [1], steps: [${say('y', '{{ variables.n }}')}] }`;
    const text = file(loop('for_each: [1], max_parallel: 4', set('count', '1'), say('x', '{{ variables.n }}'), inner));
    const pipeline = pipelineOf(text);
    const { body } = loopOf(pipeline, 'over', 'for_each');
    expect(body.steps.map(({ id, dependencies, sets }) => [id, dependencies, sets])).toEqual([
      ['count', [], ['n']],
      ['x', ['count'], []],
      ['inner', ['count'], []],
    ]);
    expect(stepOf(pipeline, 'over').sets).toEqual([]);
  });

  it('L6 of the file are read in loops, which then wait for them', () => {
    const text = file(set('start', '0'), loop('for_each: [1]', say('x', '{{ variables.n }}')));
    expect(stepOf(pipelineOf(text), 'over').dependencies).toEqual(['start']);
  });

  it.each([
    ['behind the loop', loop('for_each: [1]', set('count', '1')), say('after', '{{ variables.n }}')],
    [
      'behind the loop, with a default',
      loop('for_each: [1]', set('count', '1')),
      say('after', '{{ variables.n | default(1) }}'),
    ],
    [
      'in another loop',
      loop('for_each: [1]', set('count', '1')),
      '{ id: other, for_each: [1], steps: [{ id: x, tool: echo, parameters: { value: "{{ variables.n }}" } }] }',
    ],
  ])('E17 stay in their iteration: %s they are not read', (_title, ...steps) =>
    expect(only(file(...steps))).toMatchObject({
      code: 'hidden_variable',
      message: '`n` is set inside `over`, and stays in its iteration',
    }),
  );

  it('E17 of two loops side by side have nothing to do with each other', () => {
    const other = `{ id: other, for_each: [2], steps: [${set('again', '2')}, ${say('y', '{{ variables.n }}')}] }`;
    expect(codes(file(loop('for_each: [1]', set('count', '1'), say('x', '{{ variables.n }}')), other))).toEqual([]);
  });

  it('E17 do not count from one iteration to the next: a name that is set outside too is refused', () => {
    const text = file(set('start', '0'), loop('while: "{{ variables.n < 3 }}"', set('count', '{{ variables.n + 1 }}')));
    const found = only(text);
    expect(found).toMatchObject({ code: 'shadowed_variable', marked: 'n' });
    expect(found.hint).toContain('set_state');
  });

  it('E17 of an inner and an outer loop have two names', () => {
    const inner = `{ id: inner, for_each: [1], steps: [${set('deep', '1')}] }`;
    expect(only(file(loop('for_each: [1]', set('count', '1'), inner)))).toMatchObject({ code: 'shadowed_variable' });
  });

  it('L6 L23 are read by `until` and `set_state`, which come after the body, not by a `while` before it', () => {
    expect(
      codes(file(loop('until: "{{ variables.n > 3 }}", set_state: { n: "{{ variables.n }}" }', set('count', '1')))),
    ).toEqual([]);
    expect(only(file(loop('while: "{{ variables.n > 3 }}"', set('count', '1'))))).toMatchObject({
      code: 'variable_before_set',
    });
  });

  it('E17 are not set by a loop that does nothing else', () => {
    const text = file('{ id: over, for_each: [1], tool: set, parameters: { variables: { n: 1 } } }');
    expect(only(text)).toMatchObject({ code: 'variable_in_loop', marked: 'n' });
  });

  it('L6 are ordered in a body as in a file', () => {
    expect(only(file(loop('for_each: [1]', set('one', '1'), set('two', '2'))))).toMatchObject({
      code: 'unordered_variable',
    });
  });
});
