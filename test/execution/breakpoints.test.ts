import { afterAll, describe, expect, it } from 'vitest';
import { sketch } from './support/sketch.ts';
import { pipelineText, removeFolders, testEngine } from './support/test-engine.ts';

afterAll(removeFolders);

const engineOf = () =>
  testEngine({ deps: { compiled: (file, text) => ({ pipeline: sketch(text, file), diagnostics: [] }) } });

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
});
