import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { KeptBreakpoint } from '../../../shared/breakpoint.ts';
import { openTestHost, type TestHost, untilDone } from '../open-test-host.ts';

const CHAIN = `name: Chain
steps:
  - { id: a, tool: set, parameters: { variables: { x: 1 } } }
  - { id: b, tool: echo, parameters: { value: '{{ variables.x }} and {{ a.x | default("none") }}' } }
  - { id: c, tool: echo, parameters: { value: { list: ['{{ b }}', 2] } } }
  - id: each
    for_each: [10, 20]
    dependencies: [c]
    steps:
      - { id: s, tool: echo, parameters: { value: '{{ item }}' } }
outputs: { b: '{{ b }}', c: '{{ c }}', each: '{{ each.results }}' }
`;
const BEFORE_B: KeptBreakpoint = { step: 'b', when: 'before', enabled: true };

async function opened(): Promise<{ host: TestHost; file: string }> {
  const host = openTestHost();
  return { host, file: host.write('chain.yaml', CHAIN) };
}

async function started(host: TestHost, file: string): Promise<string> {
  const { run } = await host.ask('runs:execute', { kind: 'start', path: file, inputs: {} });
  await untilDone(host, run);
  return run;
}

async function summaryOf(host: TestHost, run: string) {
  return (await host.ask('runs:open', { run })).summary;
}

