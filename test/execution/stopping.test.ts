import { afterAll, describe, expect, it } from 'vitest';
import type { RunHandle } from '../../electron/execution/api.ts';
import { ManualClock } from './support/manual-clock.ts';
import { factOf, pipelineText, removeFolders, testEngine } from './support/test-engine.ts';
import { VirtualClock } from './support/virtual-clock.ts';

afterAll(removeFolders);

const gated = pipelineText([
  '{ id: a, tool: gate, parameters: { name: a } }',
  '{ id: b, tool: echo, needs: a, parameters: { value: "{{ a }}!" } }',
  '{ id: c, tool: echo, needs: b, parameters: { value: 1 } }',
]);

describe('pause', () => {
  it('E15 lets running steps finish, starts nothing, and leaves a run that resumes where it stood', async () => {
    const { engine, gates, calls, folder } = testEngine();
    const handle = await engine.start({ file: `${folder}/p.yaml`, text: gated, inputs: {} });
    await gates.reached('a');
    const paused = handle.pause();
    gates.open('a');
    await paused;
    const document = await handle.done;
    expect(document.status).toBe('paused');
    expect(document.steps['a']?.status).toBe('completed');
    expect(document.steps['b']?.status).toBe('pending');
    const resumed = await (await engine.resume(handle.run)).done;
    expect(resumed).toMatchObject({ run: handle.run, status: 'completed' });
    expect(calls).toEqual(['a', 'b', 'c']);
  });

  it('E15 keeps the time of the next attempt of a step that waits for it', async () => {
    const clock = new ManualClock();
    const { engine, calls, folder } = testEngine({ clock });
    const text = pipelineText([
      '{ id: flaky, tool: fail, retry: { attempts: 2, delay: 20, jitter: false }, parameters: { times: 1 } }',
    ]);
    const handle = await engine.start({ file: `${folder}/p.yaml`, text, inputs: {} });
    await factOf(handle, 'step.attempt_failed');
    await handle.pause();
    expect((await handle.done).steps['flaky']?.status).toBe('retrying');
    const again = await engine.resume(handle.run);
    clock.advance(19_999);
    expect(engine.state(handle.run).steps.get('flaky')?.status).toBe('retrying');
    clock.advance(1);
    const resumed = await again.done;
    expect(resumed.steps['flaky']).toMatchObject({ status: 'completed', attempts: 2 });
    expect(calls).toEqual(['flaky', 'flaky']);
  });
});

describe('abort, when the app ends', () => {
  const bodies = {
    'a step': pipelineText(['{ id: a, tool: gate, parameters: { name: a } }']),
    'a step inside of a loop': pipelineText([
      '{ id: each, for_each: [1, 2], steps: [{ id: a, tool: gate, parameters: { name: "a{{ item }}" } }] }',
    ]),
  };
  it.each(Object.entries(bodies))(
    'E15 of %s leaves a paused run, also where nothing else is left',
    async (what, text) => {
      const { engine, gates, folder } = testEngine();
      const handle = await engine.start({ file: `${folder}/p.yaml`, text, inputs: {} });
      const first = what === 'a step' ? 'a' : 'a1';
      await gates.reached(first);
      await handle.abort();
      expect(await handle.done).toMatchObject({ status: 'paused' });
      expect(engine.state(handle.run).pauseReason).toBe('quit');
      for (const gate of ['a', 'a1', 'a2']) gates.open(gate);
      expect(await (await engine.resume(handle.run)).done).toMatchObject({ status: 'completed' });
    },
  );

  it('E15 of a run that is cancelled leaves it cancelled', async () => {
    const { engine, gates, folder } = testEngine();
    const handle = await engine.start({ file: `${folder}/p.yaml`, text: gated, inputs: {} });
    await gates.reached('a');
    await Promise.all([handle.cancel(), handle.abort()]);
    expect(await handle.done).toMatchObject({ status: 'cancelled' });
  });
});

