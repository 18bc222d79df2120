import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Plan } from '../../shared/plan.ts';
import { pipelineText, removeFolders, testEngine } from './support/test-engine.ts';

afterAll(removeFolders);

const decisions = (plan: Plan): Record<string, string> =>
  Object.fromEntries(plan.steps.map(({ step, decision, reason }) => [step, `${decision}: ${reason}`]));

const diamond = pipelineText(
  [
    '{ id: load, tool: effect, parameters: { value: "{{ inputs.size }}" } }',
    '{ id: left, tool: echo, parameters: { value: "{{ load + 1 }}" } }',
    '{ id: right, tool: echo, parameters: { value: "{{ inputs.name }}" } }',
    '{ id: join, tool: echo, parameters: { value: "{{ [left, right] }}" } }',
    '{ id: aside, tool: echo, parameters: { value: "{{ env.GREETING | default(0) }}" } }',
  ],
  'inputs: { size: { type: integer, default: 1 }, name: { type: string, default: x } }\noutputs: { all: "{{ join }}" }\n',
);

describe('rerun', () => {
  it('E13 makes a new run that runs the chosen step and what is behind it, and reuses the rest', async () => {
    const { run, engine, calls, facts } = testEngine();
    const first = await run(diamond);
    calls.length = 0;
    const before = facts(first.run).length;
    const handle = await engine.rerun(first.run, { from: ['left'], definition: 'snapshot' });
    const document = await handle.done;
    expect(calls.sort()).toEqual(['join', 'left']);
    expect(document).toMatchObject({ status: 'completed', outputs: first.outputs });
    expect(document.run).not.toBe(first.run);
    expect(document.steps['load']).toMatchObject({
      status: 'completed',
      result: 1,
      reused_from: { run: first.run, attempt: 1 },
    });
    expect(document.steps['left']?.reused_from).toBeNull();
    expect(engine.state(handle.run).parent).toEqual({ run: first.run, step: 'left' });
    expect(facts(first.run)).toHaveLength(before);
  });

  it('E13 runs what reads a changed input, and nothing else', async () => {
    const { run, engine, calls } = testEngine();
    const first = await run(diamond);
    calls.length = 0;
    const document = await (await engine.rerun(first.run, { definition: 'snapshot', inputs: { name: 'y' } })).done;
    expect(calls.sort()).toEqual(['join', 'right']);
    expect(document.outputs).toEqual({ all: [2, 'y'] });
  });

  it('E13 goes on though a file that was given is gone: what read it is reused; a file given now must be there', async () => {
    const { run, engine, calls, folder } = testEngine();
    writeFileSync(path.join(folder, 'orders.csv'), 'a');
    const text = pipelineText(
      [
        '{ id: read, tool: echo, parameters: { value: "{{ orders }}" } }',
        '{ id: then, tool: echo, dependencies: [read] }',
      ],
      'inputs: { orders: { type: file, default: orders.csv } }\n',
    );
    const first = await run(text);
    rmSync(path.join(folder, 'orders.csv'));
    calls.length = 0;
    const request = { from: ['then'], definition: 'snapshot' } as const;
    expect(decisions(await engine.plan({ kind: 'rerun', run: first.run, ...request }))['read']).toMatch(/^reuse/);
    const document = await (await engine.rerun(first.run, request)).done;
    expect(document.status).toBe('completed');
    expect(calls).toEqual(['then']);
    await expect(engine.rerun(first.run, { ...request, inputs: { orders: 'others.csv' } })).rejects.toMatchObject({
      code: 'invalid_inputs',
    });
  });

  it('E13 runs steps whose definition has changed; a new name, description or place is no change', async () => {
    const { run, engine, calls, folder } = testEngine();
    const first = await run(diamond);
    calls.length = 0;
    const text = `# moved\n\n${diamond.replace('{ id: right, tool: echo,', '{ id: right, name: Right, description: d, tool: echo,').replace('load + 1', 'load + 2')}`;
    const document = await (
      await engine.rerun(first.run, { definition: { file: path.join(folder, 'test.yaml'), text } })
    ).done;
    expect(calls.sort()).toEqual(['join', 'left']);
    expect(document.outputs).toEqual({ all: [3, 'x'] });
  });

  it('E13 runs steps that read a changed name of the environment', async () => {
    const one = testEngine({ env: { GREETING: 'hi' } });
    const first = await one.run(diamond);
    const two = testEngine({ folder: one.folder, env: { GREETING: 'ho' } });
    await (await two.engine.rerun(first.run, { definition: 'snapshot' })).done;
    expect(two.calls).toEqual(['aside']);
  });

  it('E13 runs steps that included a file that has changed', async () => {
    const { run, engine, calls, folder } = testEngine();
    writeFileSync(path.join(folder, 'a.txt'), 'one');
    const text = pipelineText([
      '{ id: a, tool: echo, parameters: { value: "{{ include_file(\'a.txt\') }}" } }',
      '{ id: b, tool: echo, parameters: { value: "{{ file_exists(\'b.txt\') }}" } }',
    ]);
    const first = await run(text);
    writeFileSync(path.join(folder, 'a.txt'), 'two');
    calls.length = 0;
    const document = await (await engine.rerun(first.run, { definition: 'snapshot' })).done;
    expect(calls).toEqual(['a']);
    expect(document.steps['a']?.result).toBe('two');
    writeFileSync(path.join(folder, 'b.txt'), '');
    calls.length = 0;
    await (await engine.rerun(document.run, { definition: 'snapshot' })).done;
    expect(calls).toEqual(['b']);
  });

  it('E13 takes parameters given by hand as data, and keeps them in later reruns', async () => {
    const { run, engine, calls } = testEngine();
    const first = await run(diamond);
    calls.length = 0;
    const edited = await (
      await engine.rerun(first.run, { definition: 'snapshot', parameters: { 'right.value': '{{ not a template }}' } })
    ).done;
    expect(calls.sort()).toEqual(['join', 'right']);
    expect(edited.outputs).toEqual({ all: [2, '{{ not a template }}'] });
    calls.length = 0;
    const again = await (await engine.rerun(edited.run, { definition: 'snapshot' })).done;
    expect(calls).toEqual([]);
    expect(again.outputs).toEqual(edited.outputs);
    expect(again.steps['load']?.reused_from).toEqual({ run: first.run, attempt: 1 });
  });

  it('E13 a variable given by hand is seen by its readers, until a step that runs sets another', async () => {
    const { run, engine, calls } = testEngine();
    const text = pipelineText([
      '{ id: init, tool: set, parameters: { variables: { limit: 1 } } }',
      '{ id: use, tool: echo, parameters: { value: "{{ variables.limit * 10 }}" } }',
      '{ id: other, tool: echo, parameters: { value: 1 } }',
    ]);
    const first = await run(text);
    expect(first.steps['use']?.result).toBe(10);
    calls.length = 0;
    const document = await (await engine.rerun(first.run, { definition: 'snapshot', variables: { limit: 5 } })).done;
    expect(calls).toEqual(['use']);
    expect(document.steps['use']?.result).toBe(50);
  });

  it('E13 a step skipped by its condition stays skipped while nothing it reads has changed, and its dependents are reused', async () => {
    const { run, engine, calls } = testEngine();
    const text = pipelineText(
      [
        '{ id: maybe, tool: echo, if: "inputs.big > 10", parameters: { value: 1 } }',
        '{ id: after, tool: echo, needs: maybe, parameters: { value: "{{ maybe.status }}" } }',
        '{ id: last, tool: echo, needs: after, parameters: { value: 1 } }',
      ],
      'inputs: { big: { type: integer, default: 1 } }\n',
    );
    const first = await run(text);
    calls.length = 0;
    const same = await (await engine.rerun(first.run, { from: ['last'], definition: 'snapshot' })).done;
    expect(calls).toEqual(['last']);
    expect(same.steps['maybe']).toMatchObject({ status: 'skipped', skip_reason: 'condition' });
    calls.length = 0;
    const other = await (await engine.rerun(first.run, { definition: 'snapshot', inputs: { big: 11 } })).done;
    expect(calls).toEqual(['maybe', 'after', 'last']);
    expect(other.steps['after']?.result).toBe('completed');
  });

  it('E13 goes on from a failed run: what failed runs again, what was routed past stays so', async () => {
    const { run, engine, calls } = testEngine();
    const text = pipelineText([
      '{ id: a, tool: echo, on_success: c, parameters: { value: 1 } }',
      '{ id: b, tool: echo, needs: a, parameters: { value: 2 } }',
      '{ id: c, tool: echo, needs: b, parameters: { value: 3 } }',
      '{ id: bad, tool: fail, needs: c, parameters: { times: 1 } }',
    ]);
    const first = await run(text);
    expect(first.status).toBe('failed');
    calls.length = 0;
    const document = await (await engine.rerun(first.run, { definition: 'snapshot' })).done;
    expect(calls).toEqual(['bad']);
    expect(document.status).toBe('completed');
    expect(document.steps['b']).toMatchObject({ status: 'skipped', skip_reason: 'routed_past' });
  });

  it('E4 reused values over 4 KiB are hard links into the folder of the new run', async () => {
    const { run, engine, data } = testEngine();
    const first = await run(
      pipelineText([
        `{ id: big, tool: echo, parameters: { value: "${'x'.repeat(10_000)}" } }`,
        '{ id: small, tool: echo, parameters: { value: 1 } }',
      ]),
    );
    const document = await (await engine.rerun(first.run, { from: ['small'], definition: 'snapshot' })).done;
    expect(document.steps['big']?.result).toHaveLength(10_000);
    const inodes = (id: string): number[] =>
      readdirSync(data.open(id).blobs.folder)
        .map((name) => statSync(path.join(data.open(id).blobs.folder, name)).ino)
        .sort();
    expect(inodes(document.run)).toEqual(inodes(first.run));
    await data.trash(first.run);
    expect(engine.result(document.run).steps['big']?.result).toHaveLength(10_000);
  });

  it('E13 refuses unknown steps, inputs that do not fit, and a definition with errors, before a run is made', async () => {
    const { run, engine, data } = testEngine();
    const first = await run(diamond);
    const refused = (request: Parameters<typeof engine.rerun>[1]) => expect(engine.rerun(first.run, request)).rejects;
    await refused({ from: ['nope'], definition: 'snapshot' }).toMatchObject({ code: 'unknown_step' });
    await refused({ definition: 'snapshot', parameters: { 'nope.value': 1 } }).toMatchObject({ code: 'unknown_step' });
    await refused({ definition: 'snapshot', parameters: { 'right.nope': 1 } }).toMatchObject({
      code: 'unknown_parameter',
      message: 'step right has no parameter nope: its parameters are value',
    });
    await refused({ definition: 'snapshot', inputs: { size: 'many' } }).toMatchObject({ code: 'invalid_inputs' });
    await refused({ definition: { file: 'x.yaml', text: 'steps: 1' } }).toMatchObject({ code: 'invalid_pipeline' });
    expect(await data.runs()).toHaveLength(1);
  });
});

