import { afterAll, describe, expect, it } from 'vitest';
import { type FileLayer, nodeFileLayer } from '../../electron/storage/files/file-layer.ts';
import { userPrompt } from '../../electron/tools/people.ts';
import { ManualClock } from './support/manual-clock.ts';
import { sketch } from './support/sketch.ts';
import { factOf, pipelineText, removeFolders, type TestEngineOptions, testEngine } from './support/test-engine.ts';

afterAll(removeFolders);

const A = '{ id: a, tool: gate, parameters: { name: a } }';
const B = '{ id: b, tool: echo, needs: a, parameters: { value: "{{ a }}!" } }';
const ASKS = '{ id: asks, tool: user-prompt, action: ask, parameters: { prompt: "Which?" } }';

function engineOf(options: TestEngineOptions = {}) {
  const made = testEngine({
    ...options,
    tools: [userPrompt],
    deps: { ...options.deps, compiled: (file, text) => ({ pipeline: sketch(text, file), diagnostics: [] }) },
  });
  const start = (text: string) => made.engine.start({ file: `${made.folder}/p.yaml`, text, inputs: {} });
  return { ...made, start };
}

/** The real disk, on which nothing arrives any more from the line with `text` on: the power is gone. `mend`: it is back. */
function powerFailsAt(text: string) {
  let isGone = false;
  let isMended = false;
  const files: FileLayer = {
    ...nodeFileLayer,
    write(fd, bytes) {
      isGone ||= Buffer.from(bytes).toString().includes(text);
      if (isGone && !isMended) throw Object.assign(new Error('EIO: i/o error, write'), { code: 'EIO' });
      return nodeFileLayer.write(fd, bytes);
    },
  };
  return {
    files,
    mend: () => {
      isMended = true;
    },
  };
}

describe('a cancel that is cut short', () => {
  const cases: readonly [where: string, text: string][] = [
    ['', pipelineText([A, B])],
    [' in an iteration', pipelineText([`{ id: loop, for_each: [1], steps: [${A}, ${B}] }`])],
    [' in an included pipeline', pipelineText([`{ id: sub, pipeline: { steps: [${A}, ${B}] } }`])],
  ];
  for (const [where, text] of cases) {
    it(`E12 leaves no step cancelled${where} for who resumes the run`, async () => {
      const { files, mend } = powerFailsAt('"run.cancelled"');
      const { engine, gates, calls, start, facts } = engineOf({ deps: { files } });
      const handle = await start(text);
      await gates.reached('a');
      await expect(handle.cancel()).rejects.toMatchObject({ kind: 'storage_failure' });
      expect(facts(handle.run).map(({ type }) => type)).toContain('step.cancelled');
      mend();
      gates.open('a');
      const resumed = await engine.resume(handle.run);
      expect((await resumed.done).status).toBe('completed');
      expect(calls.map((call) => call.slice(-1))).toEqual(['a', 'a', 'b']);
    });
  }

  it('E12 takes back nothing else: a failure that the run went on after stays, and what it skipped', async () => {
    const { files, mend } = powerFailsAt('"run.cancelled"');
    const { engine, gates, start } = engineOf({ deps: { files } });
    const handle = await start(
      pipelineText([A, '{ id: bad, tool: fail }', '{ id: behind, tool: echo, needs: a, parameters: { value: 1 } }']),
    );
    await gates.reached('a');
    await factOf(handle, 'step.failed', 'bad');
    await expect(handle.cancel()).rejects.toMatchObject({ kind: 'storage_failure' });
    mend();
    gates.open('a');
    expect(await (await engine.resume(handle.run)).done).toMatchObject({
      status: 'failed',
      steps: {
        a: { status: 'completed', attempts: 2 },
        bad: { status: 'failed', attempts: 1 },
        behind: { status: 'skipped', skip_reason: 'run_failed' },
      },
    });
  });

  it('E14 is planned so', async () => {
    const { files, mend } = powerFailsAt('"run.cancelled"');
    const { engine, gates, start } = engineOf({ deps: { files } });
    const handle = await start(pipelineText([A, B]));
    await gates.reached('a');
    await expect(handle.cancel()).rejects.toMatchObject({ kind: 'storage_failure' });
    mend();
    const plan = await engine.plan({ kind: 'resume', run: handle.run });
    expect(plan.steps.map(({ step, decision }) => [step, decision])).toEqual([
      ['a', 'run'],
      ['b', 'run'],
    ]);
  });
});

describe('a run that was aborted when the app was quit', () => {
  it('E12 runs its cancelled steps again when it goes on with an answer', async () => {
    const { engine, gates, start } = engineOf();
    const handle = await start(pipelineText([A, B, ASKS]));
    await gates.reached('a');
    await factOf(handle, 'step.waiting', 'asks');
    await handle.abort();
    expect(engine.state(handle.run)).toMatchObject({ status: 'paused', pauseReason: 'quit' });
    gates.open('a');
    const answered = await engine.answer(handle.run, 'asks', 'this one');
    expect(await answered?.done).toMatchObject({
      status: 'completed',
      steps: { a: { status: 'completed', attempts: 2 }, b: { result: 'a!' } },
    });
  });
});

describe('an iteration whose time is up', () => {
  const LOOP = `{ id: loop, for_each: [1], iteration_timeout: 10s, steps: [${A}, ${B}] }`;

  it('L22 while the run stops is begun again by who resumes it', async () => {
    const clock = new ManualClock();
    const { engine, gates, start, facts } = engineOf({ clock });
    const handle = await start(pipelineText([LOOP]));
    await gates.reached('a');
    const paused = handle.pause();
    clock.advance(10_000);
    await paused;
    expect(engine.state(handle.run).status).toBe('paused');
    expect(facts(handle.run).map(({ type }) => type)).toContain('step.cancelled');
    expect(facts(handle.run).map(({ type }) => type)).not.toContain('loop.iteration_completed');
    gates.open('a');
    const resumed = await engine.resume(handle.run);
    expect((await resumed.done).status).toBe('completed');
  });

  it('L22 is told before a crash can forget it', async () => {
    const clock = new ManualClock();
    const { files, mend } = powerFailsAt('"loop.iteration_completed"');
    const { engine, gates, start } = engineOf({ clock, deps: { files } });
    const handle = await start(pipelineText([LOOP]));
    await gates.reached('a');
    clock.advance(10_000);
    await expect(handle.done).rejects.toMatchObject({ kind: 'storage_failure' });
    mend();
    gates.open('a');
    const resumed = await engine.resume(handle.run);
    expect((await resumed.done).status).toBe('completed');
  });
});

describe('a rollback that is cut short', () => {
  it('E15 runs what it had ended again when its cause then succeeds', async () => {
    const { files, mend } = powerFailsAt('"reason":"rollback"');
    const { engine, gates, start, facts } = engineOf({ deps: { files } });
    const handle = await start(
      pipelineText([
        '{ id: make, tool: echo, parameters: { value: 1 } }',
        A.replace('tool', 'needs: make, tool'),
        B,
        '{ id: check, tool: fail, needs: make, on_failure: rollback, rollback_to: make, parameters: { times: 1 } }',
      ]),
    );
    await expect(handle.done).rejects.toMatchObject({ kind: 'storage_failure' });
    expect(facts(handle.run).map(({ type }) => type)).toContain('step.cancelled');
    mend();
    gates.open('a');
    expect(await (await engine.resume(handle.run)).done).toMatchObject({
      status: 'completed',
      steps: { a: { status: 'completed' }, b: { result: 'a!' } },
    });
  });
});
