import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openTestHost, type TestHost, untilDone } from '../open-test-host.ts';

const CHAIN = `name: Chain
inputs:
  who: { type: string, default: world }
steps:
  - id: greet
    tool: echo
    parameters: { value: "hello {{ who }}" }
  - id: shout
    tool: echo
    parameters: { value: { text: "{{ greet | upper }}!", plain: 5 } }
outputs:
  result: "{{ shout.text }}"
`;

/** Runs until a file appears; a gate in place of a sleep. */
const gated = (gate: string): string => `name: Gated
steps:
  - id: wait
    tool: terminal
    parameters: { command: 'echo started; while [ ! -e ${gate} ]; do sleep 0.05; done; echo done' }
  - id: after
    tool: echo
    parameters: { value: "{{ wait.stdout }}" }
`;

async function run(host: TestHost, text: string, inputs = {}): Promise<string> {
  const file = host.write('pipeline.yaml', text);
  const { run: id } = await host.ask('runs:execute', { kind: 'start', path: file, inputs });
  await untilDone(host, id);
  return id;
}

it('runs a pipeline and opens the run with everything that happened', async () => {
  const host = openTestHost();
  const id = await run(host, CHAIN, { who: 'Ann' });
  const opened = await host.ask('runs:open', { run: id });
  expect(opened).toMatchObject({
    summary: { run: id, status: 'completed', settled: 2, total: 2 },
    text: CHAIN,
    pipeline: { name: 'Chain' },
  });
  const facts = await host.ask('runs:facts', { run: id, from: 0, limit: 1000 });
  expect(facts.map(({ n }) => n)).toEqual(Array.from({ length: opened.lastFact }, (_, at) => at + 1));
  expect(await host.ask('runs:facts', { run: id, from: 3, limit: 2 })).toEqual(facts.slice(3, 5));
  expect(await host.ask('runs:result', { run: id })).toMatchObject({
    success: true,
    outputs: { result: 'HELLO ANN!' },
  });
});

it('runs the text of the window, not the file, when it is sent along', async () => {
  const host = openTestHost();
  const file = host.write('pipeline.yaml', CHAIN);
  const { run: id } = await host.ask('runs:execute', {
    kind: 'start',
    path: file,
    text: CHAIN.replace('hello', 'good day'),
    inputs: {},
  });
  await untilDone(host, id);
  expect((await host.ask('runs:result', { run: id })).outputs).toEqual({ result: 'GOOD DAY WORLD!' });
});

it('refuses the first run from a folder that is not trusted, before anything has happened', async () => {
  const host = openTestHost({ trusted: false });
  const file = host.write('pipeline.yaml', CHAIN);
  expect(await host.refused('runs:execute', { kind: 'start', path: file, inputs: {} })).toMatchObject({
    code: 'not_trusted',
    details: { tools: ['echo'] },
  });
  expect(await host.ask('runs:list', {})).toEqual([]);
  await host.ask('pipelines:trust', { path: file });
  expect(await host.ask('pipelines:open', { path: file })).toMatchObject({ trusted: true });
  await untilDone(host, (await host.ask('runs:execute', { kind: 'start', path: file, inputs: {} })).run);
});

it('refuses inputs and pipelines that are wrong with what is wrong', async () => {
  const host = openTestHost();
  const file = host.write('pipeline.yaml', CHAIN);
  expect(await host.refused('runs:execute', { kind: 'start', path: file, inputs: { nobody: 1 } })).toMatchObject({
    kind: 'invalid_input',
  });
  expect(await host.refused('runs:execute', { kind: 'start', path: file, text: 'steps: 5', inputs: {} })).toMatchObject(
    { kind: 'invalid_input' },
  );
  expect(await host.ask('runs:list', {})).toEqual([]);
});

