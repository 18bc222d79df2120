import './jitless.ts';
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import {
  type HostMessage,
  isRequestName,
  isSubscriptionName,
  type Reply,
  type StudioBridge,
} from '../shared/api/studio-wire.ts';

/** One channel each way; names and shapes are those of the studio API (shared/api/studio-wire.ts). */
const MESSAGE = 'stepglass:message';
/** A window tells that it has taken an event, so that a slow one is not flooded. */
const TAKEN = 'stepglass:taken';

/** Tells this page from the one before it in the same window, whose last messages may still be on their way. */
const PAGE = Math.random().toString(36).slice(2);

const requests = new Map<number, (reply: Reply) => void>();
const subscriptions = new Map<number, (event: Reply) => void>();
let counter = 0;

ipcRenderer.on(MESSAGE, (_event, page: string, message: HostMessage) => {
  if (page !== PAGE) return;
  if (message.type === 'answer') return settle(message.id, { ok: true, value: message.value });
  if (message.type === 'event') {
    subscriptions.get(message.id)?.({ ok: true, value: message.value });
    return ipcRenderer.send(TAKEN, PAGE, message.id);
  }
  const failed: Reply = { ok: false, error: message.error };
  if (requests.has(message.id)) return settle(message.id, failed);
  const listener = subscriptions.get(message.id);
  subscriptions.delete(message.id);
  listener?.(failed);
});

function settle(id: number, reply: Reply): void {
  const resolve = requests.get(id);
  requests.delete(id);
  resolve?.(reply);
}

function unknownName(name: unknown): Reply {
  const message = `There is no call "${String(name)}".`;
  return { ok: false, error: { kind: 'invalid_input', code: 'unknown_call', message, details: {} } };
}

const bridge: StudioBridge = {
  request: (name, parameters) => {
    if (!isRequestName(name)) return Promise.resolve(unknownName(name));
    counter += 1;
    const id = counter;
    return new Promise((resolve) => {
      requests.set(id, resolve);
      ipcRenderer.send(MESSAGE, PAGE, { id, type: 'request', name, parameters });
    });
  },
  subscribe: (name, parameters, listener) => {
    if (!isSubscriptionName(name)) {
      listener(unknownName(name));
      return () => undefined;
    }
    counter += 1;
    const id = counter;
    subscriptions.set(id, listener);
    ipcRenderer.send(MESSAGE, PAGE, { id, type: 'subscribe', name, parameters });
    return () => {
      if (subscriptions.delete(id)) ipcRenderer.send(MESSAGE, PAGE, { id, type: 'unsubscribe' });
    };
  },
  pathForFile: (file) => (file instanceof File ? webUtils.getPathForFile(file) : ''),
};

contextBridge.exposeInMainWorld('stepglass', bridge);
