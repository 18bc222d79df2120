import { describe, expect, it } from 'vitest';
import { codes, compile, echo, file, loopOf, only, pipelineOf, stepOf } from './compile-helper.ts';

const handled = (handlers: string, more = '') =>
  echo('risky', `on_error: ${handlers}${more === '' ? '' : `, ${more}`}`);
const say = (id: string, value: string) => `{ id: ${id}, tool: echo, parameters: { value: ${JSON.stringify(value)} } }`;
const handlersOf = (text: string, id = 'risky') => stepOf(pipelineOf(text), id).handlers ?? [];

describe('handlers', () => {
  it('L21 compile with the defaults of what is not said', () => {
    expect(handlersOf(file(handled('{ fallback_value: null }')))).toMatchObject([
      {
        priority: 100,
        fallback: { kind: 'literal', value: null },
        retryWithHandler: false,
        maxHandlerRetries: 1,
        continueOnHandlerFailure: true,
        enabled: { kind: 'literal', value: true },
        logLevel: 'error',
        span: { line: 3 },
      },
    ]);
  });

  it('L21 warn of prose, and say nothing of the names in what never runs', () => {
    expect(codes(file(handled('{ action: "Use the backup {{ nowhere }}", fallback_value: 1 }')))).toEqual([
      expect.stringMatching(/ prose_action\?$/),
    ]);
  });

  it('L21 read all that can be said of them', () => {
    const handler =
      '{ error_types: [TimeoutError], error_categories: [network, timeout], error_patterns: ["refused$"], error_codes: [500, rate_limited], priority: 3, tool: http, action: get, parameters: { url: "{{ error.step }}" }, retry_with_handler: true, max_handler_retries: 4, continue_on_handler_failure: false, enabled: "{{ 1 > 0 }}", timeout: 5s, log_level: debug }';
    expect(handlersOf(file(handled(`[${handler}]`)))).toMatchObject([
      {
        types: ['TimeoutError'],
        categories: ['network', 'timeout'],
        patterns: ['refused$'],
        codes: ['500', 'rate_limited'],
        priority: 3,
        work: {
          kind: 'call',
          tool: 'http',
          action: 'get',
          parameters: [['url', { kind: 'template' }]],
          effects: 'external',
        },
        retryWithHandler: true,
        maxHandlerRetries: 4,
        continueOnHandlerFailure: false,
        enabled: { kind: 'template' },
        timeoutMs: 5000,
        logLevel: 'debug',
      },
    ]);
  });

  it('L21 read the names of the older dialect', () => {
    const text = file(
      handled('[{ handler_task_id: mend }, { handler_action: echo, parameters: { message: 1 } }]'),
      echo('mend'),
    );
    expect(handlersOf(text).map(({ work }) => work?.kind)).toEqual(['run', 'call']);
  });

  it('L21 read one text where a list could stand', () => {
    expect(
      handlersOf(
        file(handled('{ error_types: "*", error_patterns: "a, b", error_codes: "500, 502", fallback_value: 1 }')),
      ),
    ).toMatchObject([{ types: ['*'], patterns: ['a, b'], codes: ['500', '502'] }]);
  });

  it('L21 stand in the order of their priorities, then in that of the file', () => {
    const text = file(
      handled(
        '[{ fallback_value: a }, { fallback_value: b, priority: 5 }, { fallback_value: c, priority: 200 }, { fallback_value: d }]',
      ),
    );
    expect(handlersOf(text).map(({ fallback }) => fallback?.kind === 'literal' && fallback.value)).toEqual([
      'b',
      'a',
      'd',
      'c',
    ]);
  });

  it('L21 of the file come with the pipeline', () => {
    const pipeline = pipelineOf(`error_handlers: [{ fallback_value: "{{ error.message }}" }]\n${file(echo('a'))}`);
    expect(pipeline.handlers).toHaveLength(1);
    expect(stepOf(pipeline, 'a').handlers).toBeUndefined();
  });

  it.each(['type', 'code', 'category', 'message', 'step', 'attempt'])('L11 see `error.%s`', (field) =>
    expect(codes(file(handled(`{ fallback_value: "{{ error.${field} }}" }`)))).toEqual([]),
  );

  it.each([
    ['error.mesage', 'did you mean `message`?'],
    ['error.failed_task_id', 'write `error.step`'],
    ['error.error_message', 'write `error.message`'],
  ])('L11 do not see `%s`', (name, hint) =>
    expect(only(file(handled(`{ fallback_value: "{{ ${name} }}" }`)))).toMatchObject({
      code: 'undefined_name',
      hint,
    }),
  );

  it('L11 alone see `error`', () => {
    expect(only(file(say('a', '{{ error.message }}')))).toMatchObject({ code: 'undefined_name', marked: 'error' });
  });

  it('L6 make their step wait for what they read', () => {
    expect(
      stepOf(pipelineOf(file(echo('backup'), handled('{ fallback_value: "{{ backup }}" }'))), 'risky').dependencies,
    ).toEqual(['backup']);
    expect(only(file(handled('{ fallback_value: "{{ risky }}" }')))).toMatchObject({ code: 'self_reference' });
  });

  it.each([
    ['an unknown action', '{ tool: http, action: gte }', 'unknown_action', 'gte'],
    ['a missing parameter', '{ tool: http, action: get }', 'missing_parameter', undefined],
    ['an unknown parameter', '{ tool: http, action: get, parameters: { url: x, a: 1 } }', 'unknown_parameter', 'a'],
    ['a step that is not there', '{ run: nowhere }', 'unknown_step', 'nowhere'],
    ['a pattern that is none', '{ error_patterns: ["(?<=a)b"], fallback_value: 1 }', 'pattern_not_linear', '"(?<=a)b"'],
    ['an unknown category', '{ error_categories: [netwrok], fallback_value: 1 }', 'invalid_value', 'netwrok'],
    ['nothing to do', '{ error_types: ["*"] }', 'empty_handler', undefined],
    ['a question to a person', '{ tool: asker, parameters: { prompt: x } }', 'invalid_handler', 'asker'],
    ['a variable to set', '{ tool: set, parameters: { variables: { a: 1 } } }', 'invalid_handler', 'set'],
    ['an action beside `run`', '{ run: other, tool: echo, parameters: { value: 1 } }', 'conflicting_keys', 'run'],
  ])('L21 are refused with %s', (_title, handler, code, marked) => {
    const found = only(file(handled(handler), echo('other')));
    expect(found.code).toBe(code);
    if (marked !== undefined) expect(found.marked).toBe(marked);
  });

  it('L21 are warned of retries that never happen', () => {
    expect(only(file(handled('{ fallback_value: 1, max_handler_retries: 3 }')))).toMatchObject({
      code: 'no_effect',
      severity: 'warning',
    });
  });

  it('L21 L22 of a loop that repeats its own tool see its names, those of a loop with a body do not', () => {
    const single =
      '{ id: a, for_each: [1], tool: echo, parameters: { value: 1 }, on_error: { fallback_value: "{{ item }}" } }';
    expect(codes(file(single))).toEqual([]);
    const whole = `{ id: a, for_each: [1], steps: [${echo('x')}], on_error: { fallback_value: "{{ item }}" } }`;
    expect(only(file(whole))).toMatchObject({ code: 'undefined_name', marked: 'item' });
  });
});

