import { describe, expect, it } from 'vitest';
import { echo } from '../../electron/tools/echo.ts';
import { set } from '../../electron/tools/set.ts';
import { sleep } from '../../electron/tools/sleep.ts';
import { callTool, errorOf, resultOf } from '../helpers/call-tool.ts';
import { makeToolContext } from '../helpers/tool-context.ts';

describe('echo', () => {
  it.each([[null], [0], [''], [[1, [2]]], [{ status: 'mine', nested: { a: null } }]])(
    'returns %j as it is',
    async (value) => {
      expect(await callTool({ tool: echo, context: makeToolContext() }, { value })).toEqual({
        success: true,
        result: value,
      });
    },
  );
});

describe('sleep', () => {
  it.each([
    ['2', 2000],
    ['1.5', 1500],
    ['500ms', 500],
    ['30s', 30_000],
    ['2 m', 120_000],
    ['1h', 3_600_000],
    ['0', 0],
  ])('reads %s as %d ms, on the clock of the engine', async (duration, ms) => {
    const context = makeToolContext({ fakeClock: 0 });
    const done = resultOf({ tool: sleep, context }, { duration });
    context.advance(ms);
    expect(await done).toEqual({ slept_ms: ms });
  });

  it('still waits one millisecond before its time', async () => {
    const context = makeToolContext({ fakeClock: 0 });
    let isDone = false;
    const done = resultOf({ tool: sleep, context }, { duration: '1s' }).then(() => (isDone = true));
    context.advance(999);
    await new Promise((resolve) => setImmediate(resolve));
    expect(isDone).toBe(false);
    context.advance(1);
    await done;
  });

  it('takes a number as seconds', async () => {
    const context = makeToolContext({ fakeClock: 0 });
    const done = resultOf({ tool: sleep, context }, { duration: 3 });
    context.advance(3000);
    expect(await done).toEqual({ slept_ms: 3000 });
  });

  it.each(['', '-1', '1d', 'soon', '1e9', '9999h', 'NaN'])('refuses the duration %j', async (duration) => {
    const error = await errorOf({ tool: sleep, context: makeToolContext() }, { duration });
    expect(error).toMatchObject({ category: 'validation', code: 'invalid_parameter' });
    expect(error.message).toContain('500ms, 30s');
  });

  it('ends at once when it is stopped', async () => {
    const context = makeToolContext();
    const error = errorOf({ tool: sleep, context }, { duration: '1h' });
    context.abort();
    expect((await error).category).toBe('cancelled');
  });
});

describe('set', () => {
  it('L6 hands over variables of any type', async () => {
    const variables = { count: 2, rows: [{ a: 1 }], nothing: null };
    const outcome = await callTool({ tool: set, context: makeToolContext() }, { variables });
    expect(outcome).toEqual({ success: true, result: { variables }, variables });
  });

  it.each(['', '1a', '_private', 'a-b', 'a b', '{{ x }}', '__proto__'])('L17 refuses the name %j', async (name) => {
    const variables = JSON.parse(`{${JSON.stringify(name)}: 1}`) as { [name: string]: number };
    expect(await errorOf({ tool: set, context: makeToolContext() }, { variables })).toMatchObject({
      code: 'invalid_name',
    });
  });
});
