import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { approvalGate, userPrompt } from '../../electron/tools/people.ts';
import { sketch } from './support/sketch.ts';
import { factOf, pipelineText, removeFolders, tempFolder, testEngine } from './support/test-engine.ts';

afterAll(removeFolders);

const gated = pipelineText([
  '{ id: a, tool: gate, parameters: { name: a } }',
  '{ id: b, tool: echo, needs: a, parameters: { value: "{{ a }}!" } }',
  '{ id: c, tool: echo, needs: b, parameters: { value: 1 } }',
]);
const twice = pipelineText([
  '{ id: a, tool: gate, parameters: { name: a } }',
  '{ id: b, tool: gate, needs: a, parameters: { name: b } }',
]);
const asking = `
steps:
  - { id: first, tool: echo, parameters: { value: 1 } }
  - id: each
    for_each: [1, 2]
    max_parallel: 2
    steps:
      - { id: gate, tool: approval-gate, action: approve, parameters: { prompt: "Go on?" } }
outputs: { one: "{{ first }}" }
`;

function engineAt(folder?: string) {
  return testEngine({
    ...(folder === undefined ? {} : { folder }),
    tools: [userPrompt, approvalGate],
    deps: { compiled: (file, text) => ({ pipeline: sketch(text, file), diagnostics: [] }) },
  });
}

describe('cancel of a run that nobody works on', () => {
  it('E15 ends one that is paused; it resumes where it stood', async () => {
    const { engine, gates, calls, folder, facts } = engineAt();
    const handle = await engine.start({ file: `${folder}/p.yaml`, text: gated, inputs: {} });
    await gates.reached('a');
    const paused = handle.pause();
    gates.open('a');
    await paused;
    await engine.cancel(handle.run);
    expect(engine.result(handle.run)).toMatchObject({
      status: 'cancelled',
      success: false,
      steps: { a: { status: 'completed' }, b: { status: 'pending' } },
    });
    expect(facts(handle.run).at(-1)).toMatchObject({ type: 'run.cancelled' });
    expect(calls).toEqual(['a']);
    expect((await (await engine.resume(handle.run)).done).status).toBe('completed');
    expect(calls).toEqual(['a', 'b', 'c']);
  });

  it('E15 ends one that another process resumes at the same moment', async () => {
    const { engine, gates, folder } = engineAt();
    const handle = await engine.start({ file: `${folder}/p.yaml`, text: twice, inputs: {} });
    await gates.reached('a');
    const paused = handle.pause();
    gates.open('a');
    await paused;
    const other = engineAt(folder);
    const [resumed, cancelled] = await Promise.allSettled([engine.resume(handle.run), other.engine.cancel(handle.run)]);
    expect(cancelled.status).toBe('fulfilled');
    if (resumed.status === 'fulfilled') await resumed.value.done;
    expect(other.engine.state(handle.run).status).toBe('cancelled');
  });

  it('E15 ends one that waits: its questions are closed, and asked again when it resumes', async () => {
    const { engine, run } = engineAt();
    const document = await run(asking);
    expect(document.status).toBe('waiting');
    await engine.cancel(document.run);
    expect(engine.result(document.run)).toMatchObject({
      status: 'cancelled',
      outputs: { one: 1 },
      steps: { first: { status: 'completed' }, each: { status: 'cancelled' } },
    });
    expect(engine.state(document.run).waiting.size).toBe(0);
    await expect(engine.answer(document.run, 'each[0].gate', 'approve')).rejects.toMatchObject({
      kind: 'illegal_state',
      code: 'already_answered',
    });
    const again = await (await engine.resume(document.run)).done;
    expect(again.status).toBe('waiting');
    expect([...engine.state(document.run).waiting]).toEqual(['each[0].gate', 'each[1].gate']);
  });

  it('E15 ends one whose owner died: what was running is cancelled, and runs again when it resumes', async () => {
    const owner = engineAt();
    const handle = await owner.engine.start({ file: `${owner.folder}/p.yaml`, text: gated, inputs: {} });
    await factOf(handle, 'step.started', 'a');
    const folder = tempFolder();
    // as a crash leaves it: everything but the life of its owner
    cpSync(path.join(owner.folder, 'data'), path.join(folder, 'data'), { recursive: true });
    rmSync(path.join(folder, 'data', 'runs', handle.run, 'lock'));
    await handle.cancel();
    const { engine, gates, data } = engineAt(folder);
    expect((await data.summary(handle.run)).status).toBe('interrupted');
    await engine.cancel(handle.run);
    expect((await data.summary(handle.run)).status).toBe('cancelled');
    expect(engine.result(handle.run).steps['a']).toMatchObject({ status: 'cancelled', attempts: 1 });
    gates.open('a');
    const resumed = await (await engine.resume(handle.run)).done;
    expect(resumed).toMatchObject({ status: 'completed', steps: { a: { attempts: 2 } } });
  });

  it('E15 refuses one that has ended, and says how', async () => {
    const { engine, run } = engineAt();
    const good = await run(pipelineText(['{ id: a, tool: echo, parameters: { value: 1 } }']));
    await expect(engine.cancel(good.run)).rejects.toMatchObject({
      code: 'run_completed',
      message: expect.stringContaining('is completed: there is nothing left to cancel'),
    });
    const bad = await run(pipelineText(['{ id: a, tool: fail }']));
    await expect(engine.cancel(bad.run)).rejects.toMatchObject({ code: 'run_ended' });
    const waiting = await run(asking);
    await engine.cancel(waiting.run);
    await expect(engine.cancel(waiting.run)).rejects.toMatchObject({ code: 'run_ended' });
    expect(engine.result(good.run).status).toBe('completed');
  });
});
