import { afterAll, describe, expect, it } from 'vitest';
import { applyFact } from '../../shared/state/apply-fact.ts';
import { emptyRunState, stepState } from '../../shared/state/run-state.ts';
import { ManualClock } from './support/manual-clock.ts';
import { factOf, pipelineText, removeFolders, testEngine } from './support/test-engine.ts';
import { VirtualClock } from './support/virtual-clock.ts';

afterAll(removeFolders);

describe('retry', () => {
  const flaky = (retry: string, parameters = '{ times: 2 }') =>
    pipelineText([`{ id: flaky, tool: fail, retry: ${retry}, parameters: ${parameters} }`]);

  it('E22 tries again with growing delays, and every attempt has a fact of its own', async () => {
    const clock = new VirtualClock(Date.UTC(2026, 0, 1));
    const { run, facts } = testEngine({ clock });
    const document = await run(flaky('{ attempts: 3, delay: 1, backoff: exponential, factor: 3, jitter: false }'));
    expect(document.steps['flaky']).toMatchObject({ status: 'completed', result: 3, attempts: 3 });
    const failed = facts(document.run).filter((fact) => fact.type === 'step.attempt_failed');
    expect(failed.map((fact) => Date.parse(fact.retryAt) - Date.parse(fact.at))).toEqual([1_000, 3_000]);
    expect(failed.map((fact) => fact.attempt)).toEqual([1, 2]);
  });

  it('E22 draws the delay between zero and the computed one when jitter is on', async () => {
    const { run, facts } = testEngine({ clock: new VirtualClock(0) });
    const document = await run(flaky('{ attempts: 2, delay: 10, backoff: fixed, jitter: true }', '{ times: 1 }'));
    const [failed] = facts(document.run).filter((fact) => fact.type === 'step.attempt_failed');
    expect(failed?.retryAt).toBe(new Date(Date.parse(failed?.at ?? '') + 5_000).toISOString());
  });

  it('E22 honours Retry-After', async () => {
    const { run, facts } = testEngine({ clock: new VirtualClock(0) });
    const document = await run(
      flaky('{ attempts: 2, delay: 1 }', '{ times: 1, category: resource, code: rate_limited, retryAfterMs: 90000 }'),
    );
    const [failed] = facts(document.run).filter((fact) => fact.type === 'step.attempt_failed');
    expect(Date.parse(failed?.retryAt ?? '') - Date.parse(failed?.at ?? '')).toBe(90_000);
  });

  for (const category of ['validation', 'configuration', 'authentication', 'internal']) {
    it(`E22 does not try a failure of category ${category} again`, async () => {
      const { run } = testEngine({ clock: new VirtualClock(0) });
      const document = await run(flaky('3', `{ category: ${category} }`));
      expect(document.steps['flaky']).toMatchObject({ status: 'failed', attempts: 1 });
    });
  }

  it('E22 narrows the categories with on', async () => {
    const { run } = testEngine({ clock: new VirtualClock(0) });
    const document = await run(flaky('{ attempts: 3, delay: 1, on: [network] }', '{ category: execution }'));
    expect(document.steps['flaky']).toMatchObject({ status: 'failed', attempts: 1 });
  });

  it('E22 frees the slot while it waits for the next attempt', async () => {
    const clock = new ManualClock();
    const { engine, folder, calls } = testEngine({ clock });
    const text = pipelineText(
      [
        '{ id: flaky, tool: fail, retry: { attempts: 2, delay: 20, jitter: false }, parameters: { times: 1 } }',
        '{ id: other, tool: echo, parameters: { value: 1 } }',
      ],
      'config: { max_parallel: 1 }\n',
    );
    const handle = await engine.start({ file: `${folder}/p.yaml`, text, inputs: {} });
    await factOf(handle, 'step.completed', 'other');
    expect(calls).toEqual(['flaky', 'other']);
    clock.advance(20_000);
    expect((await handle.done).status).toBe('completed');
  });

  it('E11 a failure of the run skips a step that waits for its next attempt', async () => {
    const { run, calls } = testEngine({ clock: new ManualClock() });
    const document = await run(
      pipelineText(
        ['{ id: flaky, tool: fail, retry: { attempts: 2, delay: 20, jitter: false } }', '{ id: bad, tool: fail }'],
        'config: { max_parallel: 1 }\n',
      ),
    );
    expect(document.steps['flaky']).toMatchObject({ status: 'skipped', skip_reason: 'run_failed', attempts: 1 });
    expect(calls).toEqual(['flaky', 'bad']);
  });
});