describe('cancel', () => {
  it('E15 aborts running steps; the run resumes, and the cancelled steps run again', async () => {
    const { engine, gates, calls, folder } = testEngine();
    const handle = await engine.start({ file: `${folder}/p.yaml`, text: gated, inputs: {} });
    await gates.reached('a');
    await handle.cancel();
    const document = await handle.done;
    expect(document).toMatchObject({ status: 'cancelled', success: false });
    expect(document.steps['a']?.status).toBe('cancelled');
    expect(document.steps['b']?.status).toBe('pending');
    gates.open('a');
    const resumed = await (await engine.resume(handle.run)).done;
    expect(resumed.status).toBe('completed');
    expect(resumed.steps['a']).toMatchObject({ status: 'completed', attempts: 2 });
    expect(calls).toEqual(['a', 'a', 'b', 'c']);
  });

  it('E15 waits 5 seconds for a step that ignores it, then gives it up', async () => {
    const clock = new VirtualClock(0);
    const { engine, folder, facts } = testEngine({ clock });
    const handle = await engine.start({
      file: `${folder}/p.yaml`,
      text: pipelineText(['{ id: a, tool: hang }']),
      inputs: {},
    });
    await factOf(handle, 'step.started');
    await handle.cancel();
    const ended = facts(handle.run).find((fact) => fact.type === 'step.cancelled');
    expect(ended?.type === 'step.cancelled' && ended.durationMs).toBeGreaterThanOrEqual(5_000);
  });

  it('E15 kill does not wait', async () => {
    const { engine, folder } = testEngine();
    const handle = await engine.start({
      file: `${folder}/p.yaml`,
      text: pipelineText(['{ id: a, tool: hang }']),
      inputs: {},
    });
    await factOf(handle, 'step.started');
    const cancelled = handle.cancel();
    handle.kill();
    await cancelled;
    expect((await handle.done).status).toBe('cancelled');
  });

  it('E15 cancels steps between two attempts', async () => {
    const { engine, folder } = testEngine();
    const text = pipelineText(['{ id: flaky, tool: fail, retry: { attempts: 2, delay: 1000 } }']);
    const handle = await engine.start({ file: `${folder}/p.yaml`, text, inputs: {} });
    await factOf(handle, 'step.attempt_failed');
    await handle.cancel();
    expect((await handle.done).steps['flaky']?.status).toBe('cancelled');
  });
});

describe('resume', () => {
  it('E12 of a failed run takes back the unhandled failures and what they skipped, and keeps the rest', async () => {
    const { run, engine, calls } = testEngine();
    const document = await run(
      pipelineText([
        '{ id: good, tool: echo, parameters: { value: 1 } }',
        '{ id: handled, tool: fail, on_failure: skip, needs: good }',
        '{ id: bad, tool: fail, needs: handled2, parameters: { times: 1 } }',
        '{ id: handled2, tool: echo, needs: good, parameters: { value: 2 } }',
        '{ id: end, tool: echo, needs: bad, parameters: { value: "{{ bad }}" } }',
      ]),
    );
    expect(document.status).toBe('failed');
    calls.length = 0;
    const resumed = await (await engine.resume(document.run)).done;
    expect(resumed.status).toBe('completed');
    expect(calls).toEqual(['bad', 'end']);
    expect(resumed.steps['bad']).toMatchObject({ attempts: 2, result: 2 });
    expect(resumed.steps['handled']).toMatchObject({ status: 'failed', handled: 'skip', attempts: 1 });
  });

  it('E12 begins a new series of attempts', async () => {
    const { run, engine } = testEngine({ clock: new VirtualClock(0) });
    const document = await run(
      pipelineText(['{ id: bad, tool: fail, retry: { attempts: 2, delay: 1 }, parameters: { times: 3 } }']),
    );
    expect(document.steps['bad']).toMatchObject({ status: 'failed', attempts: 2 });
    const resumed = await (await engine.resume(document.run)).done;
    expect(resumed.steps['bad']).toMatchObject({ status: 'completed', attempts: 4 });
  });

  it('E12 refuses a completed run', async () => {
    const { run, engine } = testEngine();
    const document = await run(pipelineText(['{ id: a, tool: echo, parameters: { value: 1 } }']));
    await expect(engine.resume(document.run)).rejects.toMatchObject({ kind: 'illegal_state', code: 'run_completed' });
    expect(engine.state(document.run).status).toBe('completed');
  });

  it('E9 refuses a run that this process runs already', async () => {
    const { engine, gates, folder } = testEngine();
    const handle = await engine.start({ file: `${folder}/p.yaml`, text: gated, inputs: {} });
    await gates.reached('a');
    await expect(engine.resume(handle.run)).rejects.toMatchObject({ code: 'run_owned' });
    gates.open('a');
    await handle.done;
  });
});

it('E12 resumes a run as soon as its end is told, also while this process still puts it away', async () => {
  const { engine, folder } = testEngine();
  const text = pipelineText(['{ id: bad, tool: fail, parameters: { times: 1 } }']);
  const handle = await engine.start({ file: `${folder}/p.yaml`, text, inputs: {} });
  const resumed = await new Promise<RunHandle>((resolve) => {
    engine.subscribe(handle.run, {
      from: 0,
      onFacts: (facts) => {
        if (facts.some(({ type }) => type === 'run.failed')) resolve(engine.resume(handle.run));
      },
    });
  });
  expect(await resumed.done).toMatchObject({ status: 'completed', steps: { bad: { attempts: 2 } } });
});

describe('until', () => {
  const text = pipelineText([
    '{ id: a, tool: echo, parameters: { value: 1 } }',
    '{ id: b, tool: echo, needs: a, parameters: { value: 2 } }',
    '{ id: c, tool: echo, needs: b, parameters: { value: 3 } }',
    '{ id: aside, tool: echo, parameters: { value: 4 } }',
  ]);

  it('E12 runs a step and what it waits for, leaves the rest pending, and resumes with it', async () => {
    const { run, engine, calls } = testEngine();
    const document = await run(text, { until: 'b' });
    expect(document.status).toBe('paused');
    expect(calls).toEqual(['a', 'b']);
    expect(document.steps['c']?.status).toBe('pending');
    const resumed = await (await engine.resume(document.run)).done;
    expect(resumed.status).toBe('completed');
    expect([...calls].sort()).toEqual(['a', 'aside', 'b', 'c']);
  });

  it('E12 refuses a step that is not there before anything runs', async () => {
    const { run, data } = testEngine();
    await expect(run(text, { until: 'nope' })).rejects.toMatchObject({ kind: 'invalid_input', code: 'unknown_step' });
    expect(await data.runs()).toEqual([]);
  });
});

