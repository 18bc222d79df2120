import { afterAll, expect, it } from 'vitest';
import { summarizeRun } from '../../shared/state/run-summary.ts';
import { shownStatus } from '../../shared/state/shown-status.ts';
import { approvalGate } from '../../electron/tools/people.ts';
import { sketch } from './support/sketch.ts';
import { factOf, removeFolders, testEngine } from './support/test-engine.ts';

afterAll(removeFolders);

function engineOf() {
  return testEngine({
    tools: [approvalGate],
    deps: { compiled: (file, text) => ({ pipeline: sketch(text, file), diagnostics: [] }) },
  });
}

const NESTED = `
steps:
  - id: outer
    for_each: [1]
    steps:
      - id: inner
        for_each: [1, 2]
        max_parallel: 2
        steps:
          - { id: gate, tool: approval-gate, action: approve, parameters: { prompt: "Go on?" } }
          - { id: after, tool: gate, needs: gate, parameters: { name: "after{{ item }}" } }
`;

it('M15 a container waits while nothing inside of it is under way but questions', async () => {
  const { engine, run, gates } = engineOf();
  const document = await run(NESTED);
  expect(document).toMatchObject({ status: 'waiting', steps: { outer: { status: 'waiting', success: false } } });
  const handle = await engine.answer(document.run, 'outer[0].inner[0].gate', 'approve');
  if (handle === null) throw new Error('the run was resumed by this engine');
  await gates.reached('after1');
  const statuses = () => ['outer', 'outer[0].inner'].map((each) => shownStatus(engine.state(document.run), each));
  expect(statuses()).toEqual(['started', 'started']);
  const completed = factOf(handle, 'step.completed', 'outer[0].inner[0].after');
  gates.open('after1');
  await completed;
  expect(statuses()).toEqual(['waiting', 'waiting']);
  expect((await handle.done).steps['outer']?.status).toBe('waiting');
  gates.open('after2');
  const last = await engine.answer(document.run, 'outer[0].inner[1].gate', 'approve');
  expect(await last?.done).toMatchObject({ status: 'completed', steps: { outer: { status: 'completed' } } });
});

it('M16 the summary of a run says how many wait, and where it failed or stopped', async () => {
  const { engine, run, data } = engineOf();
  const waiting = await run(NESTED);
  expect(await data.summary(waiting.run)).toMatchObject({ waiting: 2, failedStep: null, brokeAt: null });
  const failed = await run('steps:\n  - { id: bad, tool: fail }\n');
  expect(await data.summary(failed.run)).toMatchObject({ waiting: 0, failedStep: 'bad', error: expect.any(String) });
  const stopped = await run('steps:\n  - { id: a, tool: echo, parameters: { value: 1 } }\n', {
    breakpoints: [{ step: 'a', when: 'before' }],
  });
  expect(await data.summary(stopped.run)).toMatchObject({ status: 'paused', brokeAt: 'a' });
  await engine.cancel(stopped.run);
  expect(summarizeRun(engine.state(stopped.run)).brokeAt).toBeNull();
});
