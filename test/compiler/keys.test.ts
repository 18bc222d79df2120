import { describe, expect, it } from 'vitest';
import { TABLES } from '../../electron/compiler/keys/tables.ts';
import { codes, compile, echo, file, only, pipelineOf, stepOf } from './compile-helper.ts';

describe('the keys of a file', () => {
  it.each([
    ['retires', echo('a', 'retires: 2'), 'did you mean `retries`?'],
    ['dependancies', echo('a', 'dependancies: []'), 'did you mean `dependencies`?'],
    ['conditon', echo('a', 'conditon: "true"'), 'did you mean `condition`?'],
    ['foreach', echo('a', 'foreach: [1]'), 'did you mean `for_each`?'],
    ['when', echo('a', 'when: "true"'), 'did you mean `condition`?'],
    ['constructor', echo('a', 'constructor: 1'), 'the keys of a step are'],
    ['__proto__', echo('a', '__proto__: 1'), 'the keys of a step are'],
  ])('L2 refuses `%s` with a hint', (key, step, hint) => {
    expect(only(file(step))).toMatchObject({ code: 'unknown_key', marked: key, hint: expect.stringContaining(hint) });
  });

  it('L2 leaves keys that begin with x- to the author', () => {
    expect(codes(`x-top: 1\n${file(echo('a', 'x-mine: { any: [thing] }'))}config:\n  x-more: 2\n`)).toEqual([]);
  });

  it('L2 warns of keys that never had an effect', () => {
    const text = `metadata: { a: 1 }\nenhanced_steps: []\n${file(echo('a', 'produces: text, continue_on_error: true'))}config:\n  cost_limit: 5\n`;
    const found = compile(text);
    expect(found.pipeline).not.toBeNull();
    expect(found.diagnostics.map(({ code, severity, message }) => [code, severity, message])).toEqual(
      ['metadata', 'enhanced_steps', 'produces', 'continue_on_error', 'cost_limit'].map((key) => [
        'no_effect',
        'warning',
        `\`${key}\` has no effect`,
      ]),
    );
    expect(found.diagnostics.find(({ message }) => message.includes('continue_on_error'))?.hint).toBe(
      'write `on_failure: continue`',
    );
  });

  it('L2 refuses a misspelled setting although others have no effect', () => {
    expect(only(`${file(echo('a'))}config: { max_paralel: 2 }`)).toMatchObject({
      code: 'unknown_key',
      hint: 'did you mean `max_parallel`?',
    });
  });

  it('L2 tells a misspelled key once, not also as a missing one', () => {
    expect(codes(file('{ idd: a, tool: echo, parameters: { value: 1 } }'))).toEqual(['3:7 unknown_key']);
  });

  it('L2 refuses two spellings of one key', () => {
    expect(only(file(echo('a'), echo('b', 'dependencies: [a], needs: a')))).toMatchObject({
      code: 'conflicting_keys',
      marked: 'needs',
    });
  });

  it.each([
    ['name', 'steps:\n  - { id: a, tool: echo, parameters: { value: 1 } }\n', '1:1'],
    ['steps', 'name: a\n', '1:1'],
    ['id', file('{ tool: echo, parameters: { value: 1 } }'), '3:7'],
  ])('L1 says that `%s` is missing', (key, text, place) => {
    expect(codes(text)).toEqual([`${place} missing_key`]);
    expect(compile(text).diagnostics[0]?.message).toContain(`\`${key}\``);
  });

  it.each([
    ['steps: no', 'wrong_type'],
    ['steps: []', 'empty_list'],
    ['steps: { a: 1 }', 'wrong_type'],
    ['steps: [text]', 'wrong_type'],
    [`steps: [${echo('a', 'timeout: soon')}]`, 'invalid_value'],
    [`steps: [${echo('a', 'timeout: -1')}]`, 'invalid_value'],
    [`steps: [${echo('a', 'timeout: 99999d')}]`, 'invalid_value'],
    [`steps: [${echo('a', 'retry: -1')}]`, 'invalid_value'],
    [`steps: [${echo('a', 'retry: many')}]`, 'wrong_type'],
    [`steps: [${echo('a', 'retry: { attempts: 0 }')}]`, 'invalid_value'],
    [`steps: [${echo('a', 'retry: { backoff: cubic }')}]`, 'invalid_value'],
    [`steps: [${echo('a', 'retry: { on: [weather] }')}]`, 'invalid_value'],
    [`steps: [${echo('a', 'side_effects: maybe')}]`, 'invalid_value'],
    [`steps: [${echo('a', 'dependencies: { b: 1 }')}]`, 'wrong_type'],
    [`steps: [${echo('a', 'condition: 1')}]`, 'wrong_type'],
    ['steps: [{ id: 1a, tool: echo, parameters: { value: 1 } }]', 'invalid_value'],
    ['steps: [{ id: a, tool: echo, parameters: [1] }]', 'wrong_type'],
  ])('L1 refuses %s', (steps, code) => {
    expect(only(`name: a\n${steps}\n`)).toMatchObject({ code, severity: 'error' });
  });

  it('L27 refuses a step with two containers, naming both', () => {
    const found = compile(file(echo('a', 'for_each: [1], while: "true"'))).diagnostics;
    expect(found.map(({ code }) => code)).toContain('two_containers');
    expect(found.find(({ code }) => code === 'two_containers')?.message).toContain('`for_each` and `while`');
  });

  it.each([
    'for_each: [1]',
    'while: "{{ iteration < 3 }}"',
    'until: "{{ iteration > 3 }}"',
    'on_failure: ask',
    'on_failure: rollback, rollback_to: before, dependencies: [before]',
    'on_error: { fallback_value: 1 }',
  ])('L22 L23 compiles `%s`', (key) => expect(compile(file(echo('before'), echo('a', key))).diagnostics).toEqual([]));

  it.each([
    ['{ id: g, parallel: [{ id: a, tool: echo, parameters: { value: 1 } }] }', []],
    ['{ id: g, pipeline: other.yaml, inputs: { x: 1 } }', ['3:24 unreadable_file']],
    ['{ id: g, action_loop: [{ tool: echo, parameters: { value: 1 } }], until: "true" }', []],
    ['{ id: g, for_each: [1], steps: [{ id: a, tool: echo, parameters: { value: "{{ item }} {{ $index }}" } }] }', []],
  ])('L24 L25 L26 checks %s', (step, expected) => expect(codes(file(step))).toEqual(expected));

  it('L22 checks what is in a body, and its names', () => {
    const text = file(
      '{ id: g, for_each: "{{ item }}", steps: [{ id: a, tool: echo, parameters: { valeu: "{{ itm }}" } }] }',
    );
    expect(codes(text)).toEqual(
      ['3:28 undefined_name', '3:81 unknown_parameter', '3:92 undefined_name'].map((code) =>
        expect.stringContaining(code.split(' ')[1] ?? ''),
      ),
    );
  });

  it('L18 warns of on_false without a condition', () => {
    expect(codes(file(echo('a', 'on_false: b'), echo('b')))).toEqual([expect.stringContaining('no_effect?')]);
  });

  it.each([
    ['inputs', echo('a', 'inputs: { x: 1 }')],
    ['steps', echo('a', `steps: [${echo('b')}]`)],
  ])('L1 refuses `%s` where it would be lost', (key, step) => {
    expect(only(file(step))).toMatchObject({ code: 'misplaced_key', marked: key });
  });

  it.each([
    ['30', 30_000],
    ['500ms', 500],
    ['30s', 30_000],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['1.5', 1500],
    ['"0.5s"', 500],
  ])('L1 reads the duration %s', (text, ms) => {
    expect(stepOf(pipelineOf(file(echo('a', `timeout: ${text}`))), 'a').timeoutMs).toBe(ms);
  });

  it.each([
    ['retry: 4', { attempts: 4, delayMs: 1000, backoff: 'exponential', factor: 2, maxDelayMs: 30_000, jitter: true }],
    ['retries: 2', { attempts: 2 }],
    ['max_retries: 0', { attempts: 1 }],
    ['max_retries: 1', { attempts: 1 }],
    ['on_failure: retry', { attempts: 3 }],
    [
      'retry: { attempts: 5, delay: 2s, backoff: fixed, jitter: false, on: [network, timeout] }',
      { attempts: 5, delayMs: 2000, backoff: 'fixed', jitter: false, on: ['network', 'timeout'] },
    ],
    ['retry: { delay: 2m }', { attempts: 3, delayMs: 120_000, maxDelayMs: 120_000 }],
  ])('E22 reads %s', (key, expected) => {
    expect(stepOf(pipelineOf(file(echo('a', key))), 'a').retry).toMatchObject(expected);
  });

  it('L19 puts what config says of all steps into each step', () => {
    const pipeline = pipelineOf(
      `${file(echo('a'), echo('b', 'on_failure: fail, retry: 1'))}config: { on_failure: continue, retry: 7, timeout: 1h, max_parallel: 2 }`,
    );
    expect(stepOf(pipeline, 'a')).toMatchObject({ onFailure: { kind: 'continue' }, retry: { attempts: 7 } });
    expect(stepOf(pipeline, 'b')).toMatchObject({ onFailure: { kind: 'fail' }, retry: { attempts: 1 } });
    expect(pipeline.config).toMatchObject({ timeoutMs: 3_600_000, maxParallel: 2, onFailure: 'continue' });
  });

  it('L2 documents every key of every table', () => {
    const docs = Object.values(TABLES).flatMap(({ keys }) => Object.values(keys).map(({ doc }) => doc));
    expect(docs.filter((doc) => !/^[A-Z`].*\.$/.test(doc))).toEqual([]);
  });

  it('L1 keeps version and id as they are written, and makes an id from the name', () => {
    expect(pipelineOf(`version: 1.10\n${file(echo('a'))}`)).toMatchObject({ version: '1.10', id: 'test' });
    expect(pipelineOf(file(echo('a')).replace('test', 'Größe & Gewicht 2')).id).toBe('große-gewicht-2');
  });

  it('L1 gives a pipeline that is plain JSON', () => {
    const text = `${file(echo('a', 'condition: "true", retry: 2'), '{ id: b, tool: echo, parameters: { value: "{{ a }}" }, on_failure: c }', echo('c'))}inputs: { i: { type: string, required: false } }\noutputs: { o: "{{ b }}" }\n`;
    const pipeline = pipelineOf(text);
    expect(JSON.parse(JSON.stringify(pipeline))).toStrictEqual(pipeline);
  });
});
