import { describe, expect, it } from 'vitest';
import { codes, compile, echo, file, only, pipelineOf, stepOf } from './compile-helper.ts';

const group = (more: string, ...members: string[]) => `{ id: both, parallel: [${members.join(', ')}]${more} }`;
const say = (id: string, value: string) => `{ id: ${id}, tool: echo, parameters: { value: ${JSON.stringify(value)} } }`;

describe('a parallel group', () => {
  it('L25 becomes its members and a join, at its own level', () => {
    const pipeline = pipelineOf(
      file(echo('first'), group(', dependencies: [first]', echo('a'), echo('b')), say('after', '{{ both }}')),
    );
    expect(pipeline.steps.map(({ id, dependencies, group: of }) => [id, dependencies, of])).toEqual([
      ['first', [], undefined],
      ['a', ['first'], 'both'],
      ['b', ['first'], 'both'],
      ['both', ['a', 'b'], undefined],
      ['after', ['both'], undefined],
    ]);
    expect(stepOf(pipeline, 'both')).toMatchObject({ tool: 'group', action: 'group', parameters: [], effects: 'none' });
    expect(pipeline.order).toEqual(['first', 'a', 'b', 'both', 'after']);
  });

  it('L25 lets others read a member by its own name and through the group', () => {
    const read = '{ id: a, tool: filesystem, action: read, parameters: { path: x } }';
    const pipeline = pipelineOf(
      file(group('', read, echo('b')), say('one', '{{ a.content }}'), say('two', '{{ both.a.content }}')),
    );
    expect(stepOf(pipeline, 'one').dependencies).toEqual(['a']);
    expect(stepOf(pipeline, 'two').dependencies).toEqual(['both']);
    expect(only(file(group('', read), say('two', '{{ both.a.contents }}')))).toMatchObject({
      code: 'undefined_field',
    });
    expect(only(file(group('', read), say('two', '{{ both.b }}')))).toMatchObject({ code: 'undefined_field' });
  });

  it('L25 gives its condition to its members, which wait for what it reads', () => {
    const text = file(echo('first'), group(', condition: "{{ first }}"', echo('a', 'condition: "true"'), echo('b')));
    const pipeline = pipelineOf(text);
    expect(stepOf(pipeline, 'a')).toMatchObject({
      dependencies: ['first'],
      condition: { text: 'true' },
      groupConditions: [{ text: '{{ first }}' }],
    });
    expect(stepOf(pipeline, 'b').condition).toBeUndefined();
    expect(stepOf(pipeline, 'both')).toMatchObject({ condition: { text: '{{ first }}' }, dependencies: ['a', 'b'] });
    expect(stepOf(pipeline, 'both').groupConditions).toBeUndefined();
  });

  it('L25 nests: conditions come from the outermost group inwards', () => {
    const inner = `{ id: inner, condition: "2 > 1", parallel: [${echo('a')}] }`;
    const pipeline = pipelineOf(
      file(echo('first'), group(', condition: "1 > 0", dependencies: [first]', inner, echo('b'))),
    );
    expect(stepOf(pipeline, 'a')).toMatchObject({
      group: 'inner',
      dependencies: ['first'],
      groupConditions: [{ text: '1 > 0' }, { text: '2 > 1' }],
    });
    expect(stepOf(pipeline, 'inner')).toMatchObject({
      group: 'both',
      dependencies: ['a'],
      groupConditions: [{ text: '1 > 0' }],
    });
    expect(stepOf(pipeline, 'both').dependencies).toEqual(['inner', 'b']);
  });

  it('L19 L25 says for its members what failure does, unless they say it themselves', () => {
    const more = ', on_failure: rescue, retry: 4, timeout: 2s, on_error: { fallback_value: 1 }';
    const pipeline = pipelineOf(
      file(
        group(more, echo('a'), echo('b', 'on_failure: skip, retry: 2, on_error: { fallback_value: 2 }')),
        echo('rescue'),
      ),
    );
    expect(stepOf(pipeline, 'a')).toMatchObject({
      onFailure: { kind: 'jump', to: 'rescue' },
      retry: { attempts: 4 },
      timeoutMs: 2000,
    });
    expect(stepOf(pipeline, 'b')).toMatchObject({
      onFailure: { kind: 'skip' },
      retry: { attempts: 2 },
      timeoutMs: 2000,
    });
    const values = (id: string) =>
      stepOf(pipeline, id).handlers?.map(({ fallback }) => fallback?.kind === 'literal' && fallback.value);
    expect([values('a'), values('b'), values('both')]).toEqual([[1], [2, 1], undefined]);
  });

  it('L18 leads on from its join', () => {
    const text = file(group(', condition: "true", on_false: other, on_success: other', echo('a')), echo('other'));
    expect(stepOf(pipelineOf(text), 'both')).toMatchObject({ onFalse: 'other', onSuccess: 'other' });
    expect(stepOf(pipelineOf(text), 'a').onFalse).toBeUndefined();
  });

  it.each(['on_success: both', 'condition: "true", on_false: both', 'on_failure: both'])(
    'L18 is no target of a route: %s',
    (route) =>
      expect(only(file(echo('first', route), group('', echo('a'))))).toMatchObject({
        code: 'route_to_group',
        marked: 'both',
      }),
  );

  it('L7 is no dependency of its members', () => {
    expect(only(file(group('', say('a', '{{ both.b }}'), echo('b'))))).toMatchObject({ code: 'cycle' });
  });

  it.each(['tool: echo', 'action: echo', 'parameters: { a: 1 }', 'side_effects: none', 'model: m'])(
    'L25 runs nothing itself: `%s` is refused',
    (key) => expect(only(file(group(`, ${key}`, echo('a'))))).toMatchObject({ code: 'misplaced_key' }),
  );

  it('L7 shares the level of its steps: an id in it is taken', () => {
    expect(only(file(echo('a'), group('', echo('a'))))).toMatchObject({ code: 'duplicate_id' });
  });

  it('L25 stands in the body of a loop, and loops stand in it', () => {
    const loop = `{ id: each, for_each: [1], steps: [${group('', echo('a'), say('b', '{{ item }}'))}, ${say('c', '{{ both.b }}')}] }`;
    expect(codes(file(loop))).toEqual([]);
    const inside = group(
      '',
      '{ id: each, for_each: [1], steps: [{ id: x, tool: echo, parameters: { value: "{{ item }}" } }] }',
      echo('b'),
    );
    expect(codes(file(inside, say('after', '{{ both.each.results[0].x }}')))).toEqual([]);
  });

  it('L25 refuses something else than a list, with what is meant by it', () => {
    const text = file('{ id: a, parallel: true, tool: echo, parameters: { value: 1 } }');
    expect(only(text)).toMatchObject({ code: 'wrong_type', hint: expect.stringContaining('max_parallel') });
  });

  it('L1 is drawn also where its file has errors', () => {
    const { partial, pipeline } = compile(file(group('', echo('a')), echo('x', 'dependencies: [nowhere]')));
    expect(pipeline).toBeNull();
    expect(partial.map(({ id, tool, dependencies }) => [id, tool, dependencies])).toEqual([
      ['a', 'echo', []],
      ['both', 'group', ['a']],
      ['x', 'echo', []],
    ]);
  });
});
