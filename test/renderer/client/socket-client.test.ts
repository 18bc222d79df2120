import { describe, expect, it } from 'vitest';
import { CLOSE_CODES } from '../../../shared/api/studio-wire.ts';
import { createBridgeClient } from '../../../renderer/client/bridge-client.ts';
import { createSocketClient } from '../../../renderer/client/socket-client.ts';

/** A socket whose other end is the test. */
class FakeSocket extends EventTarget {
  readyState = 0;
  readonly sent: { id: number; type: string; name?: string; parameters?: unknown }[] = [];

  send(text: string): void {
    this.sent.push(JSON.parse(text) as FakeSocket['sent'][number]);
  }

  connect(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }

  say(message: unknown): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data: JSON.stringify(message) }));
  }

  drop(code = 1006): void {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event('close'), { code }));
  }
}

function connected() {
  const sockets: FakeSocket[] = [];
  const timers: (() => void)[] = [];
  const client = createSocketClient({
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    later: (act) => timers.push(act),
  });
  const newest = () => sockets.at(-1) ?? new FakeSocket();
  return { client, newest, timers, sockets };
}

describe('the client of the web host', () => {
  it('answers requests by id, also those made before the connection stood', async () => {
    const { client, newest } = connected();
    const info = client.request('app:info', {});
    newest().connect();
    const [message] = newest().sent;
    newest().say({ id: message?.id, type: 'answer', value: { version: '1' } });
    expect(await info).toEqual({ version: '1' });
  });

  it('rejects with kind, code and details', async () => {
    const { client, newest } = connected();
    newest().connect();
    const request = client.request('runs:open', { run: 'x' });
    newest().say({
      id: newest().sent[0]?.id,
      type: 'error',
      error: { kind: 'invalid_input', code: 'unknown_run', message: 'no such run', details: { run: 'x' } },
    });
    await expect(request).rejects.toMatchObject({
      kind: 'invalid_input',
      code: 'unknown_run',
      message: 'no such run',
      details: { run: 'x' },
    });
  });

  it('subscribes again behind the last fact that it heard', () => {
    const { client, newest, timers } = connected();
    newest().connect();
    const heard: number[] = [];
    client.subscribe('run', { run: 'r', from: 3 }, (event) => heard.push(...event.facts.map((fact) => fact.n)));
    const { id } = newest().sent[0] ?? { id: 0 };
    newest().say({ id, type: 'event', value: { facts: [{ n: 4 }, { n: 5 }], signals: [] } });
    newest().say({ id, type: 'event', value: { facts: [], signals: [] } });
    newest().drop();
    timers[0]?.();
    newest().connect();
    expect(newest().sent).toEqual([{ id, type: 'subscribe', name: 'run', parameters: { run: 'r', from: 5 } }]);
    expect(heard).toEqual([4, 5]);
  });

  it('refuses what was under way when the connection was lost', async () => {
    const { client, newest } = connected();
    newest().connect();
    const request = client.request('runs:pause', { run: 'r' });
    newest().drop();
    await expect(request).rejects.toMatchObject({ code: 'connection_lost' });
  });

  it('tells how the connection is, and gives up when the host has ended', async () => {
    const { client, newest, timers } = connected();
    const states: string[] = [];
    client.onConnection((state) => states.push(state));
    newest().connect();
    newest().drop();
    timers[0]?.();
    newest().connect();
    newest().drop(CLOSE_CODES.ending);
    expect(states).toEqual(['reconnecting', 'connected', 'reconnecting', 'connected', 'closed']);
    expect(timers).toHaveLength(1);
    await expect(client.request('app:info', {})).rejects.toMatchObject({ code: 'connection_lost' });
  });

  it('ends a subscription once', () => {
    const { client, newest } = connected();
    newest().connect();
    const end = client.subscribe('runs', {}, () => undefined);
    end();
    end();
    expect(newest().sent.map((message) => message.type)).toEqual(['subscribe', 'unsubscribe']);
  });
});

describe('the client of the desktop app', () => {
  it('turns replies into values and rejections', async () => {
    const client = createBridgeClient({
      request: (name) =>
        Promise.resolve(
          name === 'app:info'
            ? { ok: true, value: 7 }
            : { ok: false, error: { kind: 'illegal_state', code: 'busy', message: 'later', details: {} } },
        ),
      subscribe: (_name, _parameters, listener) => {
        listener({ ok: true, value: [] });
        return () => undefined;
      },
      pathForFile: () => '',
    });
    expect(await client.request('app:info', {})).toBe(7);
    await expect(client.request('settings:get', {})).rejects.toMatchObject({ code: 'busy' });
    const heard: unknown[] = [];
    client.subscribe('runs', {}, (event) => heard.push(event));
    expect(heard).toEqual([[]]);
  });
});
