import { afterAll, describe, expect, it } from 'vitest';
import { nextTurn } from '../../electron/execution/next-turn.ts';
import { type FileLayer, nodeFileLayer } from '../../electron/storage/files/file-layer.ts';
import { userPrompt } from '../../electron/tools/people.ts';
import type { Tool } from '../../electron/tools/tool.ts';
import { ManualClock } from './support/manual-clock.ts';
import { sketch } from './support/sketch.ts';
import { factOf, removeFolders, type TestEngineOptions, testEngine } from './support/test-engine.ts';
import { Gates } from './support/test-tools.ts';
import { VirtualClock } from './support/virtual-clock.ts';

afterAll(removeFolders);

const BIG = 'x'.repeat(5_000);

/** Fails as soon as its gate is open, and only the first time. */
function failsAt(gates: Gates): Tool {
  const failed = new Set<string>();
  return {
    name: 'fails',
    version: '1',
    description: 'For tests.',
    defaultAction: 'run',
    actions: {
      run: {
        description: 'For tests.',
        parameters: { gate: { type: 'string', required: true }, big: { type: 'boolean' } },
        result: { type: 'any' },
        effects: 'none',
        run: async ({ gate, big }, { step }) => {
          await gates.pass(String(gate));
          if (failed.has(step)) return { success: true, result: 1 };
          failed.add(step);
          const error = { category: 'execution', code: 'told_to', message: 'it was told to fail' } as const;
          return { success: false, error, ...(big === true ? { result: BIG } : {}) };
        },
      },
    },
  };
}

function engineOf(options: TestEngineOptions = {}) {
  const fails = new Gates();
  const made = testEngine({
    clock: new VirtualClock(0),
    tools: [failsAt(fails), userPrompt],
    ...options,
    deps: { ...options.deps, compiled: (file, text) => ({ pipeline: sketch(text, file), diagnostics: [] }) },
  });
  const start = (text: string) => made.engine.start({ file: `${made.folder}/p.yaml`, text, inputs: {} });
  return { ...made, fails, start };
}

/** The real disk, but the nth large value arrives there when the gate `n` is open. */
function slowValues() {
  const values = new Gates();
  const open = new Set<number>();
  let count = 0;
  const files: FileLayer = {
    ...nodeFileLayer,
    open(path, flags) {
      const fd = nodeFileLayer.open(path, flags);
      if (path.includes('/blobs/')) open.add(fd);
      return fd;
    },
    async syncData(fd) {
      if (open.delete(fd)) await values.pass(String(++count));
      await nodeFileLayer.syncData(fd);
    },
  };
  return { files, values };
}

/** The real disk; from the line of a journal on that holds `first` nothing arrives there before the gate `disk` is open. */
function slowFrom(first: string) {
  const lines = new Gates();
  let isSlow = false;
  const files: FileLayer = {
    ...nodeFileLayer,
    write(fd, bytes) {
      const text = Buffer.from(bytes).toString();
      isSlow ||= text.includes(first);
      for (const each of [first, '"step.failed","step":"bad"']) if (text.includes(each)) void lines.pass(each);
      return nodeFileLayer.write(fd, bytes);
    },
    async syncData(fd) {
      if (isSlow) await lines.pass('disk');
      await nodeFileLayer.syncData(fd);
    },
  };
  return { files, lines };
}

