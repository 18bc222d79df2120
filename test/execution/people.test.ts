import { afterAll, describe, expect, it } from 'vitest';
import { FileCheckpointSaver } from '../../electron/storage/checkpoints/checkpoint-saver.ts';
import { nodeFileLayer } from '../../electron/storage/files/file-layer.ts';
import { approvalGate, userPrompt } from '../../electron/tools/people.ts';
import { ManualClock } from './support/manual-clock.ts';
import { sketch } from './support/sketch.ts';
import { factOf, removeFolders, type TestEngineOptions, testEngine } from './support/test-engine.ts';

afterAll(removeFolders);

function engineOf(options: TestEngineOptions = {}) {
  return testEngine({
    ...options,
    tools: [userPrompt, approvalGate],
    deps: { ...options.deps, compiled: (file, text) => ({ pipeline: sketch(text, file), diagnostics: [] }) },
  });
}

const ask = (parameters: string) => `
steps:
  - { id: ask, tool: user-prompt, action: ask, parameters: { prompt: "How many?", ${parameters} } }
  - { id: after, tool: echo, parameters: { value: "{{ ask.value }}" } }
  - { id: beside, tool: echo, parameters: { value: 1 } }
`;

describe('questions', () => {
  it('rule 5: other branches go on, then the run waits, and an answer lets it go on', async () => {
    const { engine, run, facts } = engineOf();
    const document = await run(ask('type: number'));
    expect(document).toMatchObject({
      status: 'waiting',
      steps: { ask: { status: 'waiting' }, beside: { status: 'completed' } },
    });
    const waiting = facts(document.run).filter((fact) => fact.type === 'run.waiting');
    expect(waiting).toMatchObject([{ steps: ['ask'] }]);
    const handle = await engine.answer(document.run, 'ask', '7');
    expect((await handle?.done)?.steps['after']).toMatchObject({ status: 'completed', result: 7 });
  });

  it('a question that expires beyond all dates waits for ever', async () => {
    const { run, facts } = engineOf();
    const document = await run(ask('timeout: 999999999999d, default: 1'));
    expect(document.status).toBe('waiting');
    const asked = facts(document.run).find((fact) => fact.type === 'step.waiting');
    expect(JSON.stringify(asked)).toContain('"expires_at":null');
  });

  for (const [timeout, ms] of [
    ['90', 90_000],
    ['"500ms"', 500],
    ['30s', 30_000],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['7d', 604_800_000],
  ] as const)
    it(`L5 a question takes a timeout of ${timeout}`, async () => {
      const clock = new ManualClock();
      const { engine, folder, facts } = engineOf({ clock });
      const text = ask(`type: number, default: 5, timeout: ${timeout}`);
      const handle = await engine.start({ file: `${folder}/p.yaml`, text, inputs: {} });
      await factOf(handle, 'step.waiting');
      await handle.pause();
      const asked = facts(handle.run).find((fact) => fact.type === 'step.waiting');
      const expiry = new Date(clock.now() + ms).toISOString();
      expect(JSON.stringify(asked)).toContain(`"expires_at":"${expiry}"`);
    });

  it('L5 refuses a timeout that is no duration', async () => {
    const { run } = engineOf();
    const document = await run(ask('timeout: soon, default: 1'));
    expect(document.steps['ask']).toMatchObject({ status: 'failed', error: { code: 'invalid_parameter' } });
  });

  it("rule 5: LangGraph's own tools see that the run is interrupted", async () => {
    const { run, data } = engineOf();
    const document = await run(ask('type: number'));
    const saver = new FileCheckpointSaver(data.open(document.run).checkpointsPath, { files: nodeFileLayer });
    const tuple = await saver.getTuple({ configurable: { thread_id: document.run } });
    saver.close();
    const interrupts = tuple?.pendingWrites?.filter(([, channel]) => channel === '__interrupt__') ?? [];
    expect(interrupts).toHaveLength(1);
    expect(JSON.stringify(interrupts)).toContain('"step":"ask"');
  });

  it('E9 an answer from another engine, days later, takes the run over', async () => {
    const first = engineOf();
    const document = await first.run(ask('type: text'));
    const second = engineOf({ folder: first.folder });
    const handle = await second.engine.answer(document.run, 'ask', 'much');
    expect((await handle?.done)?.steps['after']?.result).toBe('much');
  });

  it('E9 an answer to a run that another process works on goes through its socket', async () => {
    const first = engineOf();
    const handle = await first.engine.start({
      file: `${first.folder}/p.yaml`,
      text: `${ask('type: number')}  - { id: hold, tool: gate, parameters: { name: hold } }\n`,
      inputs: {},
    });
    await factOf(handle, 'step.waiting');
    const second = engineOf({ folder: first.folder });
    await expect(second.engine.answer(handle.run, 'ask', 'many')).rejects.toMatchObject({ code: 'invalid_answer' });
    expect(await second.engine.answer(handle.run, 'ask', 3)).toBeNull();
    await factOf(handle, 'step.completed', 'after');
    first.gates.open('hold');
    expect((await handle.done).steps['after']?.result).toBe(3);
  });

  it('of two answers at once one wins, and the other is told', async () => {
    const { engine, folder, gates } = engineOf();
    const handle = await engine.start({
      file: `${folder}/p.yaml`,
      text: `${ask('type: number')}  - { id: hold, tool: gate, parameters: { name: hold } }\n`,
      inputs: {},
    });
    await factOf(handle, 'step.waiting');
    const ends = await Promise.allSettled([1, 2].map((value) => engine.answer(handle.run, 'ask', value)));
    expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(ends.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'already_answered' } });
    gates.open('hold');
    expect((await handle.done).status).toBe('completed');
  });

  it('an answer that comes as everything else ends lets the run go on', async () => {
    const { engine, folder, gates } = engineOf();
    const handle = await engine.start({
      file: `${folder}/p.yaml`,
      text: `${ask('type: number')}  - { id: hold, tool: gate, parameters: { name: hold } }\n`,
      inputs: {},
    });
    await factOf(handle, 'step.completed', 'beside');
    await gates.reached('hold');
    const answered = factOf(handle, 'step.completed', 'hold').then(() => engine.answer(handle.run, 'ask', 3));
    gates.open('hold');
    await answered;
    expect(await handle.done).toMatchObject({ status: 'completed', steps: { after: { result: 3 } } });
  });

  it('an answer that nobody asked for is refused', async () => {
    const { engine, run } = engineOf();
    const document = await run(ask('type: number'));
    await expect(engine.answer(document.run, 'beside', 1)).rejects.toMatchObject({ code: 'nothing_asked' });
    expect(engine.state(document.run).status).toBe('waiting');
  });

  for (const [parameters, wrong, right, value] of [
    ['type: number, minimum: 3', '2', '3', 3],
    ['type: boolean', 'perhaps', 'yes', true],
    ['choices: [red, 2]', 'blue', '2', 2],
    ['type: text, pattern: "^a"', 'b', 'ab', 'ab'],
    ['type: file', 'nowhere.txt', '.', '.'],
  ] as const)
    it(`checks an answer: ${parameters}`, async () => {
      const { engine, run } = engineOf();
      const document = await run(ask(parameters));
      await expect(engine.answer(document.run, 'ask', wrong)).rejects.toMatchObject({ code: 'invalid_answer' });
      const handle = await engine.answer(document.run, 'ask', right);
      expect((await handle?.done)?.steps['after']?.result).toBe(value);
    });

  it('the default is the answer when time is up, also after a restart', async () => {
    const clock = new ManualClock();
    const { engine, folder } = engineOf({ clock });
    const handle = await engine.start({
      file: `${folder}/p.yaml`,
      text: ask('type: number, default: 5, timeout: 60'),
      inputs: {},
    });
    await factOf(handle, 'step.waiting');
    clock.advance(59_000);
    await handle.pause();
    const again = await engine.resume(handle.run);
    const answered = factOf(again, 'step.answered');
    expect(engine.state(handle.run).steps.get('ask')?.status).toBe('waiting');
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    clock.advance(1_000);
    await answered;
    expect((await again.done).steps['after']?.result).toBe(5);
  });

  it('a question without a default fails when time is up', async () => {
    const clock = new ManualClock();
    const { engine, folder } = engineOf({ clock });
    const handle = await engine.start({ file: `${folder}/p.yaml`, text: ask('timeout: 60'), inputs: {} });
    await factOf(handle, 'step.waiting');
    clock.advance(60_000);
    expect((await handle.done).steps['ask']).toMatchObject({
      status: 'failed',
      error: { code: 'unanswered', category: 'timeout' },
    });
  });

  it('several inside a loop, answered in any order', async () => {
    const { engine, run } = engineOf();
    const document = await run(`
steps:
  - id: each
    for_each: [a, b]
    max_parallel: 2
    steps:
      - { id: gate, tool: approval-gate, action: approve, parameters: { prompt: "{{ item }}?", content: "{{ item }}" } }
      - { id: after, tool: echo, parameters: { value: "{{ gate.approved }} {{ gate.modified_content | default('-', true) }}" } }
`);
    expect(document.status).toBe('waiting');
    expect([...engine.state(document.run).waiting]).toEqual(['each[0].gate', 'each[1].gate']);
    const first = await engine.answer(document.run, 'each[1].gate', 'reject: too long');
    expect((await first?.done)?.status).toBe('waiting');
    const second = await engine.answer(document.run, 'each[0].gate', { approved: true, modified_content: 'A' });
    const end = await second?.done;
    expect(end?.steps['each']?.result).toMatchObject({
      results: [
        { gate: { approved: true, reason: null, modified_content: 'A' }, after: 'true A' },
        { gate: { approved: false, reason: 'too long', modified_content: null }, after: 'false -' },
      ],
    });
  });

  it('E15 an answer that was taken outlives a cancel at that moment', async () => {
    const { engine, run } = engineOf();
    const { run: id } = await run(ask('type: number'));
    const handle = await engine.answer(id, 'ask', 7);
    await handle?.cancel();
    expect(await handle?.done).toMatchObject({ status: 'cancelled' });
    const resumed = await engine.resume(id);
    expect(await resumed.done).toMatchObject({ status: 'completed', steps: { after: { result: 7 } } });
  });

  it('E12 an answer leaves the failure as it is that the run had gone on after', async () => {
    const { engine, run, calls } = engineOf();
    const document = await run(`
steps:
  - { id: bad, tool: fail, on_failure: continue }
  - { id: ask, tool: user-prompt, action: ask, needs: bad, parameters: { prompt: "And now?" } }
`);
    expect(document.status).toBe('waiting');
    const handle = await engine.answer(document.run, 'ask', 'go on');
    expect(await handle?.done).toMatchObject({ status: 'failed', steps: { ask: { result: { value: 'go on' } } } });
    expect(calls).toEqual(['bad']);
  });

  it('a cancelled run has no open question', async () => {
    const { engine, run } = engineOf();
    const document = await run(ask('type: number'));
    const handle = await engine.resume(document.run);
    await handle.cancel();
    await expect(engine.answer(document.run, 'ask', 1)).rejects.toMatchObject({ kind: 'illegal_state' });
  });
});