describe('breakpoints of a window', () => {
  it('E15 are kept for the file, and told to every window', async () => {
    const { host, file } = await opened();
    const windows = [host.listen('breakpoints', { path: file }), host.listen('breakpoints', { path: file })];
    const elsewhere = host.listen('breakpoints', { path: host.write('other.yaml', CHAIN) });
    await host.ask('breakpoints:put', { path: file, breakpoint: BEFORE_B });
    const after = { step: 'c', when: 'after', condition: 'c', enabled: true } as const;
    expect(await host.ask('breakpoints:put', { path: file, breakpoint: after })).toEqual([BEFORE_B, after]);
    for (const { events } of windows)
      await expect.poll(() => events.at(-1)).toEqual({ kept: [BEFORE_B, after], problem: null });
    expect(elsewhere.events).toEqual([{ kept: [], problem: null }]);
    const again = openTestHost({ at: path.dirname(host.folder) });
    expect(await again.ask('breakpoints:list', { path: file })).toEqual([BEFORE_B, after]);
    const moved = { ...after, when: 'before' } as const;
    const replaces = { step: 'c', when: 'after' } as const;
    expect(await host.ask('breakpoints:put', { path: file, breakpoint: moved, replaces })).toEqual([BEFORE_B, moved]);
    await host.ask('breakpoints:remove', { path: file, step: 'c', when: 'before' });
    expect(await host.ask('breakpoints:list', { path: file })).toEqual([BEFORE_B]);
  });

  it('E15 that another process changes come to the window too', async () => {
    const { host, file } = await opened();
    const window = host.listen('breakpoints', { path: file });
    const other = openTestHost({ at: path.dirname(host.folder) });
    await other.ask('breakpoints:put', { path: file, breakpoint: BEFORE_B });
    await expect.poll(() => window.events.at(-1), { timeout: 10_000 }).toEqual({ kept: [BEFORE_B], problem: null });
    expect(await started(host, file).then((run) => summaryOf(host, run))).toMatchObject({ status: 'paused' });
  });

  it('E15 that cannot be read hold runs up, say so, and can be forgotten', async () => {
    const { host, file } = await opened();
    await host.ask('breakpoints:put', { path: file, breakpoint: BEFORE_B });
    const [folder = ''] = readdirSync(host.data.breakpoints.path);
    const bad = path.join(host.data.breakpoints.path, folder, 'bad.json');
    writeFileSync(bad, '{');
    const window = host.listen('breakpoints', { path: file });
    const problem = expect.stringContaining(bad);
    await expect.poll(() => window.events).toEqual([{ kept: [], problem }]);
    expect(await host.refused('runs:execute', { kind: 'start', path: file, inputs: {} })).toMatchObject({
      code: 'breakpoint_damaged',
      message: problem,
    });
    expect(await host.ask('breakpoints:mend', { path: file })).toEqual([BEFORE_B]);
    await expect.poll(() => window.events.at(-1)).toEqual({ kept: [BEFORE_B], problem: null });
  });

  it('E15 that cannot be hit are refused, and say why', async () => {
    const { host, file } = await opened();
    const put = (breakpoint: KeptBreakpoint, rest = {}) =>
      host.refused('breakpoints:put', { path: file, breakpoint, ...rest });
    expect(await put({ ...BEFORE_B, step: 'gone' })).toMatchObject({ code: 'unknown_step' });
    expect(await put({ ...BEFORE_B, condition: 'variables.x >' })).toMatchObject({ code: 'invalid_condition' });
    expect(await put({ ...BEFORE_B, condition: 'bb > 1' })).toMatchObject({
      code: 'invalid_condition',
      message: expect.stringContaining('there is no name `bb` at this step'),
    });
    expect(await put({ ...BEFORE_B, step: 'each.s', condition: 'item > 10 and bb' })).toMatchObject({
      code: 'invalid_condition',
    });
    expect(await put(BEFORE_B, { text: 'steps: 5' })).toMatchObject({ code: 'invalid_pipeline' });
    expect(await host.ask('breakpoints:list', { path: file })).toEqual([]);
  });

  it('E15 stop a run; it goes on with other variables and parameters, as facts', async () => {
    const { host, file } = await opened();
    await host.ask('breakpoints:put', { path: file, breakpoint: BEFORE_B });
    const run = await started(host, file);
    expect(await summaryOf(host, run)).toMatchObject({ status: 'paused', brokeAt: 'b' });
    expect(await host.ask('steps:preview', { run, step: 'b' })).toEqual([
      { name: 'value', value: '1 and none', problem: null },
    ]);
    expect(await host.ask('steps:preview', { run, step: 'c' })).toMatchObject([{ name: 'value', value: null }]);
    await host.ask('runs:execute', { kind: 'resume', run, variables: { x: 7 }, parameters: { 'c.value': { y: 8 } } });
    await untilDone(host, run);
    expect((await host.ask('runs:result', { run })).outputs).toMatchObject({ b: '7 and none', c: { y: 8 } });
    const facts = await host.ask('runs:facts', { run, from: 0, limit: 1000 });
    expect(facts.flatMap((fact) => (fact.type === 'edited' ? [fact.edit] : []))).toEqual([
      { kind: 'variable', name: 'x', value: { inline: 7 } },
      { kind: 'parameter', name: 'c.value', value: { inline: { y: 8 } } },
    ]);
  });

  it('E15 an edit that fits nothing is refused, and the run stays paused', async () => {
    const { host, file } = await opened();
    await host.ask('breakpoints:put', { path: file, breakpoint: BEFORE_B });
    const run = await started(host, file);
    expect(await host.refused('runs:execute', { kind: 'resume', run, parameters: { 'b.nothing': 1 } })).toMatchObject({
      code: 'unknown_parameter',
    });
    expect(await summaryOf(host, run)).toMatchObject({ status: 'paused' });
  });

  it('E15 stop reruns, and inside of loops in the iteration that is named', async () => {
    const { host, file } = await opened();
    const run = await started(host, file);
    await host.ask('breakpoints:put', { path: file, breakpoint: { ...BEFORE_B, step: 'each[1].s' } });
    const { run: again } = await host.ask('runs:execute', { kind: 'rerun', run, from: ['c'], definition: 'snapshot' });
    await untilDone(host, again);
    expect(await summaryOf(host, again)).toMatchObject({ status: 'paused', brokeAt: 'each[1].s' });
    expect(await host.ask('steps:preview', { run: again, step: 'each[1].s' })).toEqual([
      { name: 'value', value: 20, problem: null },
    ]);
    await host.ask('runs:execute', { kind: 'resume', run: again, parameters: { 'each[1].s.value': 5 } });
    await untilDone(host, again);
    expect((await host.ask('runs:result', { run: again })).outputs['each']).toEqual([{ s: 10 }, { s: 5 }]);
  });

  it('E15 set or removed while a run is live hold for what has not begun', async () => {
    const host = openTestHost();
    const gate = path.join(host.folder, 'gate');
    const file = host.write(
      'gated.yaml',
      `name: Gated
steps:
  - { id: wait, tool: terminal, parameters: { command: 'while [ ! -e ${gate} ]; do sleep 0.05; done' } }
  - { id: next, tool: echo, parameters: { value: 1 }, dependencies: [wait] }
  - { id: last, tool: echo, parameters: { value: 1 }, dependencies: [next] }
`,
    );
    await host.ask('breakpoints:put', { path: file, breakpoint: { ...BEFORE_B, step: 'next' } });
    const { run } = await host.ask('runs:execute', { kind: 'start', path: file, inputs: {} });
    await host.ask('breakpoints:remove', { path: file, step: 'next', when: 'before' });
    await host.ask('breakpoints:put', { path: file, breakpoint: { ...BEFORE_B, step: 'last' } });
    host.write('gate', '');
    await untilDone(host, run);
    expect(await summaryOf(host, run)).toMatchObject({ status: 'paused', brokeAt: 'last' });
  });

  it('E15 that are off, or whose step is gone, stop nothing', async () => {
    const { host, file } = await opened();
    await host.ask('breakpoints:put', { path: file, breakpoint: BEFORE_B });
    await host.ask('breakpoints:put', { path: file, breakpoint: { ...BEFORE_B, step: 'c' } });
    await host.ask('breakpoints:put', { path: file, breakpoint: { ...BEFORE_B, enabled: false } });
    host.write(
      'chain.yaml',
      CHAIN.replace('id: c,', 'id: d,').replaceAll('[c]', '[d]').replace("'{{ c }}'", "'{{ d }}'"),
    );
    expect((await summaryOf(host, await started(host, file))).status).toBe('completed');
  });

  it('E15 stop a run that an answer lets go on', async () => {
    const host = openTestHost();
    const file = host.write(
      'ask.yaml',
      `name: Ask
steps:
  - { id: what, tool: user-prompt, parameters: { prompt: 'What?' } }
  - { id: after, tool: echo, parameters: { value: '{{ what.value }}' } }
`,
    );
    const run = await started(host, file);
    await host.ask('breakpoints:put', { path: file, breakpoint: { ...BEFORE_B, step: 'after' } });
    await host.ask('runs:answer', { run, step: 'what', answer: 'this' });
    await untilDone(host, run);
    expect(await summaryOf(host, run)).toMatchObject({ status: 'paused', brokeAt: 'after' });
  });
});