describe('a rollback', () => {
  const failing = `
steps:
  - { id: make, tool: echo, parameters: { value: 1 } }
  - { id: check, tool: fails, needs: make, on_failure: rollback, rollback_to: make, parameters: { gate: check } }
`;

  it('E15 that would begin when the run is about to pause is left to who resumes it', async () => {
    const { engine, fails, start } = engineOf();
    const handle = await start(failing);
    await fails.reached('check');
    const paused = handle.pause();
    fails.open('check');
    await paused;
    expect((await handle.done).status).toBe('paused');
    expect((await (await engine.resume(handle.run)).done).status).toBe('completed');
  });

  it('E15 that a person allowed, and that still ends other steps, does not keep the run from pausing', async () => {
    const { engine, fails, start } = engineOf();
    const handle = await start(`
steps:
  - { id: make, tool: effect, parameters: { value: 1 } }
  - { id: slow, tool: hang, needs: make }
  - { id: check, tool: fails, needs: make, on_failure: rollback, rollback_to: make, parameters: { gate: check } }
`);
    await factOf(handle, 'step.started', 'slow');
    fails.open('check');
    await factOf(handle, 'step.waiting', 'check');
    await engine.answer(handle.run, 'check', 'rollback');
    await handle.pause();
    expect((await handle.done).status).toBe('paused');
  });

  it('E15 beside another one goes on when both have been taken back, however slow the disk is', async () => {
    const { files, lines } = slowFrom('"reason":"rollback"');
    const { fails, start } = engineOf({ deps: { files } });
    const handle = await start(`
steps:
  - { id: make, tool: echo, parameters: { value: 1 } }
  - { id: one, tool: fails, needs: make, on_failure: rollback, rollback_to: make, parameters: { gate: one } }
  - { id: two, tool: fails, needs: make, on_failure: rollback, rollback_to: make, parameters: { gate: two } }
`);
    await Promise.all([fails.reached('one'), fails.reached('two')]);
    fails.open('one');
    fails.open('two');
    await lines.reached('"reason":"rollback"');
    // time enough for the graph to end, if nothing were in flight
    for (let turn = 0; turn < 200; turn++) await nextTurn();
    lines.open('disk');
    expect(await handle.done).toMatchObject({ status: 'completed', steps: { make: { status: 'completed' } } });
  });

  it('E15 runs again what it has ended, also when another one has taken its cause back first', async () => {
    const { fails, start, facts } = engineOf();
    const handle = await start(`
steps:
  - { id: make, tool: echo, parameters: { value: 1 } }
  - { id: middle, tool: echo, needs: make, parameters: { value: 2 } }
  - { id: slow, tool: fails, needs: make, parameters: { gate: slow } }
  - { id: far, tool: fails, needs: middle, on_failure: rollback, rollback_to: make, parameters: { gate: far } }
  - { id: near, tool: fails, needs: middle, on_failure: rollback, rollback_to: middle, parameters: { gate: near } }
`);
    await Promise.all(['slow', 'far', 'near'].map((name) => fails.reached(name)));
    fails.open('far');
    fails.open('near');
    await factOf(handle, 'step.cancelled', 'slow');
    fails.open('slow');
    expect(await handle.done).toMatchObject({ status: 'completed', steps: { slow: { status: 'completed' } } });
    expect(facts(handle.run).filter(({ type }) => type === 'step.reset')).toHaveLength(2);
  });

  it('E15 that people allow for two steps at once does not wait for itself', async () => {
    const { engine, fails, start } = engineOf();
    const handle = await start(`
steps:
  - { id: make, tool: effect, parameters: { value: 1 } }
  - { id: one, tool: fails, needs: make, on_failure: rollback, rollback_to: make, parameters: { gate: one } }
  - { id: two, tool: fails, needs: make, on_failure: rollback, rollback_to: make, parameters: { gate: two } }
  - { id: holds, tool: hang }
`);
    fails.open('one');
    fails.open('two');
    await Promise.all([factOf(handle, 'step.waiting', 'one'), factOf(handle, 'step.waiting', 'two')]);
    await Promise.all(['one', 'two'].map((step) => engine.answer(handle.run, step, 'rollback')));
    await factOf(handle, 'step.completed', 'two');
    await handle.cancel();
    expect((await handle.done).steps).toMatchObject({ one: { status: 'completed' }, two: { status: 'completed' } });
  });

  it('E15 does not begin again what it leaves running, though that comes after the step that it goes back to', async () => {
    const { fails, gates, calls, start } = engineOf();
    const handle = await start(`
steps:
  - { id: make, tool: echo, on_failure: beside, parameters: { value: 1 } }
  - { id: beside, tool: gate, parameters: { name: beside } }
  - { id: check, tool: fails, needs: make, on_failure: rollback, rollback_to: make, parameters: { gate: check } }
`);
    await Promise.all([gates.reached('beside'), fails.reached('check')]);
    fails.open('check');
    await factOf(handle, 'step.completed', 'check');
    gates.open('beside');
    expect(await handle.done).toMatchObject({ status: 'completed', steps: { beside: { attempts: 1 } } });
    expect(calls).toEqual(['make', 'beside', 'make']);
  });

  const others: readonly [what: string, step: string, heldAt: number, status: string][] = [
    ['has not begun yet', `tool: echo, parameters: { value: ${BIG} }`, 1, 'completed'],
    ['is about to ask', `tool: user-prompt, action: ask, parameters: { prompt: ${BIG} }`, 2, 'waiting'],
    ['is about to be tried again', 'tool: fails, retry: 2, parameters: { gate: slow, big: true }', 1, 'completed'],
  ];
  for (const [what, step, heldAt, status] of others) {
    it(`E15 does not wait for ever for a step that ${what}`, async () => {
      const { files, values } = slowValues();
      const { engine, fails, start } = engineOf({ deps: { files } });
      const handle = await start(`${failing}  - { id: slow, needs: make, ${step} }\n`);
      fails.open('slow');
      for (let value = 1; value < heldAt; value++) values.open(String(value));
      await values.reached(String(heldAt));
      fails.open('check');
      await factOf(handle, 'step.attempt_failed', 'check');
      for (let value = heldAt; value < 9; value++) values.open(String(value));
      expect((await handle.done).status).toBe(status);
      expect(engine.running()).toEqual([]);
    });
  }
});

