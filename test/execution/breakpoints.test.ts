import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BreakpointStore } from '../../electron/storage/breakpoint-store.ts';
import { nodeFileLayer } from '../../electron/storage/files/file-layer.ts';
import { sketch } from './support/sketch.ts';
import { pipelineText, removeFolders, testEngine } from './support/test-engine.ts';

afterAll(removeFolders);

const engineOf = () =>
  testEngine({ deps: { compiled: (file, text) => ({ pipeline: sketch(text, file), diagnostics: [] }) } });

/** What keeps breakpoints in another process: it shares nothing but the folder. */
function otherProcess(folder: string): BreakpointStore {
  return new BreakpointStore(path.join(folder, 'data', 'breakpoints'), { files: nodeFileLayer, now: Date.now });
}

const chain = pipelineText([
  '{ id: a, tool: echo, parameters: { value: 1 } }',
  '{ id: b, tool: echo, parameters: { value: "{{ a + 1 }}" } }',
  '{ id: c, tool: echo, parameters: { value: "{{ b + 1 }}" } }',
]);
const loop = `
steps:
  - id: each
    for_each: [10, 20, 30]
    steps:
      - { id: s, tool: echo, parameters: { value: "{{ item }}" } }
  - { id: after, tool: echo, parameters: { value: "{{ each.completed }}" } }
`;

