import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Plan } from '../../shared/plan.ts';
import { pipelineText, removeFolders, testEngine } from './support/test-engine.ts';

afterAll(removeFolders);

const chain = pipelineText(
  [
    '{ id: fetch, tool: effect, parameters: { value: "{{ inputs.size }}" } }',
    '{ id: double, tool: echo, parameters: { value: "{{ fetch * 2 }}" } }',
    '{ id: save, tool: echo, parameters: { value: "{{ [double] }}" } }',
  ],
  'inputs: { size: { type: integer, default: 1 } }\noutputs: { all: "{{ save }}" }\n',
);
const decisions = (plan: Plan): Record<string, string> =>
  Object.fromEntries(plan.steps.map(({ step, decision, reason }) => [step, `${decision}: ${reason}`]));

describe('pins', () => {
  it('has later runs take the pinned result instead of running the step, until it is unpinned', async () => {
    const { run, engine, calls, folder } = testEngine();
    const file = path.join(folder, 'test.yaml');
    const first = await run(chain, { inputs: { size: 5 } });
    const pin = await engine.pin(first.run, 'fetch');
    expect(pin).toMatchObject({ file, step: 'fetch', from: { run: first.run, attempt: 1 }, state: 'current' });
    calls.length = 0;
    const second = await run(chain);
    expect(calls).toEqual(['double', 'save']);
    expect(second.outputs).toEqual({ all: [10] });
    expect(second.steps['fetch']).toMatchObject({
      status: 'completed',
      result: 5,
      reused_from: { run: first.run, attempt: 1, pin: 'current' },
    });
    await engine.unpin(file, 'fetch');
    calls.length = 0;
    expect((await run(chain)).outputs).toEqual({ all: [2] });
    expect(calls).toEqual(['fetch', 'double', 'save']);
  });

  it('leaves pins out where that is asked for', async () => {
    const { run, engine, calls } = testEngine();
    await engine.pin((await run(chain)).run, 'fetch');
    calls.length = 0;
    await run(chain, { ignorePins: true });
    expect(calls).toEqual(['fetch', 'double', 'save']);
  });

  it('are those of one file: the same pipeline under another name runs all steps', async () => {
    const { run, engine, calls, folder } = testEngine();
    await engine.pin((await run(chain)).run, 'fetch');
    calls.length = 0;
    await run(chain, { file: path.join(folder, 'copy.yaml') });
    expect(calls).toEqual(['fetch', 'double', 'save']);
  });

  it('E14 says in the plan that a result is pinned', async () => {
    const { run, engine, folder } = testEngine();
    const file = path.join(folder, 'test.yaml');
    await engine.pin((await run(chain)).run, 'double');
    const plan = await engine.plan({ kind: 'start', file, text: chain, inputs: {} });
    expect(decisions(plan)).toEqual({ fetch: 'run: not_reached', double: 'reuse: pinned', save: 'run: not_reached' });
  });

  it('still hold when the definition has changed, and are marked as stale', async () => {
    const { run, engine, calls, folder } = testEngine();
    const file = path.join(folder, 'test.yaml');
    await engine.pin((await run(chain)).run, 'double');
    const changed = chain.replace('fetch * 2', 'fetch * 3');
    calls.length = 0;
    const document = await run(changed);
    expect(calls).toEqual(['fetch', 'save']);
    expect(document.steps['double']?.reused_from).toMatchObject({ pin: 'stale' });
    expect(engine.state(document.run).warnings).toMatchObject([{ code: 'pin_stale', step: 'double' }]);
    expect(engine.pins({ file, text: changed })).toMatchObject([{ step: 'double', state: 'stale' }]);
    expect(engine.pins({ file, text: chain })).toMatchObject([{ step: 'double', state: 'current' }]);
    expect(engine.pins({ file, text: 'steps: [' })).toMatchObject([{ step: 'double', state: 'unknown' }]);
  });

  it('say that a step is gone, and run the rest', async () => {
    const { run, engine, folder } = testEngine();
    const file = path.join(folder, 'test.yaml');
    await engine.pin((await run(chain)).run, 'save');
    const without = pipelineText(['{ id: fetch, tool: echo }']);
    const document = await run(without);
    expect(document.status).toBe('completed');
    expect(engine.state(document.run).warnings).toMatchObject([{ code: 'pin_gone' }]);
    expect(engine.pins({ file, text: without })).toMatchObject([{ step: 'save', state: 'gone' }]);
  });

  it('stand for the work of a step, not for its condition', async () => {
    const text = pipelineText(
      [
        '{ id: a, tool: echo, if: "inputs.go", parameters: { value: 1 } }',
        '{ id: b, tool: echo, parameters: { value: "{{ a.status }}" } }',
      ],
      'inputs: { go: { type: boolean, default: true } }\n',
    );
    const { run, engine } = testEngine();
    await engine.pin((await run(text)).run, 'a');
    expect((await run(text)).steps).toMatchObject({ a: { status: 'completed' }, b: { result: 'completed' } });
    expect((await run(text, { inputs: { go: false } })).steps).toMatchObject({
      a: { status: 'skipped', skip_reason: 'condition' },
      b: { result: 'skipped' },
    });
  });

  it('skip with the steps before them that fail', async () => {
    const text = pipelineText(
      [
        '{ id: a, tool: fail, parameters: { times: "{{ inputs.times }}" } }',
        '{ id: b, tool: echo, dependencies: [a], parameters: { value: 1 } }',
      ],
      'inputs: { times: { type: integer, default: 0 } }\n',
    );
    const { run, engine } = testEngine();
    await engine.pin((await run(text)).run, 'b');
    expect((await run(text, { inputs: { times: 99 } })).steps['b']).toMatchObject({ skip_reason: 'upstream_failed' });
  });

  it('carry the run variables that the step set', async () => {
    const text = pipelineText(
      [
        '{ id: put, tool: set, parameters: { variables: { n: "{{ inputs.n }}" } } }',
        '{ id: read, tool: echo, parameters: { value: "{{ variables.n }}" } }',
      ],
      'inputs: { n: { type: integer, default: 1 } }\n',
    );
    const { run, engine } = testEngine();
    await engine.pin((await run(text, { inputs: { n: 7 } })).run, 'put');
    expect((await run(text)).steps['read']?.result).toBe(7);
  });

  it('keep large values, also when the run that made them is deleted', async () => {
    const text = pipelineText([
      '{ id: big, tool: echo, parameters: { value: "{{ range(3000) | list }}" } }',
      '{ id: count, tool: echo, parameters: { value: "{{ big | length }}" } }',
    ]);
    const { run, engine, data, calls } = testEngine();
    const first = await run(text);
    await engine.pin(first.run, 'big');
    await data.trash(first.run);
    await data.emptyTrash(0);
    calls.length = 0;
    const second = await run(text);
    expect(calls).toEqual(['count']);
    expect(second.steps['count']?.result).toBe(3000);
    await engine.unpin(path.join(path.dirname(data.path), 'test.yaml'), 'big');
    expect(engine.result(second.run).steps['big']?.result).toHaveLength(3000);
  });

  it('E18 hold masked secrets, as the run does', async () => {
    const text = pipelineText(
      ['{ id: a, tool: echo, parameters: { value: "is {{ secrets.TOKEN }}" } }'],
      'secrets: [TOKEN]\n',
    );
    const { run, engine, data } = testEngine({ env: { TOKEN: 'a-very-long-secret' } });
    const pin = await engine.pin((await run(text)).run, 'a');
    expect(pin.result).toEqual({ inline: 'is «secret:TOKEN»' });
    for (const entry of readdirSync(data.pins.path, { recursive: true, withFileTypes: true }))
      if (entry.isFile())
        expect(readFileSync(path.join(entry.parentPath, entry.name), 'utf8')).not.toContain('a-very-long-secret');
  });

  it('refuse what is no result', async () => {
    const text = pipelineText(['{ id: a, tool: fail }', '{ id: b, tool: echo, dependencies: [a] }']);
    const { run, engine, folder } = testEngine();
    const { run: id } = await run(text);
    await expect(engine.pin(id, 'a')).rejects.toMatchObject({ code: 'no_result' });
    await expect(engine.pin(id, 'b')).rejects.toMatchObject({ code: 'no_result' });
    await expect(engine.pin(id, 'c')).rejects.toMatchObject({ code: 'unknown_step' });
    await expect(engine.pin(id, 'a[0].x')).rejects.toMatchObject({ code: 'not_pinnable' });
    await expect(engine.unpin(path.join(folder, 'test.yaml'), 'a')).rejects.toMatchObject({ code: 'not_pinned' });
  });

  it('refuse to start a run when one cannot be read, and say which', async () => {
    const { run, engine, data, calls } = testEngine();
    await engine.pin((await run(chain)).run, 'fetch');
    const [name] = readdirSync(data.pins.path, { recursive: true, encoding: 'utf8' }).filter((each) =>
      each.endsWith('pin.json'),
    );
    const damaged = path.join(data.pins.path, name ?? '');
    writeFileSync(damaged, '{"format":1,"step"');
    calls.length = 0;
    await expect(run(chain)).rejects.toMatchObject({ code: 'pin_damaged', message: expect.stringContaining(damaged) });
    expect(calls).toEqual([]);
    expect(await run(chain, { ignorePins: true })).toMatchObject({ status: 'completed' });
    await engine.unpin(path.join(path.dirname(data.path), 'test.yaml'), 'fetch');
    expect(await run(chain)).toMatchObject({ status: 'completed' });
  });

  it('E7 belong to the run: a resume goes by those that it began with', async () => {
    const text = pipelineText(
      [
        '{ id: fetch, tool: echo, parameters: { value: "{{ inputs.size }}" } }',
        '{ id: door, tool: gate, parameters: { name: door } }',
        '{ id: late, tool: echo, dependencies: [door], parameters: { value: 1 } }',
        '{ id: end, tool: echo, parameters: { value: "{{ [fetch, late] }}" } }',
      ],
      'inputs: { size: { type: integer, default: 1 } }\n',
    );
    const { engine, gates, calls, folder, run } = testEngine();
    const file = path.join(folder, 'test.yaml');
    gates.open('door');
    const first = await run(text);
    await engine.pin(first.run, 'late');
    const other = testEngine({ folder });
    const handle = await other.engine.start({ file, text, inputs: {} });
    await other.gates.reached('door');
    const paused = handle.pause();
    other.gates.open('door');
    await paused;
    await other.engine.unpin(file, 'late');
    calls.length = 0;
    const document = await (await engine.resume(handle.run)).done;
    expect(calls).toEqual(['end']);
    expect(document.steps['late']?.reused_from).toMatchObject({ pin: 'current' });
  });
});