describe('failure policies', () => {
  const text = (policy: string) =>
    pipelineText([
      `{ id: bad, tool: fail, on_failure: ${policy} }`,
      '{ id: between, tool: echo, needs: bad, parameters: { value: 1 } }',
      '{ id: rescue, tool: echo, needs: between, parameters: { value: "{{ bad.error.code }}" } }',
    ]);

  it('E11 continue lets dependents run and see the failure, and fails the run at its end', async () => {
    const { run } = testEngine();
    const document = await run(text('continue'));
    expect(document).toMatchObject({ status: 'failed', error: { step: 'bad' } });
    expect(document.steps['rescue']).toMatchObject({ status: 'completed', result: 'told_to' });
  });

  it('E11 skip cuts the descendants off, and the run can complete', async () => {
    const { run } = testEngine();
    const document = await run(text('skip'));
    expect(document).toMatchObject({ status: 'completed', success: true, error: null });
    expect(document.steps['bad']).toMatchObject({ status: 'failed', handled: 'skip' });
    expect(document.steps['between']).toMatchObject({ skip_reason: 'upstream_failed' });
  });

  it('E11 a step that is skipped for another one knows which', async () => {
    const { run, facts } = testEngine();
    const state = emptyRunState();
    for (const fact of facts((await run(text('skip'))).run)) applyFact(state, fact);
    expect(stepState(state, 'between')).toMatchObject({ skipReason: 'upstream_failed', skippedBy: 'bad' });
  });

  it('E11 a step id is an alternative path', async () => {
    const { run } = testEngine();
    const document = await run(text('rescue'));
    expect(document).toMatchObject({ status: 'completed' });
    expect(document.steps['bad']).toMatchObject({ status: 'failed', handled: 'route' });
    expect(document.steps['between']).toMatchObject({ skip_reason: 'routed_past' });
    expect(document.steps['rescue']).toMatchObject({ status: 'completed', result: 'told_to' });
  });
});

describe('tools that misbehave', () => {
  const hostile = (kind: string) =>
    pipelineText([
      `{ id: odd, tool: hostile, parameters: { kind: ${kind} } }`,
      '{ id: other, tool: echo, parameters: { value: 1 } }',
    ]);

  for (const kind of ['string', 'undefined', 'frozen', 'proxy', 'answerProxy', 'nothing', 'oddError']) {
    it(`E24 a tool that ends in ${kind} fails its step with a classified error, and the engine survives`, async () => {
      const { run } = testEngine();
      const document = await run(hostile(kind));
      expect(document.steps['odd']?.status).toBe('failed');
      const error = document.steps['odd']?.error;
      expect(['execution', 'internal']).toContain(error?.category);
      expect(error).toMatchObject({ step: 'odd', attempt: 1 });
      expect(error?.message).not.toBe('');
      expect((await run(pipelineText(['{ id: a, tool: echo, parameters: { value: 1 } }']))).status).toBe('completed');
    });
  }

  it('E24 a result that contains itself, a BigInt, NaN, bytes or functions becomes plain JSON, with warnings', async () => {
    const { run, facts } = testEngine();
    const cyclic = await run(hostile('cyclic'));
    expect(cyclic.steps['odd']).toMatchObject({ status: 'completed', result: { self: null } });
    const document = await run(hostile('bigint'));
    expect(document.steps['odd']?.result).toEqual({
      big: (12n ** 40n).toString(),
      small: 7,
      not: null,
      at: '1970-01-01T00:00:00.000Z',
      bytes: { $base64: 'AQI=' },
      fn: null,
    });
    const warnings = facts(document.run).filter((fact) => fact.type === 'warning');
    expect(warnings.map((fact) => fact.message)).toContain('step odd: result.not: NaN became null');
  });

  it('E24 a result that looks like a serialised object of LangChain is data, also after a restart', async () => {
    const { run, engine } = testEngine();
    const document = await run(hostile('langchain'));
    expect(document.steps['odd']?.result).toEqual({ lc: 1, type: 'constructor', id: ['x'], kwargs: {} });
    expect(engine.result(document.run)).toEqual(document);
  });

  it('E24 a tool that hangs and ignores its signal is given up at its timeout', async () => {
    const { run } = testEngine();
    const document = await run(pipelineText(['{ id: odd, tool: hang, timeout: 50ms }']));
    expect(document.steps['odd']?.error).toMatchObject({ category: 'timeout', code: 'timeout' });
  });

  it('E24 an answer that comes after the timeout changes nothing', async () => {
    const { run, facts } = testEngine();
    const document = await run(
      pipelineText([
        '{ id: odd, tool: late, timeout: 20ms, on_failure: skip, parameters: { ms: 400 } }',
        '{ id: after, tool: sleep, parameters: { ms: 600 } }',
      ]),
    );
    expect(document.steps['odd']).toMatchObject({ status: 'failed', handled: 'skip' });
    expect(
      facts(document.run).filter((fact) => 'step' in fact && fact.step === 'odd' && fact.type !== 'step.started'),
    ).toHaveLength(1);
  });
});

