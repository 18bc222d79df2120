import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Plan } from '../../shared/plan.ts';
import type { StepRequest } from '../../electron/execution/engine.ts';
import { pipelineText, removeFolders, type TestEngine, testEngine } from './support/test-engine.ts';

afterAll(removeFolders);

const text = pipelineText(
  [
    '{ id: fetch, tool: effect, parameters: { value: "{{ inputs.size }}" } }',
    '{ id: double, tool: echo, parameters: { value: "{{ fetch * inputs.factor }}" } }',
    '{ id: save, tool: effect, parameters: { value: "{{ [double] }}" } }',
    '{ id: aside, tool: effect }',
  ],
  'inputs: { size: { type: integer, default: 1 }, factor: { type: integer, default: 2 } }\noutputs: { all: "{{ save }}" }\n',
);

const alone = ({ folder }: TestEngine, step: string, rest: Partial<StepRequest> = {}): StepRequest => ({
  step,
  definition: { file: path.join(folder, 'test.yaml'), text },
  ...rest,
});
const decisions = (plan: Plan): Record<string, string> =>
  Object.fromEntries(plan.steps.map(({ step, decision, reason }) => [step, `${decision}: ${reason}`]));
const statuses = (steps: { readonly [id: string]: { readonly status: string } }) =>
  Object.fromEntries(Object.entries(steps).map(([id, { status }]) => [id, status]));