describe('run timeout', () => {
  it('E11 ends running steps and the run, whatever their policy; what did not start is skipped', async () => {
    const clock = new VirtualClock(0);
    const { run } = testEngine({ clock });
    const document = await run(
      pipelineText(
        [
          '{ id: a, tool: sleep, on_failure: continue, retry: 3, parameters: { ms: 100000 } }',
          '{ id: b, tool: echo, needs: a, parameters: { value: 1 } }',
        ],
        'config: { timeout: 5 }\n',
      ),
    );
    expect(document).toMatchObject({ status: 'failed', error: { category: 'timeout', code: 'run_timeout' } });
    expect(document.steps['a']).toMatchObject({ status: 'failed', handled: null, attempts: 1 });
    expect(document.steps['b']).toMatchObject({ status: 'skipped', skip_reason: 'upstream_failed' });
  });

  it('E11 ends a run whose only step waits for its next attempt', async () => {
    const clock = new ManualClock();
    const { engine, folder } = testEngine({ clock });
    const text = pipelineText(
      ['{ id: a, tool: fail, retry: { attempts: 2, delay: 1000, max_delay: 1000, jitter: false } }'],
      'config: { timeout: 5 }\n',
    );
    const handle = await engine.start({ file: `${folder}/p.yaml`, text, inputs: {} });
    await factOf(handle, 'step.attempt_failed');
    clock.advance(5_000);
    expect(await handle.done).toMatchObject({ status: 'failed', error: { code: 'run_timeout' } });
  });

  it('E11 ends a run between two steps, and while the failure of an attempt is on its way to the disk', async () => {
    const clock = new ManualClock();
    const { engine, folder, gates } = testEngine({ clock });
    const text = pipelineText(
      [
        '{ id: a, tool: gate, parameters: { name: a } }',
        '{ id: b, tool: hang, needs: a, on_failure: continue }',
        '{ id: flaky, tool: fail, needs: a, retry: { attempts: 2, delay: 1000, max_delay: 1000, jitter: false } }',
      ],
      'config: { timeout: 5 }\n',
    );
    const handle = await engine.start({ file: `${folder}/p.yaml`, text, inputs: {} });
    await gates.reached('a');
    handle.subscribe({
      from: 0,
      onFacts: (facts) => {
        // told before what waits for a is started
        if (facts.some((fact) => fact.type === 'step.completed' && fact.step === 'a')) clock.advance(5_000);
      },
    });
    gates.open('a');
    const graces = setInterval(() => clock.advance(250), 10);
    const document = await handle.done;
    clearInterval(graces);
    expect(document).toMatchObject({ status: 'failed', error: { code: 'run_timeout' } });
    expect(Date.parse(document.ended_at ?? '')).toBeLessThan(900_000);
  });
});

describe('subscribers', () => {
  it('E19 a late subscriber misses nothing, one that throws does no harm', async () => {
    const { engine, gates, folder, facts, logged } = testEngine();
    const handle = await engine.start({ file: `${folder}/p.yaml`, text: gated, inputs: {} });
    await gates.reached('a');
    handle.subscribe({
      from: 0,
      onFacts: () => {
        throw new Error('mine');
      },
    });
    const seen: number[] = [];
    handle.subscribe({ from: 1, onFacts: (batch) => seen.push(...batch.map((fact) => fact.n)) });
    gates.open('a');
    await handle.done;
    expect(seen).toEqual(
      facts(handle.run)
        .slice(1)
        .map((fact) => fact.n),
    );
    expect(logged.join()).toContain('mine');
  });

  it('E19 E20 signals tell progress and output', async () => {
    const { engine, folder, data } = testEngine();
    const signals: unknown[] = [];
    const handle = await engine.start({
      file: `${folder}/p.yaml`,
      text: pipelineText(['{ id: a, tool: print, parameters: { text: hello } }']),
      inputs: {},
    });
    handle.subscribe({ from: 0, onFacts: () => undefined, onSignal: (signal) => signals.push(signal) });
    await handle.done;
    expect(signals).toContainEqual(expect.objectContaining({ type: 'progress', fraction: 1, settled: 1, total: 1 }));
    expect(signals).toContainEqual(expect.objectContaining({ type: 'output', step: 'a', attempt: 1, offset: 5 }));
    expect(signals).toContainEqual(
      expect.objectContaining({ type: 'step.progress', step: 'a', fraction: 0.5, text: 'half' }),
    );
    const { pieces } = data.open(handle.run).logs.read(0, 1, { offset: 0, maxBytes: 100 });
    expect(Buffer.concat(pieces.map((piece) => piece.bytes)).toString()).toBe('hello');
  });
});
