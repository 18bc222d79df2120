import { afterAll, describe, expect, it } from 'vitest';
import { errorHistory } from '../../shared/state/error-history.ts';
import { sketch } from './support/sketch.ts';
import { factOf, removeFolders, type TestEngineOptions, testEngine } from './support/test-engine.ts';
import { VirtualClock } from './support/virtual-clock.ts';

afterAll(removeFolders);

function engineOf(options: TestEngineOptions = {}) {
  return testEngine({
    clock: new VirtualClock(0),
    ...options,
    deps: { ...options.deps, compiled: (file, text) => ({ pipeline: sketch(text, file), diagnostics: [] }) },
  });
}

const bad = (rest: string) => `
steps:
  - { id: bad, tool: fail, ${rest} }
  - { id: after, tool: echo, parameters: { value: "{{ bad }}" } }
`;

describe('handlers', () => {
  it('L21 a fallback value completes the step, and the run', async () => {
    const { run, facts } = engineOf();
    const document = await run(bad('on_error: { fallback_value: { n: "{{ error.code }}" } }'));
    expect(document).toMatchObject({ status: 'completed' });
    expect(document.steps['bad']).toMatchObject({ status: 'completed', handled: 'fallback', result: { n: 'told_to' } });
    expect(document.steps['after']?.result).toEqual({ n: 'told_to' });
    expect(facts(document.run).filter((fact) => fact.type === 'handler.ended')).toMatchObject([
      { step: 'bad', handler: 0, status: 'completed', then: 'fallback' },
    ]);
  });

  it('L21 what was handled stays known: the error in the journal, and in the document', async () => {
    const { run, facts } = engineOf();
    const document = await run(bad('on_error: { fallback_value: 1 }'));
    expect(document.steps['bad']).toMatchObject({ success: true, error: { code: 'told_to', step: 'bad' } });
    expect(errorHistory(facts(document.run))).toMatchObject([
      { step: 'bad', attempt: 1, outcome: 'fallback', error: { code: 'told_to' } },
    ]);
  });

  it('L21 the result of a handler completes the step, which reads the error', async () => {
    const { run, calls } = engineOf();
    const document = await run(
      bad(
        'on_error: { tool: echo, parameters: { value: "{{ error.step }} {{ error.category }} {{ error.type }} {{ error.attempt }}" } }',
      ),
    );
    expect(document.steps['bad']).toMatchObject({ handled: 'handler', result: 'bad execution ExecutionError 1' });
    expect(calls).toEqual(['bad', 'bad', 'after']);
  });

  it('E23 retries come before handlers, own handlers before those of the pipeline', async () => {
    const { run, calls } = engineOf();
    const document = await run(`
error_handlers: [{ fallback_value: global, priority: 1 }]
steps:
  - { id: bad, tool: fail, retry: { attempts: 2, delay: 1 }, on_error: [{ error_codes: [other], fallback_value: no }, { error_codes: [told_to], fallback_value: own }] }
  - { id: other, tool: fail }
`);
    expect(document.steps['bad']).toMatchObject({ result: 'own', attempts: 2 });
    expect(document.steps['other']).toMatchObject({ result: 'global', handled: 'fallback' });
    expect(calls).toEqual(['bad', 'other', 'bad']);
  });

  for (const [what, matcher, isMeant] of [
    ['a type', 'error_types: [TimeoutError]', true],
    ['any type', 'error_types: ["*"]', true],
    ['another type', 'error_types: [ValueError]', false],
    ['a category', 'error_categories: [network, timeout]', true],
    ['another category', 'error_categories: [network]', false],
    ['a pattern', 'error_patterns: ["too? slow$"]', true],
    ['another pattern', 'error_patterns: ["^slow"]', false],
    ['a code', 'error_codes: [slow_one]', true],
    ['one of two lists only', 'error_codes: [slow_one], error_categories: [network]', false],
  ] as const)
    it(`L21 matches by ${what}`, async () => {
      const { run } = engineOf();
      const document = await run(
        bad(
          `parameters: { category: timeout, code: slow_one, message: "it is to slow" }, on_error: { ${matcher}, fallback_value: 1 }`,
        ),
      );
      expect(document.steps['bad']?.status).toBe(isMeant ? 'completed' : 'failed');
    });

  it('L21 tries the handler of lower priority first, and the next when its work fails', async () => {
    const { run, facts } = engineOf();
    const document = await run(
      bad(
        'on_error: [{ fallback_value: last, priority: 9 }, { tool: fail, parameters: { code: inner }, priority: 1 }]',
      ),
    );
    expect(document.steps['bad']).toMatchObject({ result: 'last' });
    expect(facts(document.run).filter((fact) => fact.type === 'handler.ended')).toMatchObject([
      { work: 'fail.run', status: 'failed', then: 'next', error: { code: 'inner' } },
      { status: 'completed', then: 'fallback' },
    ]);
  });

  it('L21 without continue_on_handler_failure the chain ends there, with the first error', async () => {
    const { run } = engineOf();
    const document = await run(
      bad(
        'on_error: [{ tool: fail, parameters: { code: inner }, continue_on_handler_failure: false }, { fallback_value: 1 }]',
      ),
    );
    expect(document.steps['bad']).toMatchObject({ status: 'failed', error: { code: 'told_to' } });
  });

  it('L21 retry_with_handler runs the step again, as often as it may', async () => {
    const { run, calls } = engineOf();
    const mends = await run(
      bad('parameters: { times: 2 }, on_error: { tool: echo, retry_with_handler: true, max_handler_retries: 2 }'),
    );
    expect(mends.steps['bad']).toMatchObject({ status: 'completed', result: 3, attempts: 3 });
    calls.splice(0);
    const given = await run(
      bad('parameters: { times: 9 }, on_error: { tool: echo, retry_with_handler: true, max_handler_retries: 2 }'),
    );
    expect(given.steps['bad']).toMatchObject({ status: 'failed', attempts: 3 });
  });

  it('L21 runs a step of the file that only handlers run', async () => {
    const { run, calls } = engineOf();
    const document = await run(`
steps:
  - { id: mend, tool: echo, parameters: { value: "mended {{ error.code }}" } }
  - { id: bad, tool: fail, on_error: { run: mend } }
`);
    expect(document.steps['bad']).toMatchObject({ status: 'completed', handled: 'handler', result: 'mended told_to' });
    expect(calls).toEqual(['bad', 'bad']);
  });

  it('L21 a handler that takes too long has failed', async () => {
    const { run } = engineOf();
    const document = await run(bad('on_error: { tool: hang, timeout: 1 }'));
    expect(document.steps['bad']).toMatchObject({ status: 'failed', error: { code: 'told_to' } });
  });

  it('L21 a handler that is not enabled does nothing', async () => {
    const { run } = engineOf();
    const document = await run(bad('on_error: { enabled: "{{ 1 > 2 }}", fallback_value: 1 }'));
    expect(document.steps['bad']?.status).toBe('failed');
  });

  it('L21 handlers of the pipeline help steps inside of loops', async () => {
    const { run } = engineOf();
    const document = await run(`
error_handlers: { fallback_value: saved }
steps: [{ id: each, for_each: [0, 1000], steps: [{ id: try, tool: fail, parameters: { times: "{{ item }}" } }] }]
`);
    expect(document.steps['each']?.result).toMatchObject({ results: [{ try: 1 }, { try: 'saved' }] });
  });
});