it('carries every fact of a live run to two windows, and to one that comes late', async () => {
  const host = openTestHost();
  const gate = path.join(host.folder, 'gate');
  const file = host.write('pipeline.yaml', gated(gate));
  const { run: id } = await host.ask('runs:execute', { kind: 'start', path: file, inputs: {} });
  const [first, second] = [host.listen('run', { run: id, from: 0 }), host.listen('run', { run: id, from: 0 })];
  const numbers = (window: typeof first) => window.events.flatMap(({ facts }) => facts.map(({ n }) => n));
  await expect
    .poll(() => first.events.flatMap(({ facts }) => facts).some((fact) => fact.type === 'step.started'))
    .toBe(true);
  await expect
    .poll(() => first.events.flatMap(({ signals }) => signals).some((signal) => signal.type === 'output'))
    .toBe(true);
  expect((await host.ask('runs:list', {}))[0]).toMatchObject({ run: id, status: 'running' });
  host.write('gate', '');
  await untilDone(host, id);
  const { lastFact } = await host.ask('runs:open', { run: id });
  const late = host.listen('run', { run: id, from: 2 });
  const all = Array.from({ length: lastFact }, (_, at) => at + 1);
  await expect.poll(() => numbers(first)).toEqual(all);
  await expect.poll(() => numbers(second)).toEqual(all);
  await expect.poll(() => numbers(late)).toEqual(all.slice(2));
});

it('goes on without a gap for a window that watches while a paused run is resumed', async () => {
  const host = openTestHost();
  const gate = path.join(host.folder, 'gate');
  const file = host.write('pipeline.yaml', gated(gate));
  const { run: id } = await host.ask('runs:execute', { kind: 'start', path: file, inputs: {} });
  const window = host.listen('run', { run: id, from: 0 });
  await expect
    .poll(() => window.events.flatMap(({ facts }) => facts).some((fact) => fact.type === 'step.started'))
    .toBe(true);
  const paused = host.ask('runs:pause', { run: id });
  host.write('gate', '');
  await paused;
  await untilDone(host, id);
  expect((await host.ask('runs:open', { run: id })).summary.status).toBe('paused');
  await host.ask('runs:execute', { kind: 'resume', run: id });
  await untilDone(host, id);
  const { lastFact } = await host.ask('runs:open', { run: id });
  await expect
    .poll(() => window.events.flatMap(({ facts }) => facts.map(({ n }) => n)))
    .toEqual(Array.from({ length: lastFact }, (_, at) => at + 1));
});

it('cancels a run and everything that it has started', async () => {
  const host = openTestHost();
  const file = host.write('pipeline.yaml', gated(path.join(host.folder, 'never')));
  const { run: id } = await host.ask('runs:execute', { kind: 'start', path: file, inputs: {} });
  const window = host.listen('run', { run: id, from: 0 });
  await expect
    .poll(() => window.events.flatMap(({ facts }) => facts).some((fact) => fact.type === 'process.started'))
    .toBe(true);
  await host.ask('runs:cancel', { run: id });
  expect((await host.ask('runs:open', { run: id })).summary.status).toBe('cancelled');
});

it('plans and makes a rerun with an edited input: a new run, told apart in the list', async () => {
  const host = openTestHost();
  const id = await run(host, CHAIN);
  const request = { kind: 'rerun', run: id, from: [], definition: 'snapshot', inputs: { who: 'Bob' } } as const;
  const plan = await host.ask('runs:plan', { ...request, from: [] });
  expect(plan).toMatchObject({
    newRun: true,
    steps: [
      { step: 'greet', decision: 'run' },
      { step: 'shout', decision: 'run' },
    ],
  });
  const { run: fork } = await host.ask('runs:execute', { ...request, from: [] });
  await untilDone(host, fork);
  expect((await host.ask('runs:result', { run: fork })).outputs).toEqual({ result: 'HELLO BOB!' });
  expect((await host.ask('runs:list', {})).map(({ run: each, parent }) => [each, parent?.run ?? null])).toEqual([
    [fork, id],
    [id, null],
  ]);
});

