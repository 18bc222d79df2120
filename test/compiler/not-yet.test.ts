import { describe, expect, it } from 'vitest';
import { NOT_YET } from '../../electron/compiler/not-yet.ts';
import { codes, compile, compileAll, echo, file } from './compile-helper.ts';

/** A file that uses each construct once. */
const FILES = new Map([
  ['for_each', file(`{ id: a, for_each: [1], steps: [${echo('b')}] }`)],
  ['while', file(`{ id: a, while: "true", steps: [${echo('b')}] }`)],
  ['until', file(`{ id: a, until: "true", steps: [${echo('b')}] }`)],
  ['action_loop', file('{ id: a, until: "true", action_loop: [{ tool: echo, parameters: { value: 1 } }] }')],
  ['parallel', file(`{ id: a, parallel: [${echo('b')}] }`)],
  ['pipeline', file('{ id: a, pipeline: c.yaml }')],
  ['pipeline-executor', file('{ id: a, tool: pipeline-executor, parameters: { pipeline: c.yaml } }')],
  ['on_error', file(echo('a', 'on_error: { fallback_value: 1 }'))],
  ['error_handlers', `${file(echo('a'))}error_handlers: [{ fallback_value: 1 }]\n`],
  ['on_failure: ask', file(echo('a', 'on_failure: ask'))],
  ['on_failure: rollback', file(echo('b'), echo('a', 'needs: b, on_failure: rollback, rollback_to: b'))],
]);
const readFile = () => file(echo('x'));

describe('what compiles before it can run', () => {
  it.each([...FILES])('L7 `%s` is refused as long as the table has it', (construct, text) => {
    const expected = NOT_YET.has(construct) ? ['needs_later'] : [];
    expect(compile(text, { readFile }).diagnostics.map(({ code }) => code)).toEqual(expected);
    expect(compile(text, { readFile }).pipeline === null).toBe(expected.length > 0);
  });

  it.each([...FILES])('L7 `%s` compiles', (_construct, text) => {
    expect(compileAll(text, { readFile })).toMatchObject({ diagnostics: [], pipeline: { name: 'test' } });
  });

  it('L7 the table has nothing else', () => {
    expect([...NOT_YET].filter((construct) => !FILES.has(construct))).toEqual([]);
  });

  it('L7 what is wrong otherwise is told at once', () => {
    const text = file('{ id: a, for_each: "{{ nothing }}", steps: [{ id: b, tool: ehco }] }');
    expect(codes(text).map((code) => code.split(' ')[1])).toEqual(
      expect.arrayContaining(['undefined_name', 'unknown_tool']),
    );
  });

  it('L7 without the means to read files, nothing more is said of one that is refused anyway', () => {
    const expected = NOT_YET.has('pipeline') ? ['needs_later'] : ['unreadable_file'];
    expect(compile(file('{ id: a, pipeline: c.yaml }')).diagnostics.map(({ code }) => code)).toEqual(expected);
  });
});