describe('an error in a condition', () => {
  const broken = (rest: string, more = '') => `
steps:
  - { id: size, tool: echo, parameters: { value: { n: 1 } } }
  - { id: odd, tool: echo, if: "size.nothing > 1", ${rest} parameters: { value: ran } }
  ${more}
`;

  it('L16 is met by the step’s handlers, which read it', async () => {
    const { run, calls } = engineOf();
    const document = await run(
      broken('on_error: { error_codes: [condition_error], fallback_value: "{{ error.category }}" },'),
    );
    expect(document).toMatchObject({ status: 'completed' });
    expect(document.steps['odd']).toMatchObject({ handled: 'fallback', result: 'validation', attempts: 1 });
    expect(calls).toEqual(['size']);
  });

  it('L16 is asked again when a handler has the step run again', async () => {
    const { run } = engineOf();
    const document = await run(
      broken('on_error: { tool: echo, parameters: { value: 1 }, retry_with_handler: true, max_handler_retries: 2 },'),
    );
    expect(document.steps['odd']).toMatchObject({ status: 'failed', attempts: 3, error: { code: 'condition_error' } });
  });

  it('L16 in the test of a loop is no question of whether the loop runs, which was answered', async () => {
    const { run } = engineOf();
    const document = await run(`
steps:
  - id: turn
    tool: echo
    if: "execution.attempt == 1"
    while: "iteration < 1 or nothing > 2"
    on_error: { tool: echo, parameters: { value: 1 }, retry_with_handler: true, max_handler_retries: 1 }
    parameters: { value: 1 }
`);
    expect(document.steps['turn']).toMatchObject({ status: 'failed', attempts: 2, error: { code: 'condition_error' } });
  });

  it('L16 is tried again where the retries say so', async () => {
    const { run } = engineOf();
    const document = await run(broken('retry: { attempts: 2, on: [validation] },'));
    expect(document.steps['odd']).toMatchObject({ status: 'failed', attempts: 1 });
  });

  it('L16 asks a person', async () => {
    const { engine, run } = engineOf();
    const document = await run(broken('on_failure: ask,'));
    expect(document.status).toBe('waiting');
    const again = await engine.answer(document.run, 'odd', 'retry');
    expect(await again?.done).toMatchObject({ status: 'waiting' });
    const handle = await engine.answer(document.run, 'odd', { choice: 'value', value: 5 });
    expect((await handle?.done)?.steps['odd']).toMatchObject({ status: 'completed', result: 5, attempts: 2 });
  });

  it('L16 leads to another step, skips, or goes on', async () => {
    const { run } = engineOf();
    const rescue = '- { id: rescue, tool: echo, parameters: { value: "{{ odd.error.code }}" } }';
    const jumped = await run(broken('on_failure: rescue,', rescue));
    expect(jumped.steps).toMatchObject({ odd: { handled: 'route' }, rescue: { result: 'condition_error' } });
    expect(await run(broken('on_failure: skip,'))).toMatchObject({ status: 'completed' });
    expect(await run(broken('on_failure: continue,'))).toMatchObject({ status: 'failed' });
  });

  it('L16 of a loop is met by its handlers', async () => {
    const { run } = engineOf();
    const document = await run(`
steps:
  - { id: size, tool: echo, parameters: { value: { n: 1 } } }
  - { id: each, if: "size.nothing", for_each: [1], on_error: { fallback_value: none }, steps: [{ id: in, tool: echo, parameters: { value: 1 } }] }
`);
    expect(document.steps['each']).toMatchObject({ status: 'completed', handled: 'fallback' });
  });
});

