import { afterAll, describe, expect, it } from 'vitest';
import { containerEngine } from './support/container-engine.ts';
import { factOf, removeFolders } from './support/test-engine.ts';
import { VirtualClock } from './support/virtual-clock.ts';

afterAll(removeFolders);

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

  it('E13 reuses a loop of included pipelines: their inputs and variables are none of those around it', async () => {
    const { engine, run, calls } = containerEngine();
    const first = await run(`
inputs: { prefix: x }
steps:
  - id: process
    for_each: [a, b]
    steps:
      - id: sub
        inputs: { n: "{{ prefix }}{{ item }}" }
        pipeline: { name: Sub, inputs: { n: null }, steps: [{ id: say, tool: echo, parameters: { value: "{{ n }}" } }] }
  - { id: after, tool: echo, parameters: { value: "{{ process.completed }}" } }
`);
    expect(first.status).toBe('completed');
    const before = calls.length;
    await (await engine.rerun(first.run, { from: ['after'], definition: 'snapshot' })).done;
    expect(calls.slice(before)).toEqual(['after']);
    await (await engine.rerun(first.run, { definition: 'snapshot', inputs: { prefix: 'y' } })).done;
    expect(calls.slice(before + 1).toSorted()).toEqual(['after', 'process[0].sub.say', 'process[1].sub.say']);
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
