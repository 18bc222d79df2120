import { expect, it } from 'vitest';
import type { HostMessage } from '../../../shared/api/studio-wire.ts';
import { createConnection, type HostDoor } from '../../../electron/host/transport/connection.ts';
import type { Sink } from '../../../electron/host/transport/wire.ts';
import { settle } from '../helpers.ts';

function connect() {
  const sent: HostMessage[] = [];
  const sinks = new Map<string, Sink>();
  const ended: string[] = [];
  const door: HostDoor = {
    request: async (name, parameters) => ({ ok: true, value: { name, parameters } }),
    subscribe: (name, _parameters, sink) => {
      sinks.set(name, sink);
      return () => ended.push(name);
    },
  };
  const connection = createConnection(door, async (message) => {
    sent.push(message);
  });
  return { connection, sent, sinks, ended };
}

it('answers a request under its id', async () => {
  const { connection, sent } = connect();
  connection.receive({ id: 7, type: 'request', name: 'app:info', parameters: {} });
  await settle();
  expect(sent).toEqual([{ id: 7, type: 'answer', value: { name: 'app:info', parameters: {} } }]);
});

it('carries events until the subscription is ended', async () => {
  const { connection, sent, sinks, ended } = connect();
  connection.receive({ id: 3, type: 'subscribe', name: 'runs', parameters: {} });
  await sinks.get('runs')?.send({ ok: true, value: ['a'] });
  connection.receive({ id: 3, type: 'unsubscribe' });
  await settle();
  expect(sent).toEqual([{ id: 3, type: 'event', value: ['a'] }]);
  expect(ended).toEqual(['runs']);
});

it('says as an error that a subscription is over', async () => {
  const { connection, sent, sinks } = connect();
  connection.receive({ id: 3, type: 'subscribe', name: 'run', parameters: {} });
  await sinks
    .get('run')
    ?.send({ ok: false, error: { kind: 'invalid_input', code: 'unknown_run', message: 'm', details: {} } });
  expect(sent).toMatchObject([{ id: 3, type: 'error', error: { code: 'unknown_run' } }]);
});

it.each([
  undefined,
  null,
  'text',
  [],
  {},
  { id: -1, type: 'request' },
  { id: 1, type: 'request', name: 'app:info', parameters: {}, extra: 1 },
  { id: 1, type: 'eval', code: '1' },
])('answers the message %j with a code', async (message) => {
  const { connection, sent } = connect();
  connection.receive(message);
  await settle();
  expect(sent).toMatchObject([{ type: 'error', error: { code: 'invalid_message' } }]);
});

it('refuses an id that is in use, and keeps the first subscription', async () => {
  const { connection, sent, ended } = connect();
  connection.receive({ id: 3, type: 'subscribe', name: 'runs', parameters: {} });
  connection.receive({ id: 3, type: 'subscribe', name: 'commands', parameters: {} });
  await settle();
  expect(sent).toMatchObject([{ id: 3, type: 'error', error: { code: 'invalid_message' } }]);
  expect(ended).toEqual([]);
});

it('ends every subscription when it is closed, and hears nothing more', async () => {
  const { connection, sent, ended } = connect();
  for (const [id, name] of [
    [1, 'runs'],
    [2, 'commands'],
  ])
    connection.receive({ id, type: 'subscribe', name, parameters: {} });
  connection.close();
  connection.receive({ id: 9, type: 'request', name: 'app:info', parameters: {} });
  await settle();
  expect(ended).toEqual(['runs', 'commands']);
  expect(sent).toEqual([]);
});