describe('breakpoints', () => {
  it('E15 stops before a step, and goes on with it', async () => {
    const { run, engine, calls, facts } = engineOf();
    const breakpoints = [{ step: 'b', when: 'before' }] as const;
    const document = await run(chain, { breakpoints });
    expect(document).toMatchObject({
      status: 'paused',
      steps: { a: { status: 'completed' }, b: { status: 'pending' } },
    });
    expect(facts(document.run).at(-1)).toMatchObject({ type: 'run.paused', reason: 'breakpoint', step: 'b' });
    const resumed = await (await engine.resume(document.run, { breakpoints })).done;
    expect(resumed).toMatchObject({ status: 'completed' });
    expect(calls).toEqual(['a', 'b', 'c']);
  });

  it('E15 stops after a step, before what follows', async () => {
    const { run, calls } = engineOf();
    const document = await run(chain, { breakpoints: [{ step: 'a', when: 'after' }] });
    expect(document).toMatchObject({ status: 'paused' });
    expect(calls).toEqual(['a']);
  });

  it('E15 stops when its condition holds', async () => {
    const { run, calls } = engineOf();
    const text = chain;
    const never = await run(text, { breakpoints: [{ step: 'c', when: 'before', condition: 'b > 5' }] });
    expect(never.status).toBe('completed');
    calls.splice(0);
    const document = await run(text, { breakpoints: [{ step: 'c', when: 'before', condition: 'b == 2' }] });
    expect(document.status).toBe('paused');
    expect(calls).toEqual(['a', 'b']);
  });

  it('E15 stops at an error of any step, before it is tried again', async () => {
    const { run, engine, calls } = engineOf();
    const text = pipelineText(['{ id: bad, tool: fail, retry: { attempts: 3, delay: 0 }, parameters: { times: 1 } }']);
    const document = await run(text, { breakpoints: [{ step: '*', when: 'error' }] });
    expect(document).toMatchObject({ status: 'paused', steps: { bad: { status: 'retrying' } } });
    expect(calls).toEqual(['bad']);
    expect((await (await engine.resume(document.run)).done).status).toBe('completed');
  });

  it('E15 stops before a step, not before a further attempt of it', async () => {
    const { run, engine, calls } = engineOf();
    const text = pipelineText(['{ id: bad, tool: fail, retry: { attempts: 3, delay: 0 }, parameters: { times: 1 } }']);
    const document = await run(text, { breakpoints: [{ step: 'bad', when: 'error' }] });
    const breakpoints = [{ step: 'bad', when: 'before' }] as const;
    expect((await (await engine.resume(document.run, { breakpoints })).done).status).toBe('completed');
    expect(calls).toEqual(['bad', 'bad']);
  });

  for (const [step, condition, at] of [
    ['each[1].s', undefined, 1],
    ['each.s', 'item == 30', 2],
  ] as const)
    it(`E15 stops in one iteration: ${step} ${condition ?? ''}`, async () => {
      const { run, engine, calls, facts } = engineOf();
      const breakpoints = [{ step, when: 'before', ...(condition === undefined ? {} : { condition }) }] as const;
      const document = await run(loop, { breakpoints });
      expect(document.status).toBe('paused');
      expect(calls).toHaveLength(at);
      expect(facts(document.run).at(-1)).toMatchObject({ step: `each[${at}].s` });
      const resumed = await (await engine.resume(document.run, { breakpoints })).done;
      expect(resumed).toMatchObject({ status: 'completed', steps: { after: { result: 3 } } });
      expect(calls).toHaveLength(4);
    });

  it('E15 variables and parameters can be edited before the run goes on', async () => {
    const { run, engine } = engineOf();
    const text = pipelineText([
      '{ id: s, tool: set, parameters: { variables: { x: 1 } } }',
      '{ id: b, tool: echo, needs: s, parameters: { value: "{{ variables.x }}" } }',
      '{ id: c, tool: echo, needs: b, parameters: { value: "{{ b }}" } }',
    ]);
    const document = await run(text, { breakpoints: [{ step: 'b', when: 'before' }] });
    const handle = await engine.resume(document.run, {
      edits: { variables: { x: 5 }, parameters: { 'c.value': 'edited' } },
    });
    expect((await handle.done).steps).toMatchObject({ b: { result: 5 }, c: { result: 'edited' } });
    expect(engine.state(document.run).edits.map(({ kind, name }) => [kind, name])).toEqual([
      ['variable', 'x'],
      ['parameter', 'c.value'],
    ]);
  });

  it('refuses a step that is not there, before anything runs', async () => {
    const { run, calls } = engineOf();
    await expect(run(chain, { breakpoints: [{ step: 'x', when: 'before' }] })).rejects.toMatchObject({
      code: 'unknown_step',
    });
    await expect(run(chain, { breakpoints: [{ step: 'a', when: 'before', condition: '(' }] })).rejects.toMatchObject({
      code: 'invalid_condition',
    });
    expect(calls).toEqual([]);
  });

  for (const [condition, what] of [
    ['b >', /character \d+/],
    ['bb == 2', /there is no name `bb` at this step/],
    ['b | nosuch', /nosuch/],
    ['item == 1', /there is no name `item`/],
  ] as const)
    it(`refuses the condition ${condition} with its place`, async () => {
      const { run } = engineOf();
      await expect(run(chain, { breakpoints: [{ step: 'c', when: 'before', condition }] })).rejects.toMatchObject({
        code: 'invalid_condition',
        message: expect.stringMatching(what),
      });
    });

  it('E15 leaves out kept ones that are off, or that the pipeline has no place for', async () => {
    const { run, engine, data, folder } = engineOf();
    const file = `${folder}/test.yaml`;
    await data.breakpoints.put(file, { step: 'b', when: 'before', enabled: false });
    await data.breakpoints.put(file, { step: 'gone', when: 'before', enabled: true });
    await data.breakpoints.put(file, { step: 'b', when: 'after', condition: 'gone > 1', enabled: true });
    await data.breakpoints.put(file, { step: 'c', when: 'before', enabled: true });
    const document = await run(chain, { breakpoints: ['kept'] });
    expect(engine.state(document.run).breakpoint).toEqual({ step: 'c', when: 'before' });
    expect(await run(chain, { breakpoints: [] })).toMatchObject({ status: 'completed' });
  });

  it('E15 runs nothing while a kept one cannot be read; one that cannot be read later is told, and the known ones hold', async () => {
    const { engine, run, data, folder, gates, facts, calls } = engineOf();
    const file = `${folder}/test.yaml`;
    const spoil = () => {
      const [name = ''] = readdirSync(data.breakpoints.path);
      writeFileSync(path.join(data.breakpoints.path, name, 'bad.json'), '{');
    };
    await data.breakpoints.put(file, { step: 'c', when: 'before', enabled: true });
    const text = pipelineText([
      '{ id: a, tool: gate, parameters: { name: a } }',
      '{ id: b, tool: echo, needs: a, parameters: { value: 1 } }',
      '{ id: c, tool: echo, needs: b, parameters: { value: 1 } }',
    ]);
    const handle = await engine.start({ file, text, inputs: {}, breakpoints: ['kept'] });
    await gates.reached('a');
    spoil();
    gates.open('a');
    expect(await handle.done).toMatchObject({ status: 'paused', steps: { b: { status: 'completed' } } });
    const warnings = facts(handle.run).filter((fact) => fact.type === 'warning');
    expect(warnings).toMatchObject([{ code: 'breakpoints_unreadable', message: expect.stringContaining('bad.json') }]);
    await expect(run(chain, { breakpoints: ['kept'] })).rejects.toMatchObject({ code: 'breakpoint_damaged' });
    expect(calls).toEqual(['a', 'b']);
  });

  it('E15 takes the names of the loops around', async () => {
    const { run } = engineOf();
    const condition = 'item > 10 and index == 1 and not is_last';
    const document = await run(loop, { breakpoints: [{ step: 'each.s', when: 'before', condition }] });
    expect(document.status).toBe('paused');
  });

  it('E15 of nested loops any may name its iteration', async () => {
    const { run, facts } = engineOf();
    const nested = `
steps:
  - id: outer
    for_each: [1, 2]
    steps:
      - id: inner
        for_each: [1, 2, 3]
        steps:
          - { id: s, tool: echo, parameters: { value: "{{ item }}" } }
`;
    for (const [step, at] of [
      ['outer.inner[1].s', 'outer[0].inner[1].s'],
      ['outer[1].inner.s', 'outer[1].inner[0].s'],
      ['outer[1].inner[2].s', 'outer[1].inner[2].s'],
    ] as const) {
      const document = await run(nested, { breakpoints: [{ step, when: 'before' }] });
      expect(facts(document.run).at(-1)).toMatchObject({ type: 'run.paused', step: at });
    }
  });

  it('E15 one that is set while the run is live stops what has not begun, also what waits for a slot', async () => {
    const { engine, gates, folder, calls } = engineOf();
    const elsewhere = otherProcess(folder);
    const text = pipelineText(
      [
        '{ id: a, tool: gate, parameters: { name: a } }',
        '{ id: queued, tool: echo, parameters: { value: 1 } }',
        '{ id: last, tool: echo, needs: queued, parameters: { value: 1 } }',
      ],
      'config: { max_parallel: 1 }\n',
    );
    const handle = await engine.start({ file: `${folder}/p.yaml`, text, inputs: {}, breakpoints: ['kept'] });
    await gates.reached('a');
    await elsewhere.put(`${folder}/p.yaml`, { step: 'queued', when: 'before', enabled: true });
    gates.open('a');
    expect(await handle.done).toMatchObject({ status: 'paused', steps: { queued: { status: 'pending' } } });
    expect(engine.state(handle.run).breakpoint).toEqual({ step: 'queued', when: 'before' });
    const again = await engine.resume(handle.run, { breakpoints: ['kept'] });
    expect(await again.done).toMatchObject({ status: 'completed' });
    expect(engine.state(handle.run).breakpoint).toBeNull();
    expect(calls).toEqual(['a', 'queued', 'last']);
  });

  it('E15 one that is removed while the run is live stops nothing', async () => {
    const { engine, gates, folder } = engineOf();
    const text = pipelineText([
      '{ id: a, tool: gate, parameters: { name: a } }',
      '{ id: b, tool: echo, needs: a, parameters: { value: 1 } }',
    ]);
    const elsewhere = otherProcess(folder);
    const file = `${folder}/p.yaml`;
    await elsewhere.put(file, { step: 'b', when: 'before', enabled: true });
    const handle = await engine.start({ file, text, inputs: {}, breakpoints: ['kept'] });
    await gates.reached('a');
    await elsewhere.remove(file, [{ step: 'b', when: 'before' }]);
    gates.open('a');
    expect((await handle.done).status).toBe('completed');
  });

  it('E15 stops runs that are made from others', async () => {
    const { engine, run } = engineOf();
    const document = await run(chain);
    const breakpoints = [{ step: 'c', when: 'before' }] as const;
    const rerun = await engine.rerun(document.run, { from: ['b'], definition: 'snapshot', breakpoints });
    expect((await rerun.done).status).toBe('paused');
    const continued = await engine.continueFrom(document.run, { seq: 2 }, { breakpoints });
    expect((await continued.done).status).toBe('paused');
  });

  it('E15 parameters inside of a loop can be edited, for one iteration or for all', async () => {
    const { engine, run } = engineOf();
    const document = await run(loop, { breakpoints: [{ step: 'each[1].s', when: 'before' }] });
    const parameters = { 'each[1].s.value': 99, 'each.s.value': 7 };
    const handle = await engine.resume(document.run, { edits: { parameters } });
    expect((await handle.done).steps['each']?.result).toMatchObject({ results: [{ s: 10 }, { s: 7 }, { s: 7 }] });
  });

  for (const [name, code] of [
    ['nowhere.value', 'unknown_step'],
    ['b.nothing', 'unknown_parameter'],
    ['value', 'unknown_step'],
  ] as const)
    it(`E15 refuses an edit of ${name}, and the run stays where it is`, async () => {
      const { engine, run } = engineOf();
      const document = await run(chain, { breakpoints: [{ step: 'b', when: 'before' }] });
      const edits = { parameters: { [name]: 1 } };
      await expect(engine.resume(document.run, { edits })).rejects.toMatchObject({ kind: 'invalid_input', code });
      expect(engine.state(document.run)).toMatchObject({ status: 'paused', edits: [] });
    });
});
