import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../shared/json.ts';
import { mcpMemory } from '../../electron/tools/mcp-memory.ts';
import { errorOf, resultOf } from '../helpers/call-tool.ts';
import { makeToolContext } from '../helpers/tool-context.ts';

function setUp(context = makeToolContext({ fakeClock: 1000 })) {
  return {
    context,
    call: (action: string, parameters: JsonObject = {}) => resultOf({ tool: mcpMemory, action, context }, parameters),
  };
}

describe('mcp-memory', () => {
  it.each([[{ a: [1, null] }], ['text'], [null], [0], [false]])('gives back %j as it was stored', async (value) => {
    const { call } = setUp();
    expect(await call('store', { key: 'k', value })).toEqual({ namespace: 'default', key: 'k', stored: true });
    expect(await call('retrieve', { key: 'k' })).toEqual({ namespace: 'default', key: 'k', found: true, value });
  });

  it('says that nothing was found', async () => {
    expect(await setUp().call('retrieve', { key: 'k' })).toEqual({
      namespace: 'default',
      key: 'k',
      found: false,
      value: null,
    });
  });

  it('keeps namespaces apart, and lists keys sorted', async () => {
    const { call } = setUp();
    for (const key of ['b', 'a', '../x', 'ä b/c']) await call('store', { namespace: 'one', key, value: 1 });
    await call('store', { namespace: 'two', key: 'z', value: 1 });
    expect(await call('list', { namespace: 'one' })).toEqual({
      namespace: 'one',
      keys: ['../x', 'a', 'b', 'ä b/c'],
      count: 4,
    });
    expect(await call('list', { namespace: 'none' })).toEqual({ namespace: 'none', keys: [], count: 0 });
  });

  it('replaces, and forgets one key or a namespace', async () => {
    const { call } = setUp();
    for (const value of [1, 2]) await call('store', { key: 'a', value });
    await call('store', { key: 'b', value: 3 });
    expect(await call('retrieve', { key: 'a' })).toMatchObject({ value: 2 });
    expect(await call('clear', { key: 'a' })).toEqual({ namespace: 'default', cleared: 1 });
    expect(await call('list')).toMatchObject({ keys: ['b'] });
    expect(await call('clear')).toMatchObject({ cleared: 1 });
    expect(await call('clear')).toMatchObject({ cleared: 0 });
  });

  it('forgets after ttl seconds of the engine clock', async () => {
    const { call, context } = setUp();
    await call('store', { key: 'k', value: 1, ttl: 10 });
    context.advance(9_999);
    expect(await call('retrieve', { key: 'k' })).toMatchObject({ found: true });
    context.advance(1);
    expect(await call('retrieve', { key: 'k' })).toMatchObject({ found: false, value: null });
    expect(await call('list')).toMatchObject({ keys: [] });
  });

  it('E3 keeps runs apart; E7 survives in the temporary folder of the run', async () => {
    const first = setUp();
    await first.call('store', { key: 'k', value: 1 });
    expect(await setUp().call('list')).toMatchObject({ keys: [] });
    const resumed = setUp(makeToolContext({ tempDir: first.context.tempDir }));
    expect(await resumed.call('retrieve', { key: 'k' })).toMatchObject({ value: 1 });
  });

  it('reads the older spelling, with the action among the parameters', async () => {
    const { call, context } = setUp();
    expect(await call('execute', { action: 'store', namespace: 'n', key: 'k', value: [1], ttl: 7200 })).toMatchObject({
      stored: true,
    });
    expect(await call('execute', { action: 'list', namespace: 'n' })).toEqual({
      namespace: 'n',
      keys: ['k'],
      count: 1,
    });
    expect(await call('execute', { action: 'retrieve', namespace: 'n', key: 'k' })).toMatchObject({
      found: true,
      value: [1],
    });
    expect(await call('execute', { action: 'clear', namespace: 'n' })).toMatchObject({ cleared: 1 });
    const error = await errorOf({ tool: mcpMemory, action: 'execute', context }, { action: 'forget' });
    expect(error.message).toContain('expected one of store, retrieve, list, clear');
  });

  it('stores at the same time from many steps', async () => {
    const { call } = setUp();
    await Promise.all(Array.from({ length: 50 }, (_, index) => call('store', { key: `k${index}`, value: index })));
    expect(await call('list')).toMatchObject({ count: 50 });
  });
});