describe('parameters', () => {
  it('L13 reading an undefined name fails the step before its tool is called, naming step, parameter, place and what is there', async () => {
    const { run, calls } = testEngine();
    const document = await run(
      pipelineText([
        '{ id: a, tool: echo, parameters: { value: { n: 1 } } }',
        '{ id: b, tool: echo, parameters: { value: "{{ a.m }}" } }',
      ]),
    );
    const error = document.steps['b']?.error;
    expect(error).toMatchObject({ category: 'validation', step: 'b', attempt: 1 });
    expect(error?.message).toContain('the parameter value of step b');
    expect(error?.span).toMatchObject({ line: 4 });
    expect(error?.details?.['available']).toContain('n');
    expect(calls).toEqual(['a']);
  });

  it('L14 a rendered value that does not fit its declaration fails the step before its tool is called', async () => {
    const { run, calls } = testEngine();
    const document = await run(
      pipelineText([
        '{ id: a, tool: echo, parameters: { value: abc } }',
        '{ id: b, tool: sleep, parameters: { ms: "{{ a }}" } }',
      ]),
    );
    expect(document.steps['b']?.error).toMatchObject({ category: 'validation', code: 'invalid_parameter' });
    expect(calls).toEqual(['a']);
  });

  it('L14 fits a text to the declared number', async () => {
    const { run } = testEngine({ clock: new VirtualClock(0) });
    const document = await run(
      pipelineText([
        '{ id: a, tool: echo, parameters: { value: "5" } }',
        '{ id: b, tool: sleep, parameters: { ms: "{{ a }}" } }',
      ]),
    );
    expect(document.steps['b']).toMatchObject({ status: 'completed', duration_ms: 5 });
  });
});

describe('outputs', () => {
  it('L5 an output that cannot be evaluated fails a run that had succeeded, naming it', async () => {
    const { run } = testEngine();
    const document = await run(
      pipelineText(
        ['{ id: a, tool: echo, parameters: { value: { n: 1 } } }'],
        'outputs: { good: "{{ a.n }}", bad: "{{ a.m }}" }\n',
      ),
    );
    expect(document).toMatchObject({
      status: 'failed',
      outputs: { good: 1, bad: null },
      error: { code: 'output_error', details: { output: 'bad' } },
    });
    expect(Object.keys(document.output_errors)).toEqual(['bad']);
  });

  it('L5 outputs of a failed run that cannot be evaluated are null and listed, and the error stays the first failure', async () => {
    const { run } = testEngine();
    const document = await run(
      pipelineText(
        ['{ id: a, tool: fail }', '{ id: b, tool: echo, parameters: { value: 1 } }'],
        'outputs: { x: "{{ a.value }}" }\n',
      ),
    );
    expect(document).toMatchObject({ status: 'failed', outputs: { x: null }, error: { code: 'told_to' } });
    expect(Object.keys(document.output_errors)).toEqual(['x']);
  });
});
