import { afterAll, describe, expect, it } from 'vitest';
import type { Json } from '../../shared/json.ts';
import { containerEngine, fieldsOf } from './support/container-engine.ts';
import { removeFolders } from './support/test-engine.ts';
import { VirtualClock } from './support/virtual-clock.ts';

afterAll(removeFolders);

describe('for_each', () => {
  it('L22 runs the body for each item, and gives results by body step', async () => {
    const { run } = containerEngine();
    const document = await run(`
steps:
  - id: each
    for_each: "{{ [10, 20, 30] }}"
    steps:
      - { id: first, tool: echo, parameters: { value: "{{ item + 1 }}" } }
      - { id: second, tool: echo, parameters: { value: "{{ first * 2 }} at {{ index }} of {{ length }} {{ is_last }}" } }
  - { id: after, tool: echo, parameters: { value: "{{ each.results | length }}" } }
`);
    expect(document).toMatchObject({ status: 'completed' });
    expect(document.steps['each']?.result).toEqual({
      results: [
        { first: 11, second: '22 at 0 of 3 false' },
        { first: 21, second: '42 at 1 of 3 false' },
        { first: 31, second: '62 at 2 of 3 true' },
      ],
      iterations: 3,
      completed: 3,
      failed: 0,
    });
    expect(document.steps['after']?.result).toBe(3);
  });

  it('L22 runs a step that brings its own tool, over the pairs of an object', async () => {
    const { run } = containerEngine();
    const document = await run(`
steps:
  - { id: each, tool: echo, for_each: { a: 1, b: 2 }, as: pair, parameters: { value: "{{ pair.key }}={{ item.value }}" } }
`);
    expect(fieldsOf(document.steps['each']?.result)['results']).toEqual(['a=1', 'b=2']);
  });

  it('E20 the weight of a loop is shared by its iterations', async () => {
    const { engine, gates, folder } = containerEngine();
    const text = 'steps: [{ id: each, tool: gate, for_each: [a, b, c, d], parameters: { name: "{{ item }}" } }]';
    const handle = await engine.start({ file: `${folder}/p.yaml`, text, inputs: {} });
    const fractions: number[] = [];
    handle.subscribe({
      from: 0,
      onFacts: () => undefined,
      onSignal: (signal) => {
        if (signal.type !== 'progress' || fractions.at(-1) === signal.fraction) return;
        fractions.push(signal.fraction);
        gates.open(['a', 'b', 'c', 'd'][Math.round(signal.fraction * 4)] ?? '');
      },
    });
    await handle.done;
    expect(fractions).toEqual([0, 0.25, 0.5, 0.75, 1]);
  });

  it('L22 reads the text of a list', async () => {
    const { run } = containerEngine();
    const document = await run(`
steps:
  - { id: text, tool: echo, parameters: { value: "[1, 2]" } }
  - { id: each, tool: echo, for_each: "{{ text }}", parameters: { value: "{{ item }}" } }
`);
    expect(fieldsOf(document.steps['each']?.result)['results']).toEqual([1, 2]);
  });

  it('L22 completes at once without items', async () => {
    const { run, calls } = containerEngine();
    const document = await run('steps: [{ id: each, tool: echo, for_each: [], parameters: { value: "{{ item }}" } }]');
    expect(document.steps['each']).toMatchObject({
      status: 'completed',
      result: { results: [], iterations: 0, completed: 0, failed: 0 },
    });
    expect(calls).toEqual([]);
  });

  for (const value of ['7', 'none', "'abc'", 'true'])
    it(`L22 fails with what was found for ${value}, which is no list`, async () => {
      const { run, calls } = containerEngine();
      const document = await run(
        `steps: [{ id: each, tool: echo, for_each: "{{ ${value} }}", parameters: { value: 1 } }]`,
      );
      expect(document.steps['each']).toMatchObject({
        status: 'failed',
        error: { code: 'not_iterable', category: 'validation' },
      });
      expect(calls).toEqual([]);
    });

  it('L22 lets nested loops see the outer ones', async () => {
    const { run } = containerEngine();
    const document = await run(`
steps:
  - id: outer
    for_each: [a, b]
    loop_name: letters
    steps:
      - id: inner
        for_each: [1, 2]
        steps:
          - { id: both, tool: echo, parameters: { value: "{{ loops.letters.item }}{{ letters.index }}{{ item }}{{ loops.inner.position }}" } }
`);
    const results = fieldsOf(document.steps['outer']?.result)['results'] as { inner: { results: Json } }[];
    expect(results.map(({ inner }) => inner.results)).toEqual([
      [{ both: 'a011' }, { both: 'a022' }],
      [{ both: 'b111' }, { both: 'b122' }],
    ]);
  });

  it('E16 journals what is inside by its path, and takes no slot for containers', async () => {
    const { run, facts } = containerEngine();
    const document = await run(`
config: { max_parallel: 1 }
steps:
  - id: outer
    for_each: [a, b]
    max_parallel: 2
    steps:
      - id: inner
        for_each: [1, 2]
        max_parallel: 2
        steps: [{ id: leaf, tool: echo, parameters: { value: "{{ item }}" } }]
`);
    expect(document.status).toBe('completed');
    const completed = facts(document.run).flatMap((fact) => (fact.type === 'step.completed' ? [fact.step] : []));
    expect(completed.toSorted()).toEqual([
      'outer',
      'outer[0].inner',
      'outer[0].inner[0].leaf',
      'outer[0].inner[1].leaf',
      'outer[1].inner',
      'outer[1].inner[0].leaf',
      'outer[1].inner[1].leaf',
    ]);
  });

  it('L22 runs at most max_parallel iterations at once', async () => {
    const { engine, gates, folder, calls } = containerEngine();
    const text = `
steps: [{ id: each, tool: gate, for_each: [a, b, c], max_parallel: 2, parameters: { name: "{{ item }}" } }]
`;
    const handle = await engine.start({ file: `${folder}/p.yaml`, text, inputs: {} });
    await Promise.all([gates.reached('a'), gates.reached('b')]);
    expect(calls).toHaveLength(2);
    gates.open('b');
    await gates.reached('c');
    gates.open('a');
    gates.open('c');
    expect(fieldsOf((await handle.done).steps['each']?.result)['results']).toEqual(['a', 'b', 'c']);
  });

  it('L22 fails when an iteration has failed, after all have run, and keeps the results', async () => {
    const { run } = containerEngine();
    const document = await run(`
steps:
  - { id: each, tool: fail, for_each: [0, 1000, 0], on_failure: skip, parameters: { times: "{{ item }}" } }
  - { id: other, tool: echo, parameters: { value: 1 } }
`);
    expect(document.steps['each']).toMatchObject({
      status: 'failed',
      handled: 'skip',
      error: { category: 'execution', code: 'told_to', details: { step: 'each[1].each' } },
      result: { results: [1, { failed: 1 }, 1], iterations: 3, completed: 2, failed: 1 },
    });
  });

  it('L22 begins nothing after a failure with break_on_error', async () => {
    const { run } = containerEngine();
    const document = await run(
      'steps: [{ id: each, tool: fail, for_each: [0, 1000, 0], break_on_error: true, parameters: { times: "{{ item }}" } }]',
    );
    expect(document.steps['each']).toMatchObject({ status: 'failed', result: { iterations: 2, failed: 1 } });
    expect(document.error?.message).toContain('number 1');
  });

  it('L19 policies inside a body hold inside it', async () => {
    const { run } = containerEngine();
    const document = await run(`
steps:
  - id: each
    for_each: [0, 1000]
    steps:
      - { id: try, tool: fail, on_failure: skip, parameters: { times: "{{ item }}" } }
      - { id: next, tool: echo, parameters: { value: "{{ try }}" } }
      - { id: other, tool: echo, parameters: { value: "o" } }
`);
    expect(document.steps['each']).toMatchObject({ status: 'completed', result: { completed: 2, failed: 0 } });
    expect(fieldsOf(document.steps['each']?.result)['results']).toEqual([
      { try: 1, next: 1, other: 'o' },
      { try: { failed: 1 }, next: null, other: 'o' },
    ]);
  });

  it('L24 fails an iteration that takes longer than iteration_timeout', async () => {
    const { run } = containerEngine({ clock: new VirtualClock(0) });
    const document = await run(`
steps: [{ id: each, tool: sleep, for_each: [10, 5000, 20], iteration_timeout: 1, parameters: { ms: "{{ item }}" } }]
`);
    expect(document.steps['each']).toMatchObject({
      status: 'failed',
      error: { code: 'iteration_timeout', category: 'timeout' },
      result: { iterations: 3, completed: 2, failed: 1 },
    });
  });

  it('E22 a retry of the whole runs what failed inside again, and nothing else', async () => {
    const { run, calls } = containerEngine({ clock: new VirtualClock(0) });
    const document = await run(`
steps:
  - id: each
    for_each: [0, 1, 0]
    retry: { attempts: 2, delay: 1 }
    steps:
      - { id: try, tool: fail, parameters: { times: "{{ item }}" } }
      - { id: next, tool: echo, parameters: { value: "{{ try }}" } }
`);
    expect(document.steps['each']).toMatchObject({ status: 'completed', attempts: 2, result: { completed: 3 } });
    expect(calls.filter((path) => path.endsWith('try')).toSorted()).toEqual([
      'each[0].try',
      'each[1].try',
      'each[1].try',
      'each[2].try',
    ]);
  });
});