describe('a container', () => {
  it('E11 is not begun again when another step has failed the run while it was made ready', async () => {
    const { lines, files } = slowFrom('"reason":"retry"');
    const { engine, fails, start } = engineOf({ deps: { files } });
    const handle = await start(`
steps:
  - id: loop
    retry: 2
    for_each: [1]
    steps: [{ id: a, tool: fails, parameters: { gate: a } }]
  - { id: bad, tool: fails, parameters: { gate: bad } }
`);
    await fails.reached('bad');
    fails.open('a');
    // what failed inside is taken back, and that has not reached the disk
    await lines.reached('"reason":"retry"');
    fails.open('bad');
    await lines.reached('"step.failed","step":"bad"');
    lines.open('disk');
    expect(await handle.done).toMatchObject({ status: 'failed', steps: { loop: { skip_reason: 'run_failed' } } });
    expect(engine.running()).toEqual([]);
  });
});

describe('an included pipeline', () => {
  it('L20 is not begun when its time was up while what it is given was stored', async () => {
    const clock = new ManualClock();
    const { files, values } = slowValues();
    const { calls, start } = engineOf({ clock, deps: { files } });
    const handle = await start(`
steps:
  - id: inside
    timeout: 10s
    inputs: { text: ${BIG} }
    pipeline: { inputs: { text: null }, steps: [{ id: a, tool: echo, parameters: { value: 1 } }] }
`);
    // what the step was given as a whole, then each input
    await values.reached('1');
    values.open('1');
    await values.reached('2');
    clock.advance(10_000);
    await factOf(handle, 'step.started', 'inside');
    values.open('2');
    expect(await handle.done).toMatchObject({ status: 'failed', error: { step: 'inside', code: 'timeout' } });
    expect(calls).toEqual([]);
  });
});

describe('a disk that cannot be read', () => {
  it('E24 stops the run where it is met, also when that is between two facts', async () => {
    const files: FileLayer = {
      ...nodeFileLayer,
      readFile(path) {
        if (path.includes('/blobs/')) throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
        return nodeFileLayer.readFile(path);
      },
    };
    const { start } = engineOf({ deps: { files } });
    // its question is read again to learn when it expires
    const handle = await start(`steps: [{ id: asks, tool: user-prompt, action: ask, parameters: { prompt: ${BIG} } }]`);
    await expect(handle.done).rejects.toMatchObject({ kind: 'storage_failure' });
  });
});
