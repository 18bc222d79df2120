import type { IpcMain, IpcMainEvent, WebContents } from 'electron';
import type { HostMessage } from '../../shared/api/studio-wire.ts';
import { type Connection, createConnection, type HostDoor } from '../host/transport/connection.ts';
import { isOwnFrame } from './guards.ts';

/** The channels of preload.ts. */
const MESSAGE = 'stepglass:message';
const TAKEN = 'stepglass:taken';

interface Line {
  /** The page at the other end, as its preload names it. */
  readonly page: string;
  readonly connection: Connection;
  /** Events that the window has not taken yet, by subscription. */
  readonly untaken: Map<number, () => void>;
}

/** Connects windows with the host. Every call of every frame comes through `receive`; there is no other door. */
export function bindIpc(ipcMain: IpcMain, host: HostDoor): void {
  const lines = new Map<number, Line>();
  /** Pages that were left, by their names; one for each reload of a window. */
  const over = new Set<string>();

  const hangUp = (contents: WebContents): void => {
    const line = lines.get(contents.id);
    lines.delete(contents.id);
    if (line !== undefined) over.add(line.page);
    line?.connection.close();
    for (const resolve of line?.untaken.values() ?? []) resolve();
  };
  /** A page is over with the first word of the next one; what it has said before may arrive later and is not heard. */
  const lineOf = (contents: WebContents, page: string): Line | null => {
    const known = lines.get(contents.id);
    if (known?.page === page) return known;
    if (over.has(page)) return null;
    hangUp(contents);
    const line = openLine(host, { contents, page });
    lines.set(contents.id, line);
    return line;
  };
  const watched = new WeakSet<WebContents>();
  const watch = (contents: WebContents): void => {
    if (watched.has(contents)) return;
    watched.add(contents);
    contents.on('render-process-gone', () => hangUp(contents));
    contents.on('destroyed', () => hangUp(contents));
  };

  ipcMain.on(MESSAGE, (event: IpcMainEvent, page: unknown, message: unknown) => {
    if (!isOwnFrame(event.senderFrame) || typeof page !== 'string') return refuse(event, { page, message });
    watch(event.sender);
    lineOf(event.sender, page)?.connection.receive(message);
  });
  ipcMain.on(TAKEN, (event: IpcMainEvent, page: unknown, id: unknown) => {
    const line = lines.get(event.sender.id);
    if (!isOwnFrame(event.senderFrame) || line === undefined || line.page !== page || typeof id !== 'number') return;
    line.untaken.get(id)?.();
    line.untaken.delete(id);
  });
}

function openLine(host: HostDoor, { contents, page }: { contents: WebContents; page: string }): Line {
  const untaken = new Map<number, () => void>();
  const send = (message: HostMessage): Promise<void> => {
    if (contents.isDestroyed()) return Promise.resolve();
    contents.send(MESSAGE, page, message);
    if (message.type !== 'event') return Promise.resolve();
    return new Promise((resolve) => {
      untaken.set(message.id, resolve);
    });
  };
  return { page, connection: createConnection(host, send), untaken };
}

function refuse(event: IpcMainEvent, { page, message }: { page: unknown; message: unknown }): void {
  const isNumbered =
    typeof message === 'object' && message !== null && 'id' in message && typeof message.id === 'number';
  const error = {
    kind: 'invalid_input',
    code: 'foreign_frame',
    message: 'This page is not the app; its call was refused.',
    details: {},
  } as const;
  event.reply(MESSAGE, page, { id: isNumbered ? Number(message.id) : 0, type: 'error', error } satisfies HostMessage);
}