describe('one step alone', () => {
  it('runs in a new run over recorded inputs and results; the other steps stay pending', async () => {
    const test = testEngine();
    const first = await test.run(text, { inputs: { size: 5, factor: 3 } });
    test.calls.length = 0;
    const handle = await test.engine.runStep(alone(test, 'double'));
    const document = await handle.done;
    expect(test.calls).toEqual(['double']);
    expect(document.run).not.toBe(first.run);
    expect(document.status).toBe('paused');
    expect(document.steps['double']?.result).toBe(15);
    expect(document.steps['fetch']?.reused_from).toEqual({ run: first.run, attempt: 1 });
    expect(statuses(document.steps)).toEqual({
      fetch: 'completed',
      double: 'completed',
      save: 'pending',
      aside: 'pending',
    });
    expect(test.engine.state(document.run)).toMatchObject({
      pauseReason: 'only',
      only: 'double',
      parent: { run: first.run, step: 'double' },
    });
  });

  it('takes what it reads and nothing else: not what is before that', async () => {
    const test = testEngine();
    await test.run(text);
    const document = await (await test.engine.runStep(alone(test, 'save'))).done;
    expect(statuses(document.steps)).toMatchObject({ fetch: 'pending', double: 'completed', save: 'completed' });
  });

  it('runs as the file is now, with results that the old one made', async () => {
    const test = testEngine();
    await test.run(text, { inputs: { size: 5 } });
    const edited = text.replace('fetch * inputs.factor', 'fetch + 100');
    const definition = { file: path.join(test.folder, 'test.yaml'), text: edited };
    const document = await (await test.engine.runStep({ step: 'double', definition })).done;
    expect(document.steps['double']?.result).toBe(105);
  });

  it('E13 a rerun does not take for the step what an older definition of it made', async () => {
    const test = testEngine();
    await test.run(text, { inputs: { size: 5 } });
    const edited = text.replace('"{{ inputs.size }}"', '"{{ inputs.size + 100 }}"');
    const definition = { file: path.join(test.folder, 'test.yaml'), text: edited };
    const single = await (await test.engine.runStep({ step: 'double', definition })).done;
    expect(single.steps['double']?.result).toBe(10);
    expect(await test.engine.pin(single.run, 'fetch')).toMatchObject({ state: 'stale' });
    await test.engine.unpin(definition.file, 'fetch');
    const again = await (await test.engine.runStep({ step: 'double', definition: 'snapshot', run: single.run })).done;
    for (const { run } of [single, again]) {
      const document = await (await test.engine.rerun(run, { definition: 'snapshot' })).done;
      expect(document.steps['double']?.result).toBe(210);
    }
  });

  it('E13 a rerun with other inputs asks the conditions of what was taken over again', async () => {
    const test = testEngine();
    const guarded = pipelineText(
      [
        '{ id: big, tool: echo, condition: "{{ inputs.size > 3 }}", parameters: { value: big } }',
        '{ id: small, tool: echo, condition: "{{ inputs.size < 4 }}", parameters: { value: small } }',
        '{ id: last, tool: echo, needs: [big, small], parameters: { value: 1 } }',
      ],
      'inputs: { size: { type: integer, default: 5 } }\n',
    );
    await test.run(guarded);
    const definition = { file: path.join(test.folder, 'test.yaml'), text: guarded };
    const single = await (await test.engine.runStep({ step: 'last', definition })).done;
    const handle = await test.engine.rerun(single.run, { definition: 'snapshot', inputs: { size: 1 } });
    expect(statuses((await handle.done).steps)).toMatchObject({ big: 'skipped', small: 'completed' });
  });

  it('gets given results before pinned ones, and pinned ones before recorded ones', async () => {
    const test = testEngine();
    const old = await test.run(text, { inputs: { size: 7 } });
    await test.engine.pin(old.run, 'fetch');
    await test.run(text, { ignorePins: true });
    const result = async (rest: Partial<StepRequest>) =>
      (await (await test.engine.runStep(alone(test, 'double', rest))).done).steps;
    expect(await result({ given: { fetch: 50 } })).toMatchObject({
      fetch: { reused_from: { given: true } },
      double: { result: 100 },
    });
    expect(await result({})).toMatchObject({
      fetch: { reused_from: { run: old.run, attempt: 1, pin: 'current' } },
      double: { result: 14 },
    });
    expect(await result({ ignorePins: true })).toMatchObject({ double: { result: 2 } });
  });

  it('runs the step itself although it is pinned', async () => {
    const test = testEngine();
    const { run } = await test.run(text);
    await test.engine.pin(run, 'fetch');
    test.calls.length = 0;
    const document = await (await test.engine.runStep(alone(test, 'fetch', { inputs: { size: 8 } }))).done;
    expect(test.calls).toEqual(['fetch']);
    expect(document.steps['fetch']?.result).toBe(8);
  });

  it('takes other inputs and parameters by hand', async () => {
    const test = testEngine();
    await test.run(text, { inputs: { size: 5 } });
    const request = alone(test, 'double', { inputs: { factor: 10 } });
    expect((await (await test.engine.runStep(request)).done).steps['double']?.result).toBe(50);
    const edited = alone(test, 'double', { parameters: { 'double.value': 'mine' } });
    expect((await (await test.engine.runStep(edited)).done).steps['double']?.result).toBe('mine');
  });

  it('needs no earlier run where nothing is read, or all of it is given', async () => {
    const test = testEngine();
    const first = await (await test.engine.runStep(alone(test, 'fetch', { inputs: { size: 4 } }))).done;
    expect(first.steps['fetch']?.result).toBe(4);
    expect(test.engine.state(first.run).parent).toBeNull();
    const other = testEngine();
    const second = await (await other.engine.runStep(alone(other, 'double', { given: { fetch: 6 } }))).done;
    expect(second.steps['double']?.result).toBe(12);
  });

  it('takes the newest run that has what is needed, and of those only that have made it', async () => {
    const test = testEngine();
    const full = await test.run(text, { inputs: { size: 3 } });
    await test.run(text, { inputs: { size: 4 }, until: 'aside' });
    await (await test.engine.runStep(alone(test, 'double', { given: { fetch: 1000 } }))).done;
    const document = await (await test.engine.runStep(alone(test, 'double'))).done;
    expect(document.steps['double']?.result).toBe(6);
    expect(test.engine.state(document.run).parent?.run).toBe(full.run);
  });

  it('refuses before anything runs, naming each missing result', async () => {
    const test = testEngine();
    const join = pipelineText([
      '{ id: a, tool: fail }',
      '{ id: b, tool: echo, dependencies: [a] }',
      '{ id: c, tool: echo, parameters: { value: "{{ [a.result, b] }}" } }',
    ]);
    const definition = { file: path.join(test.folder, 'test.yaml'), text: join };
    await expect(test.engine.runStep({ step: 'c', definition })).rejects.toMatchObject({
      code: 'missing_results',
      details: { run: null, missing: [{ step: 'a' }, { step: 'b' }] },
    });
    const { run } = await test.run(join);
    await expect(test.engine.runStep({ step: 'c', definition })).rejects.toMatchObject({
      code: 'missing_results',
      details: {
        run,
        missing: [
          { step: 'a', why: 'it failed' },
          { step: 'b', why: 'it was skipped (upstream_failed)' },
        ],
      },
    });
    expect(await test.data.runs()).toHaveLength(1);
  });

  it('takes over that a step before it was skipped by its condition', async () => {
    const test = testEngine();
    const skipping = pipelineText([
      '{ id: a, tool: echo, if: "false" }',
      '{ id: b, tool: echo, parameters: { value: "{{ a.status }}" } }',
    ]);
    await test.run(skipping);
    const definition = { file: path.join(test.folder, 'test.yaml'), text: skipping };
    const document = await (await test.engine.runStep({ step: 'b', definition })).done;
    expect(document.steps).toMatchObject({ a: { skip_reason: 'condition' }, b: { result: 'skipped' } });
  });

  it('takes over run variables that were set before it', async () => {
    const test = testEngine();
    const setting = pipelineText([
      '{ id: put, tool: set, parameters: { variables: { n: 3 } } }',
      '{ id: more, tool: set, dependencies: [put], parameters: { variables: { n: "{{ variables.n + 1 }}" } } }',
      '{ id: read, tool: echo, dependencies: [more], parameters: { value: "{{ variables.n }}" } }',
    ]);
    await test.run(setting);
    const definition = { file: path.join(test.folder, 'test.yaml'), text: setting };
    const document = await (await test.engine.runStep({ step: 'read', definition })).done;
    expect(document.steps['read']?.result).toBe(4);
    const edited = await (await test.engine.runStep({ step: 'read', definition, variables: { n: 9 } })).done;
    expect(edited.steps['read']?.result).toBe(9);
  });

  it('runs a loop with all its iterations', async () => {
    const test = testEngine();
    const looping = pipelineText([
      '{ id: list, tool: echo, parameters: { value: [1, 2, 3] } }',
      '{ id: each, for_each: "{{ list }}", steps: [{ id: one, tool: echo, parameters: { value: "{{ item }}" } }] }',
    ]);
    const definition = { file: path.join(test.folder, 'test.yaml'), text: looping };
    const document = await (await test.engine.runStep({ step: 'each', definition, given: { list: [5, 6] } })).done;
    expect(document.steps['each']?.result).toMatchObject({ completed: 2 });
    await expect(test.engine.runStep({ step: 'each[0].one', definition })).rejects.toMatchObject({
      code: 'unknown_step',
    });
  });

  it('E14 has a plan that says where everything comes from', async () => {
    const test = testEngine();
    const { run } = await test.run(text);
    const plan = await test.engine.plan({ kind: 'step', ...alone(test, 'double') });
    expect(plan).toMatchObject({ kind: 'step', newRun: true, parent: { run, step: 'double' } });
    expect(decisions(plan)).toEqual({
      fetch: 'reuse: recorded',
      double: 'run: chosen',
      save: 'skip: outside_only',
      aside: 'skip: outside_only',
    });
    const save = await test.engine.plan({ kind: 'step', ...alone(test, 'save', { given: { double: 1 } }) });
    expect(decisions(save)).toMatchObject({ double: 'reuse: given', save: 'run: chosen' });
    expect(save.steps.find(({ step }) => step === 'save')?.repeatsEffects).toBe(true);
  });

  it('E14 says in the plan of a rerun, and of a resume, that a value was given by hand', async () => {
    const test = testEngine();
    const { run } = await (await test.engine.runStep(alone(test, 'double', { given: { fetch: 1 } }))).done;
    const rerun = await test.engine.plan({ kind: 'rerun', run, definition: 'snapshot', from: ['double'] });
    expect(rerun.steps.find(({ step }) => step === 'fetch')).toMatchObject({
      decision: 'reuse',
      reason: 'given',
      why: expect.stringContaining('given by hand'),
      from: { given: true },
    });
    const resume = await test.engine.plan({ kind: 'resume', run });
    expect(resume.steps.find(({ step }) => step === 'fetch')?.why).toContain('given by hand');
  });

  it('refuses given results of steps that are not read', async () => {
    const test = testEngine();
    await test.run(text);
    const given = (name: string) => test.engine.runStep(alone(test, 'double', { given: { [name]: 1 } }));
    await expect(given('aside')).rejects.toMatchObject({ code: 'bad_given' });
    await expect(given('double')).rejects.toMatchObject({ code: 'bad_given' });
    await expect(given('nope')).rejects.toMatchObject({ code: 'unknown_step' });
    await expect(test.engine.runStep(alone(test, 'nope'))).rejects.toMatchObject({ code: 'unknown_step' });
    await expect(test.engine.runStep(alone(test, 'double', { variables: { x: 1 } }))).rejects.toMatchObject({
      code: 'unknown_variable',
    });
  });

  it('fails as a run fails, leaves the others alone, and is tried again alone', async () => {
    const test = testEngine();
    const failing = pipelineText([
      '{ id: a, tool: echo, parameters: { value: 1 } }',
      '{ id: b, tool: fail, dependencies: [a], on_failure: d, parameters: { times: 1 } }',
      '{ id: c, tool: echo, dependencies: [b] }',
      '{ id: d, tool: echo, dependencies: [b] }',
    ]);
    const definition = { file: path.join(test.folder, 'test.yaml'), text: failing };
    const handle = await test.engine.runStep({ step: 'b', definition, given: { a: 1 } });
    const document = await handle.done;
    expect(document.status).toBe('failed');
    expect(statuses(document.steps)).toEqual({ a: 'completed', b: 'failed', c: 'pending', d: 'pending' });
    const again = await (await test.engine.resume(handle.run)).done;
    expect(again.status).toBe('paused');
    expect(statuses(again.steps)).toEqual({ a: 'completed', b: 'completed', c: 'pending', d: 'pending' });
  });

  it('E12 goes on with the other steps when it is resumed, along the routes of the step', async () => {
    const test = testEngine();
    const routing = pipelineText([
      '{ id: a, tool: echo, parameters: { value: 1 } }',
      '{ id: b, tool: echo, dependencies: [a], on_success: d }',
      '{ id: c, tool: echo, dependencies: [b] }',
      '{ id: d, tool: echo, dependencies: [c] }',
    ]);
    const definition = { file: path.join(test.folder, 'test.yaml'), text: routing };
    const handle = await test.engine.runStep({ step: 'b', definition, given: { a: 1 } });
    expect(statuses((await handle.done).steps)).toMatchObject({ c: 'pending', d: 'pending' });
    const document = await (await test.engine.resume(handle.run)).done;
    expect(document.status).toBe('completed');
    expect(statuses(document.steps)).toEqual({ a: 'completed', b: 'completed', c: 'skipped', d: 'completed' });
  });

  it('E7 goes on alone after its owner has gone', async () => {
    const gated = pipelineText([
      '{ id: a, tool: echo, parameters: { value: 1 } }',
      '{ id: b, tool: gate, dependencies: [a], parameters: { name: door } }',
      '{ id: c, tool: echo, dependencies: [b] }',
    ]);
    const test = testEngine();
    const definition = { file: path.join(test.folder, 'test.yaml'), text: gated };
    const handle = await test.engine.runStep({ step: 'b', definition, given: { a: 1 } });
    await test.gates.reached('door');
    await handle.cancel();
    const other = testEngine({ folder: test.folder });
    other.gates.open('door');
    const document = await (await other.engine.resume(handle.run)).done;
    expect(other.calls).toEqual(['b']);
    expect(statuses(document.steps)).toEqual({ a: 'completed', b: 'completed', c: 'pending' });
  });

  it('stays within its condition', async () => {
    const test = testEngine();
    const guarded = pipelineText(
      ['{ id: a, tool: effect, if: "inputs.go" }'],
      'inputs: { go: { type: boolean, default: false } }\n',
    );
    const definition = { file: path.join(test.folder, 'test.yaml'), text: guarded };
    const plan = await test.engine.plan({ kind: 'step', step: 'a', definition });
    expect(decisions(plan)).toEqual({ a: 'decide: chosen' });
    const document = await (await test.engine.runStep({ step: 'a', definition })).done;
    expect(document.steps['a']).toMatchObject({ status: 'skipped', skip_reason: 'condition' });
    expect(test.calls).toEqual([]);
  });

  it('runs the definition that a run has kept', async () => {
    const test = testEngine();
    const { run } = await test.run(text, { inputs: { size: 5 } });
    const document = await (await test.engine.runStep({ step: 'double', definition: 'snapshot', run })).done;
    expect(document.steps['double']?.result).toBe(10);
  });
});