describe('a step that a handler runs', () => {
  it('L21 is no part of the order', () => {
    const pipeline = pipelineOf(
      file(echo('first'), handled('{ run: mend }'), say('mend', '{{ error.message }} {{ first }}'), echo('last')),
    );
    expect(pipeline.steps.map(({ id }) => id)).toEqual(['first', 'risky', 'last']);
    expect(pipeline.order).toEqual(['first', 'risky', 'last']);
    expect(pipeline.handlerSteps?.map(({ id, dependencies }) => [id, dependencies])).toEqual([['mend', []]]);
    expect(handlersOf(file(handled('{ run: mend }'), echo('mend')))[0]?.work).toEqual({ kind: 'run', step: 'mend' });
  });

  it('L21 has what it reads waited for by the steps that call it, but for themselves', () => {
    const text = file(
      echo('first'),
      echo('second'),
      handled('{ run: mend }'),
      echo('other', 'on_error: { run: mend }'),
      '{ id: mend, tool: echo, parameters: { value: "{{ first }}" }, dependencies: [second, risky] }',
    );
    const pipeline = pipelineOf(text);
    expect(stepOf(pipeline, 'risky').dependencies).toEqual(['first', 'second']);
    expect(stepOf(pipeline, 'other').dependencies).toEqual(['first', 'second', 'risky']);
  });

  it('L21 may be run by the handlers of the file, and from the body of a loop', () => {
    const pipeline = pipelineOf(`error_handlers: [{ run: mend }]\n${file(echo('a'), echo('mend'))}`);
    expect(pipeline.handlerSteps?.map(({ id }) => id)).toEqual(['mend']);
    const text = file(
      echo('first'),
      `{ id: each, for_each: [1], steps: [${handled('{ run: mend }')}] }`,
      say('mend', '{{ first }}'),
    );
    expect(stepOf(pipelineOf(text), 'each').dependencies).toEqual(['first']);
  });

  it('L21 stands in a body too', () => {
    const text = file(`{ id: each, for_each: [1], steps: [${handled('{ run: mend }')}, ${echo('mend')}] }`);
    const { body } = loopOf(pipelineOf(text), 'each', 'for_each');
    expect([body.order, body.handlerSteps?.map(({ id }) => id)]).toEqual([['risky'], ['mend']]);
  });

  it.each([
    ['read it', say('after', '{{ mend }}')],
    ['read it with a default', say('after', '{{ mend | default(1) }}')],
    ['wait for it', echo('after', 'dependencies: [mend]')],
    ['lead to it', echo('after', 'on_failure: mend')],
  ])('L21 lets nobody %s', (_title, step) =>
    expect(only(file(handled('{ run: mend }'), echo('mend'), step))).toMatchObject({ code: 'hidden_step' }),
  );

  it('L21 is not read by the outputs either', () => {
    const text = `${file(handled('{ run: mend }'), echo('mend'))}outputs: { o: "{{ mend }}" }\n`;
    expect(only(text)).toMatchObject({ code: 'hidden_step', marked: 'mend' });
  });

  it.each([
    ['the failed step itself', '{ run: risky }', echo('mend')],
    ['a loop', '{ run: mend }', `{ id: mend, for_each: [1], steps: [${echo('x')}] }`],
    ['a member of a group', '{ run: mend }', `{ id: g, parallel: [${echo('mend')}] }`],
    ['one that asks a person', '{ run: mend }', '{ id: mend, tool: asker, parameters: { prompt: x } }'],
    ['one with a condition', '{ run: mend }', echo('mend', 'condition: "true"')],
    ['one with retries', '{ run: mend }', echo('mend', 'retry: 3')],
    ['one with a route', '{ run: mend }', echo('mend', 'on_success: last')],
    ['one with a policy', '{ run: mend }', echo('mend', 'on_failure: skip')],
    ['one with handlers', '{ run: mend }', echo('mend', 'on_error: { fallback_value: 1 }')],
  ])('L21 is not %s', (_title, handler, step) =>
    expect(only(file(handled(handler), step, echo('last')))).toMatchObject({ code: 'invalid_handler_step' }),
  );

  it('L21 is of its level or of one around it', () => {
    const text = file(handled('{ run: mend }'), `{ id: each, for_each: [1], steps: [${echo('mend')}] }`);
    expect(only(text)).toMatchObject({ code: 'hidden_step', marked: 'mend' });
  });

  it('L6 sets no variables: nothing says when', () => {
    const set = '{ id: mend, tool: set, parameters: { variables: { n: 1 } } }';
    expect(only(file(handled('{ run: mend }'), set))).toMatchObject({ code: 'variable_in_handler' });
  });
});