describe('continue', () => {
  it('E13 from a fact reuses what was settled then, and runs the rest', async () => {
    const { run, engine, calls, facts } = testEngine();
    const first = await run(diamond);
    const seq = facts(first.run).find((fact) => fact.type === 'step.completed' && fact.step === 'load')?.n ?? 0;
    const settled = facts(first.run)
      .filter((fact) => fact.n <= seq && fact.type === 'step.completed')
      .map((fact) => ('step' in fact ? fact.step : ''));
    calls.length = 0;
    const handle = await engine.continueFrom(first.run, { seq });
    const document = await handle.done;
    expect(calls.sort()).toEqual(['aside', 'join', 'left', 'load', 'right'].filter((step) => !settled.includes(step)));
    expect(document.outputs).toEqual(first.outputs);
    expect(engine.state(handle.run).parent).toEqual({ run: first.run, seq });
  });

  it('E13 from a checkpoint is from the fact that it reflects', async () => {
    const { run, engine, facts } = testEngine();
    const first = await run(diamond);
    const created = facts(first.run).filter((fact) => fact.type === 'checkpoint.created');
    const last = created.at(-1);
    const handle = await engine.continueFrom(first.run, { checkpoint: last?.checkpoint ?? '' });
    const document = await handle.done;
    expect(document.steps['join']?.reused_from).toEqual({ run: first.run, attempt: 1 });
    expect(engine.state(handle.run).parent).toMatchObject({ checkpoint: last?.checkpoint, seq: last?.seq });
  });

  it('E13 refuses a checkpoint or a fact that is not there', async () => {
    const { run, engine } = testEngine();
    const first = await run(diamond);
    await expect(engine.continueFrom(first.run, { checkpoint: 'ffff' })).rejects.toMatchObject({
      code: 'unknown_checkpoint',
    });
    await expect(engine.continueFrom(first.run, { seq: 10_000 })).rejects.toMatchObject({ code: 'unknown_fact' });
  });
});

