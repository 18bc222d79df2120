import { expect, it } from 'vitest';
import { requests } from '../../../shared/api/studio-api.ts';
import { StepglassError } from '../../../shared/errors.ts';
import { dispatch, openStream } from '../../../electron/host/transport/dispatch.ts';
import type { RequestHandlers, StreamHandlers } from '../../../electron/host/transport/wire.ts';

/** Every call answers what it was given, but for those that a test replaces. */
function handlers(replaced: { readonly [name: string]: (parameters: unknown) => unknown } = {}): RequestHandlers {
  const echo = Object.fromEntries(Object.keys(requests).map((name) => [name, (parameters: unknown) => parameters]));
  return { ...echo, ...replaced } as unknown as RequestHandlers;
}

it('hands over parsed parameters', async () => {
  const reply = await dispatch(handlers(), 'runs:open', { run: 'abc' });
  expect(reply).toEqual({ ok: true, value: { run: 'abc' } });
});

it.each(['runs:destroy', '', 'constructor', '__proto__', 'toString', 'x'.repeat(10_000)])(
  'refuses the unknown call %s with a code',
  async (name) => {
    expect(await dispatch(handlers(), name, {})).toMatchObject({
      ok: false,
      error: { kind: 'invalid_input', code: 'unknown_call' },
    });
  },
);

it.each([
  ['runs:open', {}],
  ['runs:open', { run: 5 }],
  ['runs:open', { run: '' }],
  ['runs:open', { run: 'a', more: true }],
  ['runs:facts', { run: 'a', from: -1, limit: 10 }],
  ['runs:facts', { run: 'a', from: 0, limit: 1e9 }],
  ['values:read', { run: 'a', blob: '../../etc/passwd', offset: 0, length: 10 }],
  ['app:openExternal', { url: 'file:///etc/passwd' }],
  ['app:openExternal', { url: 'http://example.org' }],
  ['runs:execute', { kind: 'explode' }],
  ['settings:set', null],
  ['files:list', undefined],
])('refuses the bad argument of %s: %j', async (name, parameters) => {
  const reply = await dispatch(handlers(), name, parameters);
  expect(reply).toMatchObject({
    ok: false,
    error: { kind: 'invalid_input', code: 'invalid_argument', details: { call: name } },
  });
});

it('sends what a handler throws as code, message and details', async () => {
  const failing = handlers({
    'app:info': () => {
      throw new StepglassError('illegal_state', 'run_owned', 'another process runs it', { details: { pid: 1 } });
    },
  });
  expect(await dispatch(failing, 'app:info', {})).toEqual({
    ok: false,
    error: { kind: 'illegal_state', code: 'run_owned', message: 'another process runs it', details: { pid: 1 } },
  });
});

it.each([[undefined], ['text'], [null], [Object.freeze(new Error('frozen'))]])(
  'survives a handler that throws %j',
  async (thrown) => {
    const failing = handlers({ 'app:info': () => Promise.reject(thrown) });
    expect(await dispatch(failing, 'app:info', {})).toMatchObject({
      ok: false,
      error: { kind: 'internal', code: 'internal' },
    });
  },
);

it('refuses unknown subscriptions and bad arguments of known ones', async () => {
  const signals = { notify: () => undefined, fail: () => undefined };
  const none = {} as StreamHandlers;
  await expect(openStream(none, { name: 'nothing', parameters: {} }, signals)).rejects.toMatchObject({
    code: 'unknown_call',
  });
  await expect(openStream(none, { name: 'run', parameters: { run: 'a', from: 'b' } }, signals)).rejects.toMatchObject({
    code: 'invalid_argument',
  });
});
