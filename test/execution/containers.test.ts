import { afterAll, describe, expect, it } from 'vitest';
import type { Json } from '../../shared/json.ts';
import { sketch } from './support/sketch.ts';
import { factOf, removeFolders, type TestEngineOptions, testEngine } from './support/test-engine.ts';
import { VirtualClock } from './support/virtual-clock.ts';

afterAll(removeFolders);

function containerEngine(options: TestEngineOptions = {}) {
  return testEngine({
    ...options,
    deps: { ...options.deps, compiled: (file, text) => ({ pipeline: sketch(text, file), diagnostics: [] }) },
  });
}

const result = (value: Json | undefined): { readonly [name: string]: Json } =>
  value as { readonly [name: string]: Json };

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
    expect(result(document.steps['each']?.result)['results']).toEqual(['a=1', 'b=2']);
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
    expect(result(document.steps['each']?.result)['results']).toEqual([1, 2]);
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
    const results = result(document.steps['outer']?.result)['results'] as { inner: { results: Json } }[];
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
    expect(result((await handle.done).steps['each']?.result)['results']).toEqual(['a', 'b', 'c']);
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
    expect(result(document.steps['each']?.result)['results']).toEqual([
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

describe('while and until', () => {
  it('L23 checks while before each iteration, and carries the state on', async () => {
    const { run } = containerEngine();
    const document = await run(`
steps:
  - id: loop
    while: "(loop_state.total | default(0)) < 6"
    set_state: { total: "{{ (loop_state.total | default(0)) + add }}" }
    steps: [{ id: add, tool: echo, parameters: { value: "{{ iteration }}" } }]
`);
    expect(document.steps['loop']?.result).toEqual({
      results: [{ add: 1 }, { add: 2 }, { add: 3 }],
      iterations: 3,
      completed: 3,
      failed: 0,
      terminated_by: 'condition',
      state: { total: 6 },
    });
  });

  it('L23 checks until after each iteration, with the steps of its body', async () => {
    const { run } = containerEngine();
    const document = await run(`
steps:
  - id: loop
    until: "{{ n >= 3 }}"
    steps: [{ id: n, tool: echo, parameters: { value: "{{ position }}" } }]
`);
    expect(document.steps['loop']?.result).toMatchObject({ iterations: 3, terminated_by: 'condition' });
  });

  it('L23 a while that is false at first runs nothing', async () => {
    const { run, calls } = containerEngine();
    const document = await run('steps: [{ id: loop, tool: echo, while: "1 > 2", parameters: { value: 1 } }]');
    expect(document.steps['loop']).toMatchObject({ status: 'completed', result: { iterations: 0 } });
    expect(calls).toEqual([]);
  });

  it('L23 warns at max_iterations, or fails', async () => {
    const { run, facts } = containerEngine();
    const text = (rest: string) =>
      `steps: [{ id: loop, tool: echo, while: "true", max_iterations: "{{ 2 }}", ${rest} parameters: { value: 1 } }]`;
    const document = await run(text(''));
    expect(document.steps['loop']).toMatchObject({
      status: 'completed',
      result: { iterations: 2, terminated_by: 'max_iterations' },
    });
    expect(facts(document.run).filter((fact) => fact.type === 'warning')).toMatchObject([{ code: 'max_iterations' }]);
    const failed = await run(text('on_max_iterations: fail,'));
    expect(failed.steps['loop']).toMatchObject({ status: 'failed', error: { code: 'max_iterations' } });
  });

  it('L16 an error in the condition fails the loop', async () => {
    const { run } = containerEngine();
    const document = await run('steps: [{ id: loop, tool: echo, while: "nothing > 2", parameters: { value: 1 } }]');
    expect(document.steps['loop']).toMatchObject({ status: 'failed', error: { code: 'condition_error' } });
  });

  it('L23 a failed iteration ends the loop', async () => {
    const { run } = containerEngine();
    const document = await run(
      'steps: [{ id: loop, tool: fail, while: "true", parameters: { times: "{{ 1000 if index == 1 else 0 }}" } }]',
    );
    expect(document.steps['loop']).toMatchObject({
      status: 'failed',
      result: { iterations: 2, terminated_by: 'error', failed: 1 },
    });
  });
});

describe('included pipelines', () => {
  const text = `
inputs: { who: Ada }
steps:
  - { id: a, tool: echo, parameters: { value: "{{ who }}" } }
  - id: sub
    inputs: { name: "{{ a }}!" }
    pipeline:
      name: inner
      inputs: { name: null, greeting: Hello }
      outputs: { text: "{{ step }}", who: "{{ pipeline.name }}" }
      steps: [{ id: step, tool: echo, parameters: { value: "{{ greeting }} {{ inputs.name }}" } }]
  - { id: after, tool: echo, parameters: { value: "{{ sub.outputs.text }}" } }
`;

  it('L26 gives its outputs, and sees nothing but its inputs', async () => {
    const { run, facts } = containerEngine();
    const document = await run(text);
    expect(document.steps['sub']?.result).toEqual({ outputs: { text: 'Hello Ada!', who: 'inner' } });
    expect(document.steps['after']?.result).toBe('Hello Ada!');
    expect(facts(document.run).some((fact) => fact.type === 'step.completed' && fact.step === 'sub.step')).toBe(true);
  });

  it('L26 a name of the pipeline around it is undefined inside', async () => {
    const { run } = containerEngine();
    const document = await run(text.replace('{{ greeting }}', '{{ who }}'));
    expect(document.steps['sub']).toMatchObject({ status: 'failed', error: { details: { step: 'sub.step' } } });
  });

  it('L4 inputs that do not fit fail the step before anything inside runs', async () => {
    const { run, calls } = containerEngine();
    const document = await run(text.replace('inputs: { name: "{{ a }}!" }', 'inputs: {}'));
    expect(document.steps['sub']).toMatchObject({ status: 'failed', error: { code: 'invalid_inputs' } });
    expect(calls).toEqual(['a']);
  });

  it('L26 inside loops inside included pipelines, ten deep', async () => {
    let inner =
      '{ name: p0, steps: [{ id: leaf, tool: echo, parameters: { value: 1 } }], outputs: { n: "{{ leaf }}" } }';
    for (let depth = 1; depth < 10; depth += 1)
      inner = `{ name: p${depth}, steps: [{ id: s${depth}, for_each: [1], steps: [{ id: sub, pipeline: ${inner} }] }], outputs: { n: "{{ s${depth}.results[0].sub.outputs.n + 1 }}" } }`;
    const { run } = containerEngine();
    const document = await run(`steps: [{ id: top, pipeline: ${inner} }]`);
    expect(document.steps['top']?.result).toEqual({ outputs: { n: 10 } });
  });
});

describe('interruptions', () => {
  const text = `
steps:
  - id: each
    for_each: [a, b, c]
    steps:
      - { id: wait, tool: gate, parameters: { name: "{{ item }}" } }
      - { id: note, tool: echo, parameters: { value: "{{ wait }}" } }
`;

  it('E15 a pause reaches into the body, and a resume goes on from there', async () => {
    const { engine, gates, folder, calls } = containerEngine();
    const handle = await engine.start({ file: `${folder}/p.yaml`, text, inputs: {} });
    gates.open('a');
    await gates.reached('b');
    const paused = handle.pause();
    gates.open('b');
    await paused;
    expect((await handle.done).status).toBe('paused');
    gates.open('c');
    const document = await (await engine.resume(handle.run)).done;
    expect(document).toMatchObject({ status: 'completed' });
    expect(calls).toEqual([
      'each[0].wait',
      'each[0].note',
      'each[1].wait',
      'each[1].note',
      'each[2].wait',
      'each[2].note',
    ]);
  });

  it('E15 a cancel reaches into the body; the cancelled step runs again, and nothing that was done', async () => {
    const { engine, gates, folder, calls } = containerEngine();
    const handle = await engine.start({ file: `${folder}/p.yaml`, text, inputs: {} });
    gates.open('a');
    await gates.reached('b');
    await handle.cancel();
    expect((await handle.done).steps['each']?.status).toBe('cancelled');
    gates.open('b');
    gates.open('c');
    const document = await (await engine.resume(handle.run)).done;
    expect(document).toMatchObject({ status: 'completed' });
    expect(calls.filter((path) => path.endsWith('wait'))).toEqual([
      'each[0].wait',
      'each[1].wait',
      'each[1].wait',
      'each[2].wait',
    ]);
  });

  it('E12 a resume after a failure runs only what failed inside, and what follows', async () => {
    const { engine, run, calls } = containerEngine();
    const document = await run(`
steps:
  - id: each
    for_each: [0, 1, 0]
    steps:
      - { id: try, tool: fail, parameters: { times: "{{ item }}" } }
      - { id: next, tool: echo, parameters: { value: "{{ try }}" } }
  - { id: after, tool: echo, parameters: { value: "{{ each.completed }}" } }
`);
    expect(document.status).toBe('failed');
    const before = calls.length;
    const resumed = await (await engine.resume(document.run)).done;
    expect(resumed).toMatchObject({ status: 'completed' });
    expect(resumed.steps['after']?.result).toBe(3);
    expect(calls.slice(before)).toEqual(['each[1].try', 'each[1].next', 'after']);
  });

  it('E15 a timeout of the container stops what is inside', async () => {
    const { run } = containerEngine({ clock: new VirtualClock(0) });
    const document = await run(
      'steps: [{ id: each, timeout: 1, for_each: [1, 2], steps: [{ id: s, tool: sleep, parameters: { ms: 700 } }] }]',
    );
    expect(document.steps['each']).toMatchObject({ status: 'failed', error: { code: 'timeout' } });
  });

  it('E1 a failure elsewhere lets the container that runs finish', async () => {
    const { engine, gates, folder } = containerEngine();
    const failing = `${text}  - { id: bad, tool: fail }\n`;
    const handle = await engine.start({ file: `${folder}/p.yaml`, text: failing, inputs: {} });
    await factOf(handle, 'step.failed', 'bad');
    for (const gate of ['a', 'b', 'c']) gates.open(gate);
    const document = await handle.done;
    expect(document).toMatchObject({ status: 'failed', error: { step: 'bad' } });
    expect(document.steps['each']?.status).toBe('completed');
  });
});

describe('reruns', () => {
  const text = `
inputs: { prefix: x }
steps:
  - { id: before, tool: echo, parameters: { value: 1 } }
  - id: process
    for_each: [a, b, c]
    steps:
      - { id: load, tool: echo, parameters: { value: "{{ prefix }}{{ item }}" } }
      - { id: save, tool: echo, parameters: { value: "{{ load }}!" } }
      - { id: check, tool: echo, parameters: { value: "{{ save }}?" } }
  - { id: after, tool: echo, parameters: { value: "{{ process.completed }}" } }
`;

  it('E13 reuses a whole container of which nothing has changed', async () => {
    const { engine, run, calls } = containerEngine();
    const first = await run(text);
    const before = calls.length;
    const document = await (await engine.rerun(first.run, { from: ['after'], definition: 'snapshot' })).done;
    expect(calls.slice(before)).toEqual(['after']);
    expect(document.steps['process']).toMatchObject({ status: 'completed', reused_from: { run: first.run } });
  });

  it('E13 runs a container again of which something inside has read a changed input', async () => {
    const { engine, run, calls } = containerEngine();
    const first = await run(text);
    const before = calls.length;
    await (await engine.rerun(first.run, { definition: 'snapshot', inputs: { prefix: 'y' } })).done;
    expect(calls.slice(before).filter((path) => path !== 'after')).toHaveLength(9);
  });

  it('E16 from a step of an iteration runs that, what follows in the iteration, and what is behind the loop', async () => {
    const { engine, run, calls } = containerEngine();
    const first = await run(text);
    const before = calls.length;
    const request = { from: ['process[1].save'], definition: 'snapshot' as const };
    const plan = await engine.plan({ kind: 'rerun', run: first.run, ...request });
    expect(plan.steps.map(({ step, decision }) => [step, decision])).toEqual([
      ['before', 'reuse'],
      ['process', 'run'],
      ['after', 'run'],
    ]);
    const document = await (await engine.rerun(first.run, request)).done;
    expect(calls.slice(before)).toEqual(['process[1].save', 'process[1].check', 'after']);
    expect(document.steps['process']?.result).toEqual(first.steps['process']?.result);
    const again = await (await engine.rerun(document.run, { from: ['process[0].check'], definition: 'snapshot' })).done;
    expect(again.steps['process']?.result).toEqual(first.steps['process']?.result);
    expect(calls.slice(before + 3)).toEqual(['process[0].check', 'after']);
  });

  it('E16 from a step that is not there is refused', async () => {
    const { engine, run } = containerEngine();
    const first = await run(text);
    await expect(engine.rerun(first.run, { from: ['process[7].save'], definition: 'snapshot' })).rejects.toMatchObject({
      code: 'unknown_step',
    });
  });
});