it('continues from a fact, and refuses none or two places', async () => {
  const host = openTestHost();
  const id = await run(host, CHAIN);
  const facts = await host.ask('runs:facts', { run: id, from: 0, limit: 1000 });
  const greeted = facts.find((fact) => fact.type === 'step.completed')?.n ?? 0;
  const { run: fork } = await host.ask('runs:execute', { kind: 'continue', run: id, seq: greeted });
  await untilDone(host, fork);
  const { steps } = await host.ask('runs:result', { run: fork });
  expect(steps['greet']?.reused_from).toMatchObject({ run: id });
  expect(steps['shout']?.reused_from).toBeNull();
  expect(await host.refused('runs:execute', { kind: 'continue', run: id })).toMatchObject({ code: 'invalid_argument' });
  expect(await host.refused('runs:execute', { kind: 'continue', run: id, seq: 1, checkpoint: 'a' })).toMatchObject({
    code: 'invalid_argument',
  });
});

it('lists, finds, deletes and restores runs, and tells every window', async () => {
  const host = openTestHost();
  const [one, two] = [
    await run(host, CHAIN, { who: 'Ann' }),
    await run(host, CHAIN.replaceAll('Chain', 'Other'), { who: 'Bob' }),
  ];
  const { events } = host.listen('runs', {});
  const last = (id: string) => events.flat().findLast((change) => change.run === id);
  await expect.poll(() => last(two)?.summary?.pipeline.name).toBe('Other');
  const found = async (query: string) => (await host.ask('runs:list', { query })).map(({ run: id }) => id);
  expect(await found('')).toEqual([two, one]);
  expect(await found('ann')).toEqual([one]);
  expect(await found('OTHER completed')).toEqual([two]);
  expect(await found('nothing like this')).toEqual([]);
  expect(await host.ask('runs:list', { limit: 1 })).toHaveLength(1);
  await host.ask('runs:delete', { run: one });
  await expect.poll(() => last(one)).toEqual({ run: one, summary: null });
  expect(await found('')).toEqual([two]);
  expect(await host.refused('runs:open', { run: one })).toMatchObject({ code: 'unknown_run' });
  expect(await host.ask('runs:restore', { run: one })).toMatchObject({ run: one, status: 'completed' });
  await expect.poll(() => last(one)?.summary?.status).toBe('completed');
});

it('hears of runs that another process makes in the same folder', async () => {
  const host = openTestHost();
  const { events } = host.listen('runs', {});
  await expect.poll(() => existsSync(host.data.runsPath)).toBe(true);
  const other = openTestHost({ at: path.dirname(host.folder) });
  const id = await run(other, CHAIN);
  await expect
    .poll(() => events.flat().findLast((change) => change.run === id)?.summary?.status, { timeout: 10_000 })
    .toBe('completed');
});

it.each(['../../etc', '', '..', 'x/../y', '%2e%2e', 'CON', 'a'.repeat(64)])(
  'refuses the run %j without touching the disk',
  async (name) => {
    const host = openTestHost();
    for (const call of ['runs:open', 'runs:delete', 'runs:restore', 'runs:result', 'runs:cancel'] as const) {
      expect(await host.refused(call, { run: name })).toMatchObject({ kind: 'invalid_input' });
    }
  },
);

it('tells of a run that ended, for a notification', async () => {
  const host = openTestHost();
  const news: string[] = [];
  host.host.onNews(({ kind, summary, step }) => news.push(`${kind} ${summary.status} ${step}`));
  await run(host, CHAIN);
  await run(
    host,
    CHAIN.replace(
      'echo\n    parameters: { value: "hello {{ who }}" }',
      'terminal\n    parameters: { command: "exit 3" }',
    ),
  );
  await expect.poll(() => news).toEqual(['ended completed null', 'ended failed greet']);
});