describe('rollback', () => {
  const text = (rest = '') => `
steps:
  - { id: start, tool: echo, parameters: { value: 1 } }
  - { id: make, tool: echo, ${rest} needs: start, parameters: { value: 2 } }
  - { id: check, tool: fail, needs: make, on_failure: rollback, rollback_to: make, max_rollbacks: 2, parameters: { times: 2 } }
  - { id: beside, tool: echo, parameters: { value: 3 } }
  - { id: after, tool: echo, needs: check, parameters: { value: 4 } }
`;

  it('E15 runs everything from the step on again, keeps what is beside it, and goes on', async () => {
    const { run, calls, facts } = engineOf();
    const document = await run(text());
    expect(document).toMatchObject({ status: 'completed' });
    expect(calls.filter((id) => id === 'make')).toHaveLength(3);
    expect(calls.filter((id) => id === 'start' || id === 'beside')).toHaveLength(2);
    expect(facts(document.run).filter((fact) => fact.type === 'step.reset')).toMatchObject([
      { reason: 'rollback', cause: 'check', steps: ['make', 'check'] },
      { reason: 'rollback', cause: 'check', steps: ['make', 'check'] },
    ]);
  });

  it('L19 fails when the bound is reached', async () => {
    const { run, calls } = engineOf();
    const document = await run(text().replace('times: 2', 'times: 9'));
    expect(document).toMatchObject({ status: 'failed', error: { step: 'check' } });
    expect(calls.filter((id) => id === 'make')).toHaveLength(3);
  });

  it('E15 aborts what runs behind the step', async () => {
    const { engine, gates, folder, calls } = engineOf();
    const handle = await engine.start({
      file: `${folder}/p.yaml`,
      text: `
steps:
  - { id: make, tool: echo, parameters: { value: 2 } }
  - { id: slow, tool: gate, needs: make, parameters: { name: slow } }
  - { id: check, tool: fail, needs: make, on_failure: rollback, rollback_to: make, parameters: { times: 1 } }
`,
      inputs: {},
    });
    await factOf(handle, 'step.reset');
    gates.open('slow');
    const document = await handle.done;
    expect(document).toMatchObject({ status: 'completed' });
    expect(calls.filter((id) => id === 'slow')).toHaveLength(2);
  });

  it('E15 asks first when something with effects would happen again', async () => {
    const { engine, run, calls } = engineOf();
    const document = await run(text('side_effects: some,'));
    expect(document).toMatchObject({ status: 'waiting' });
    expect(calls.filter((id) => id === 'make')).toHaveLength(1);
    const handle = await engine.answer(document.run, 'check', 'rollback');
    expect((await handle?.done)?.status).toBe('waiting');
    const last = await engine.answer(document.run, 'check', 'fail');
    expect(await last?.done).toMatchObject({ status: 'failed', error: { step: 'check' } });
    expect(calls.filter((id) => id === 'make')).toHaveLength(2);
  });

  it('E15 rolls back inside a loop', async () => {
    const { run, calls } = engineOf();
    const document = await run(`
steps:
  - id: each
    for_each: [0, 1]
    steps:
      - { id: make, tool: echo, parameters: { value: "{{ item }}" } }
      - { id: check, tool: fail, needs: make, on_failure: rollback, rollback_to: make, parameters: { times: "{{ item }}" } }
`);
    expect(document).toMatchObject({ status: 'completed' });
    expect(calls.filter((id) => id === 'each[1].make')).toHaveLength(2);
  });
});