describe('pins in a rerun', () => {
  it('E13 reuses what is behind a pinned result that is what it was', async () => {
    const { run, engine, calls } = testEngine();
    const first = await run(chain);
    await engine.pin(first.run, 'fetch');
    calls.length = 0;
    const document = await (await engine.rerun(first.run, { definition: 'snapshot' })).done;
    expect(calls).toEqual([]);
    expect(document.steps['fetch']?.reused_from).toMatchObject({ pin: 'current' });
    expect(document.steps['save']?.reused_from).toEqual({ run: first.run, attempt: 1 });
  });

  it('E13 runs what is behind a step that is pinned to another result', async () => {
    const { run, engine, calls } = testEngine();
    const old = await run(chain, { inputs: { size: 9 } });
    const first = await run(chain);
    await engine.pin(old.run, 'fetch');
    const request = { definition: 'snapshot' } as const;
    expect(decisions(await engine.plan({ kind: 'rerun', run: first.run, ...request }))).toEqual({
      fetch: 'reuse: pinned',
      double: 'run: pin_changed',
      save: 'run: upstream_runs',
    });
    calls.length = 0;
    const document = await (await engine.rerun(first.run, request)).done;
    expect(calls).toEqual(['double', 'save']);
    expect(document.outputs).toEqual({ all: [18] });
  });

  it('E13 runs a step whose pin is gone', async () => {
    const { run, engine, calls, folder } = testEngine();
    await engine.pin((await run(chain)).run, 'fetch');
    const second = await run(chain, { inputs: { size: 4 } });
    expect(second.outputs).toEqual({ all: [2] });
    await engine.unpin(path.join(folder, 'test.yaml'), 'fetch');
    calls.length = 0;
    const document = await (await engine.rerun(second.run, { definition: 'snapshot' })).done;
    expect(calls).toEqual(['fetch', 'double', 'save']);
    expect(document.outputs).toEqual({ all: [8] });
  });

  it('E13 runs a step that was chosen, pinned or not', async () => {
    const { run, engine, calls } = testEngine();
    const first = await run(chain);
    await engine.pin(first.run, 'fetch');
    calls.length = 0;
    const handle = await engine.rerun(first.run, { from: ['fetch'], definition: 'snapshot' });
    expect((await handle.done).status).toBe('completed');
    expect(calls).toEqual(['fetch', 'double', 'save']);
  });

  it('E15 takes the pinned result again after a rollback', async () => {
    const text = pipelineText(
      [
        '{ id: a, tool: echo, parameters: { value: 1 } }',
        '{ id: b, tool: echo, parameters: { value: "{{ a + 1 }}" } }',
        '{ id: c, tool: fail, dependencies: [b], on_failure: rollback, rollback_to: a, max_rollbacks: 2, parameters: { times: "{{ inputs.times }}" } }',
      ],
      'inputs: { times: { type: integer, default: 0 } }\n',
    );
    const { run, engine, calls } = testEngine();
    await engine.pin((await run(text)).run, 'b');
    calls.length = 0;
    const document = await run(text, { inputs: { times: 2 } });
    expect(document.status).toBe('completed');
    expect(calls).toEqual(['a', 'c', 'a', 'c']);
    expect(document.steps['b']?.reused_from).toMatchObject({ pin: 'current' });
  });
});

