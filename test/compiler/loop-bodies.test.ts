import { describe, expect, it } from 'vitest';
import { codes, echo, file, loopOf, only, pipelineOf, stepOf } from './compile-helper.ts';

const say = (id: string, value: string, more = '') =>
  `{ id: ${id}, tool: echo, parameters: { value: ${JSON.stringify(value)} }${more === '' ? '' : `, ${more}`} }`;
const loop = (head: string, ...body: string[]) => `{ id: over, ${head}, steps: [${body.join(', ')}] }`;

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