describe('on_failure', () => {
  it.each([
    ['reads it', say('other', '{{ first.error.message }}')],
    ['reads only whether it failed', say('other', '{{ first.status }}')],
    ['reads it inside', `{ id: other, for_each: [1], steps: [${say('inner', '{{ first.error }}')}] }`],
  ])('L19 is content with an alternative path that %s', (_title, other) =>
    expect(codes(file(echo('first', 'on_failure: other'), other))).toEqual([]),
  );

  it('L19 hints at an alternative path that does not read the failure', () => {
    const { severity, code, hint, marked } = only(file(echo('to-do', 'on_failure: other'), echo('other')));
    expect({ severity, code, hint, marked }).toEqual({
      severity: 'hint',
      code: 'failure_not_read',
      hint: "{{ steps['to-do'].error.message }} says it",
      marked: 'other',
    });
  });

  const back = (more: string) => echo('c', `dependencies: [b], on_failure: rollback, ${more}`);

  it('L19 asks a person', () => {
    expect(stepOf(pipelineOf(file(echo('a', 'on_failure: ask'))), 'a').onFailure).toEqual({ kind: 'ask' });
  });

  it('L19 rolls back to a step before, once unless more is said', () => {
    const policy = (more: string) =>
      stepOf(pipelineOf(file(echo('a'), echo('b', 'needs: a'), back(more))), 'c').onFailure;
    expect(policy('rollback_to: a')).toEqual({ kind: 'rollback', to: 'a', maxRollbacks: 1 });
    expect(policy('rollback_to: b, max_rollbacks: 3')).toEqual({ kind: 'rollback', to: 'b', maxRollbacks: 3 });
  });

  it.each([
    ['nowhere', 'rollback_to: nowhere', 'unknown_step'],
    ['itself', 'rollback_to: c', 'route_to_self'],
    ['a step beside it', 'rollback_to: beside', 'rollback_not_before'],
    ['a group', 'rollback_to: g', 'route_to_group'],
    ['no step at all', 'side_effects: none', 'missing_key'],
  ])('L19 does not roll back to %s', (_title, more, code) => {
    const text = file(
      echo('a'),
      echo('b', 'needs: a'),
      echo('beside'),
      `{ id: g, parallel: [${echo('x')}] }`,
      back(more),
    );
    expect(only(text)).toMatchObject({ code });
  });

  it('L19 does not roll back out of a loop', () => {
    const text = file(echo('a'), `{ id: each, for_each: [1], steps: [${echo('b')}, ${back('rollback_to: a')}] }`);
    expect(only(text)).toMatchObject({ code: 'route_out_of_level' });
  });

  it('L19 warns of `rollback_to` and `max_rollbacks` that lead nowhere', () => {
    const text = file(echo('a'), echo('b', 'needs: a, rollback_to: a'), echo('c', 'max_rollbacks: 2'));
    expect(compile(text).diagnostics.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
      'warning no_effect',
      'warning no_effect',
    ]);
  });
});
