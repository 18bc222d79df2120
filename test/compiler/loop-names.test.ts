import { describe, expect, it } from 'vitest';
import { codes, echo, file, loopOf, only, pipelineOf, stepOf } from './compile-helper.ts';

const say = (id: string, value: string, more = '') =>
  `{ id: ${id}, tool: echo, parameters: { value: ${JSON.stringify(value)} }${more === '' ? '' : `, ${more}`} }`;
const loop = (head: string, ...body: string[]) => `{ id: over, ${head}, steps: [${body.join(', ')}] }`;

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
    const late = file(loop('until: "{{ variables.n > 3 }}"', say('x', '1')), set('count', '1'));
    expect(only(late)).toMatchObject({ code: 'variable_before_set' });
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
