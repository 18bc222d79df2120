import { EventEmitter } from 'node:events';
import type { Session, WebContents } from 'electron';
import { expect, it, vi } from 'vitest';
import { APP_URL } from '../../electron/desktop/app-protocol.ts';
import { guardContents, guardSession, isOwnFrame } from '../../electron/desktop/guards.ts';

function contents() {
  const emitter = new EventEmitter();
  let openHandler: (() => { action: string }) | undefined;
  const guarded = Object.assign(emitter, {
    setWindowOpenHandler: (handler: typeof openHandler) => (openHandler = handler),
  });
  guardContents(guarded as unknown as WebContents);
  const isStopped = (name: string, fields: object): boolean => {
    const preventDefault = vi.fn();
    emitter.emit(name, { preventDefault, ...fields });
    return preventDefault.mock.calls.length > 0;
  };
  return { isStopped, openWindow: () => openHandler?.() };
}

it.each(['will-navigate', 'will-redirect', 'will-frame-navigate'])('refuses to leave the app: %s', (name) => {
  const { isStopped } = contents();
  for (const url of ['https://evil.example', 'file:///etc/passwd', 'data:text/html,x', 'app://evil/'])
    expect(isStopped(name, { url, isMainFrame: true })).toBe(true);
  expect(isStopped(name, { url: APP_URL, isMainFrame: true })).toBe(false);
});

it('lets nothing load in another frame, not even our own page', () => {
  expect(contents().isStopped('will-frame-navigate', { url: APP_URL, isMainFrame: false })).toBe(true);
});

it('denies new windows and webviews', () => {
  const { isStopped, openWindow } = contents();
  expect(openWindow()).toEqual({ action: 'deny' });
  expect(isStopped('will-attach-webview', {})).toBe(true);
});

it('denies every permission but copying, and that to foreign pages, too', () => {
  type Handlers = {
    request: (contents: { getURL(): string }, permission: string, answer: (allowed: boolean) => void) => void;
    check: (contents: null, permission: string, origin: string) => boolean;
    device: () => boolean;
  };
  const handlers: Partial<Handlers> = {};
  guardSession({
    setPermissionRequestHandler: (handler: Handlers['request']) => (handlers.request = handler),
    setPermissionCheckHandler: (handler: Handlers['check']) => (handlers.check = handler),
    setDevicePermissionHandler: (handler: Handlers['device']) => (handlers.device = handler),
  } as unknown as Session);
  const isAllowed = (permission: string, url: string): boolean => {
    let answered = false;
    handlers.request?.({ getURL: () => url }, permission, (allowed) => {
      answered = allowed;
    });
    return answered;
  };
  for (const permission of [
    'media',
    'geolocation',
    'notifications',
    'midi',
    'openExternal',
    'clipboard-read',
    'fullscreen',
    'hid',
    'serial',
    'usb',
  ]) {
    expect(isAllowed(permission, APP_URL)).toBe(false);
    expect(handlers.check?.(null, permission, 'app://stepglass')).toBe(false);
  }
  expect(isAllowed('clipboard-sanitized-write', APP_URL)).toBe(true);
  expect(handlers.check?.(null, 'clipboard-sanitized-write', 'app://stepglass/')).toBe(true);
  expect(isAllowed('clipboard-sanitized-write', 'https://evil.example')).toBe(false);
  expect(handlers.check?.(null, 'clipboard-sanitized-write', 'https://evil.example')).toBe(false);
  expect(handlers.device?.()).toBe(false);
});

it('takes calls from the main frame of our own page only', () => {
  expect(isOwnFrame({ url: APP_URL, parent: null })).toBe(true);
  const parent = { url: APP_URL } as never;
  expect(isOwnFrame({ url: APP_URL, parent })).toBe(false);
  for (const url of ['https://evil.example', 'about:blank', 'data:text/html,x', ''])
    expect(isOwnFrame({ url, parent: null })).toBe(false);
  expect(isOwnFrame(null)).toBe(false);
});