describe('plan', () => {
  it('E14 says for a rerun what runs, what is reused and why, and marks effects that would repeat', async () => {
    const { run, engine, calls } = testEngine();
    const first = await run(diamond);
    calls.length = 0;
    const plan = await engine.plan({ kind: 'rerun', run: first.run, definition: 'snapshot', inputs: { size: 2 } });
    expect(decisions(plan)).toEqual({
      load: 'run: input_changed',
      left: 'run: upstream_runs',
      right: 'reuse: unchanged',
      join: 'run: upstream_runs',
      aside: 'reuse: unchanged',
    });
    expect(plan.steps.find(({ step }) => step === 'load')).toMatchObject({ effects: 'external', repeatsEffects: true });
    expect(plan.steps.find(({ step }) => step === 'right')).toMatchObject({
      from: { run: first.run, attempt: 1 },
      repeatsEffects: false,
    });
    expect(plan).toMatchObject({ kind: 'rerun', newRun: true, parent: { run: first.run } });
    expect(calls).toEqual([]);
  });

  it('E14 names what was changed about a step before what would have it run in any case', async () => {
    const { run, engine, folder } = testEngine();
    const step = (id: string, rest: string) => `{ id: ${id}, tool: echo, ${rest} }`;
    const before = [step('a', 'parameters: { value: 1 }'), step('b', "parameters: { value: '{{ a }}' }")];
    const after = [
      step('a', 'parameters: { value: 2 }'),
      step('b', "parameters: { value: 'b {{ a }}' }"),
      step('c', "parameters: { value: '{{ b }}' }"),
      step('d', "needs: a, parameters: { value: '{{ a }}' }"),
    ];
    const first = await run(pipelineText([...before, step('d', "needs: a, parameters: { value: '{{ a }}' }")]));
    const plan = await engine.plan({
      kind: 'rerun',
      run: first.run,
      definition: { file: `${folder}/p.yaml`, text: pipelineText(after) },
    });
    expect(decisions(plan)).toEqual({
      a: 'run: definition_changed',
      b: 'run: definition_changed',
      c: 'run: added',
      d: 'run: upstream_runs',
    });
    expect(plan.steps.map(({ why }) => why)).toEqual([
      'its definition has changed',
      'its definition has changed',
      'it is new in the file',
      'it depends on a, which runs',
    ]);
  });

  it.each([
    ['on_success: c', 'run'],
    ['if: "1 == 1", on_false: c', 'decide'],
  ])('E14 says of what depends on an outcome that it is to be decided: %s', async (route, decision) => {
    const { engine, folder } = testEngine();
    const text = pipelineText([
      `{ id: a, tool: echo, ${route}, parameters: { value: 1 } }`,
      '{ id: b, tool: echo, needs: a, parameters: { value: 1 } }',
      '{ id: c, tool: echo, needs: b, if: "a == 1", parameters: { value: 1 } }',
      '{ id: d, tool: echo, needs: c, parameters: { value: 1 } }',
      '{ id: e, tool: echo, parameters: { value: 1 } }',
    ]);
    const plan = await engine.plan({ kind: 'start', file: `${folder}/p.yaml`, text, inputs: {}, until: 'd' });
    expect(decisions(plan)).toEqual({
      a: `${decision}: not_reached`,
      b: 'decide: not_reached',
      c: 'decide: not_reached',
      d: 'run: not_reached',
      e: 'skip: outside_until',
    });
  });

  it('E14 says for a resume what stays and what runs again', async () => {
    const { run, engine } = testEngine();
    const document = await run(
      pipelineText([
        '{ id: good, tool: effect, parameters: { value: 1 } }',
        '{ id: bad, tool: fail, needs: good }',
        '{ id: after, tool: echo, needs: bad, parameters: { value: 1 } }',
      ]),
    );
    const plan = await engine.plan({ kind: 'resume', run: document.run });
    expect(decisions(plan)).toEqual({
      good: 'reuse: settled',
      bad: 'run: not_successful',
      after: 'run: not_successful',
    });
    expect(plan).toMatchObject({ kind: 'resume', newRun: false, parent: null });
  });

  it('E14 agrees with what a rerun then does', async () => {
    const { run, engine, calls } = testEngine();
    const first = await run(diamond);
    for (const from of ['load', 'left', 'right', 'join', 'aside']) {
      calls.length = 0;
      const plan = await engine.plan({ kind: 'rerun', run: first.run, from: [from], definition: 'snapshot' });
      await (await engine.rerun(first.run, { from: [from], definition: 'snapshot' })).done;
      expect(calls.sort()).toEqual(
        plan.steps
          .filter(({ decision }) => decision === 'run')
          .map(({ step }) => step)
          .sort(),
      );
    }
  });
});
