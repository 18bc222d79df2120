import type { IpcMain, IpcMainEvent, WebContents } from 'electron';
import type { HostMessage } from '../../shared/studio-wire.ts';
import { type Connection, createConnection, type HostDoor } from '../host/connection.ts';
import { isOwnFrame } from './guards.ts';

/** The channels of preload.ts. */
const MESSAGE = 'stepglass:message';
const TAKEN = 'stepglass:taken';

interface Line {
  readonly connection: Connection;
  /** Events that the window has not taken yet, by subscription. */
  readonly untaken: Map<number, () => void>;
}

/** Connects windows with the host. Every call of every frame comes through `receive`; there is no other door. */
export function bindIpc(ipcMain: IpcMain, host: HostDoor): void {
  const lines = new Map<number, Line>();

  const hangUp = (contents: WebContents): void => {
    const line = lines.get(contents.id);
    lines.delete(contents.id);
    line?.connection.close();
    for (const resolve of line?.untaken.values() ?? []) resolve();
  };
  const lineOf = (contents: WebContents): Line => {
    const known = lines.get(contents.id);
    if (known !== undefined) return known;
    const line = openLine(host, contents);
    lines.set(contents.id, line);
    return line;
  };
  const watched = new WeakSet<WebContents>();
  const watch = (contents: WebContents): void => {
    if (watched.has(contents)) return;
    watched.add(contents);
    // A page that goes away, however it does, takes its subscriptions with it.
    contents.on('did-start-navigation', (details) => {
      if (details.isMainFrame && !details.isSameDocument) hangUp(contents);
    });
    contents.on('render-process-gone', () => hangUp(contents));
    contents.on('destroyed', () => hangUp(contents));
  };

  ipcMain.on(MESSAGE, (event: IpcMainEvent, message: unknown) => {
    if (!isOwnFrame(event.senderFrame)) return refuse(event, message);
    watch(event.sender);
    lineOf(event.sender).connection.receive(message);
  });
  ipcMain.on(TAKEN, (event: IpcMainEvent, id: unknown) => {
    const untaken = lines.get(event.sender.id)?.untaken;
    if (!isOwnFrame(event.senderFrame) || untaken === undefined || typeof id !== 'number') return;
    untaken.get(id)?.();
    untaken.delete(id);
  });
}

function openLine(host: HostDoor, contents: WebContents): Line {
  const untaken = new Map<number, () => void>();
  const send = (message: HostMessage): Promise<void> => {
    if (contents.isDestroyed()) return Promise.resolve();
    contents.send(MESSAGE, message);
    if (message.type !== 'event') return Promise.resolve();
    return new Promise((resolve) => {
      untaken.set(message.id, resolve);
    });
  };
  return { connection: createConnection(host, send), untaken };
}

function refuse(event: IpcMainEvent, message: unknown): void {
  const id =
    typeof message === 'object' && message !== null && 'id' in message && typeof message.id === 'number'
      ? message.id
      : 0;
  const error = {
    kind: 'invalid_input',
    code: 'foreign_frame',
    message: 'This page is not the app; its call was refused.',
    details: {},
  } as const;
  event.reply(MESSAGE, { id, type: 'error', error } satisfies HostMessage);
}
