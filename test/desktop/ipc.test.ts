import { EventEmitter } from 'node:events';
import type { IpcMain } from 'electron';
import { expect, it } from 'vitest';
import { APP_URL } from '../../electron/desktop/app-protocol.ts';
import { bindIpc } from '../../electron/desktop/ipc.ts';
import type { HostDoor } from '../../electron/host/transport/connection.ts';
import type { Sink } from '../../electron/host/transport/wire.ts';
import { settle } from '../host/helpers.ts';

/** One window over a stand-in of Electron's two ends. */
function connect() {
  const ipcMain = new EventEmitter();
  const sinks: Sink[] = [];
  const ended: number[] = [];
  const asked: string[] = [];
  const door: HostDoor = {
    request: async (name) => {
      asked.push(name);
      return { ok: true, value: name };
    },
    subscribe: (_name, _parameters, sink) => {
      const at = sinks.push(sink) - 1;
      return () => ended.push(at);
    },
  };
  bindIpc(ipcMain as unknown as IpcMain, door);
  const heard: unknown[] = [];
  const contents = Object.assign(new EventEmitter(), {
    id: 1,
    isDestroyed: () => false,
    send: (_channel: string, _page: string, message: unknown) => heard.push(message),
  });
  const from = (url: string, channel: string, message: unknown, page = 'first') => {
    const replies: unknown[] = [];
    ipcMain.emit(
      channel,
      {
        sender: contents,
        senderFrame: { url, parent: null },
        reply: (_channel: string, _page: string, reply: unknown) => replies.push(reply),
      },
      page,
      message,
    );
    return replies;
  };
  return {
    contents,
    sinks,
    ended,
    asked,
    heard,
    send: (message: unknown) => from(APP_URL, 'stepglass:message', message),
    taken: (id: number) => from(APP_URL, 'stepglass:taken', id),
    sendFrom: (page: string, message: unknown) => from(APP_URL, 'stepglass:message', message, page),
    from,
  };
}

it('answers calls of our own page', async () => {
  const { send, heard } = connect();
  send({ id: 1, type: 'request', name: 'app:info', parameters: {} });
  await settle();
  expect(heard).toEqual([{ id: 1, type: 'answer', value: 'app:info' }]);
});

it('refuses a foreign frame with a code and asks the host nothing', async () => {
  const { from, heard, asked, sinks } = connect();
  const request = from('https://evil.example', 'stepglass:message', {
    id: 4,
    type: 'request',
    name: 'app:info',
    parameters: {},
  });
  const subscribe = from('about:blank', 'stepglass:message', {
    id: 5,
    type: 'subscribe',
    name: 'runs',
    parameters: {},
  });
  await settle();
  expect(request).toMatchObject([{ id: 4, type: 'error', error: { code: 'foreign_frame' } }]);
  expect(subscribe).toMatchObject([{ id: 5, type: 'error', error: { code: 'foreign_frame' } }]);
  expect([heard, asked, sinks]).toEqual([[], [], []]);
});

it('holds the next event back until the window has taken the last one', async () => {
  const { send, sinks, taken } = connect();
  send({ id: 2, type: 'subscribe', name: 'runs', parameters: {} });
  let isTaken = false;
  void sinks[0]?.send({ ok: true, value: 1 }).then(() => {
    isTaken = true;
  });
  await settle();
  expect(isTaken).toBe(false);
  taken(2);
  await settle();
  expect(isTaken).toBe(true);
});

it.each(['render-process-gone', 'destroyed'])('ends the subscriptions of a page that goes away: %s', async (event) => {
  const { send, sinks, ended, contents } = connect();
  send({ id: 2, type: 'subscribe', name: 'runs', parameters: {} });
  const sending = sinks[0]?.send({ ok: true, value: 1 });
  contents.emit(event, {});
  await sending;
  expect(ended).toEqual([0]);
});

it('ends a page with the first word of the next one, and hears nothing more of it', async () => {
  const { sendFrom, sinks, ended, heard } = connect();
  const message = { id: 2, type: 'subscribe', name: 'runs', parameters: {} };
  sendFrom('old', message);
  sendFrom('new', message);
  expect([sinks.length, ended]).toEqual([2, [0]]);
  sendFrom('old', { ...message, id: 3 });
  sendFrom('old', { id: 4, type: 'request', name: 'app:info', parameters: {} });
  await settle();
  expect([sinks.length, ended, heard]).toEqual([2, [0], []]);
});