describe('ask', () => {
  const text = bad('on_failure: ask, parameters: { times: 1, message: "no luck" }');

  it('L19 waits for a person, and runs the step again', async () => {
    const { engine, run } = engineOf();
    const document = await run(text);
    expect(document).toMatchObject({ status: 'waiting' });
    const handle = await engine.answer(document.run, 'bad', 'retry');
    expect((await handle?.done)?.steps['after']).toMatchObject({ status: 'completed', result: 2 });
  });

  it('L19 with edited parameters', async () => {
    const { engine, run } = engineOf();
    const document = await run(text.replace('times: 1', 'times: 9'));
    const handle = await engine.answer(document.run, 'bad', { choice: 'retry', parameters: { times: 0 } });
    expect(await handle?.done).toMatchObject({ status: 'completed' });
  });

  it('L19 with a value in its place', async () => {
    const { engine, run } = engineOf();
    const document = await run(text);
    const handle = await engine.answer(document.run, 'bad', { choice: 'value', value: [1] });
    expect((await handle?.done)?.steps).toMatchObject({
      bad: { status: 'completed', handled: 'fallback', result: [1] },
      after: { result: [1] },
    });
  });

  it('L19 skips it, with what is behind it', async () => {
    const { engine, run } = engineOf();
    const document = await run(text);
    const handle = await engine.answer(document.run, 'bad', 'skip');
    expect(await handle?.done).toMatchObject({
      status: 'completed',
      steps: { bad: { status: 'failed', handled: 'skip' }, after: { skip_reason: 'upstream_failed' } },
    });
  });

  it('L19 or lets it fail', async () => {
    const { engine, run } = engineOf();
    const document = await run(text);
    const handle = await engine.answer(document.run, 'bad', 'fail');
    expect(await handle?.done).toMatchObject({ status: 'failed', error: { message: 'no luck' } });
  });
});