describe('variables given by hand', () => {
  const text = pipelineText([
    '{ id: put, tool: set, parameters: { variables: { limit: 1 } } }',
    '{ id: read, tool: echo, parameters: { value: "{{ variables.limit }} {{ variables.other | default(0) }}" } }',
  ]);

  it('E13 refuses one that no step sets or reads, and suggests the one that was meant', async () => {
    const { run, engine } = testEngine();
    const { run: id } = await run(text);
    const rerun = (name: string) =>
      engine.plan({ kind: 'rerun', run: id, definition: 'snapshot', variables: { [name]: 2 } });
    await expect(rerun('limti')).rejects.toMatchObject({
      code: 'unknown_variable',
      details: { suggestion: 'limit', known: ['limit', 'other'] },
    });
    await expect(rerun('limit')).resolves.toBeDefined();
    await expect(rerun('other')).resolves.toBeDefined();
  });

  it('E12 refuses them when a run goes on, and the run stays as it is', async () => {
    const { run, engine } = testEngine();
    const paused = await run(text, { until: 'put' });
    const before = engine.state(paused.run).n;
    const going = (name: string) => engine.resume(paused.run, { edits: { variables: { [name]: 2 } } });
    await expect(going('limti')).rejects.toMatchObject({ code: 'unknown_variable' });
    expect(engine.state(paused.run).n).toBe(before);
    expect((await (await going('limit')).done).status).toBe('completed');
  });
});
