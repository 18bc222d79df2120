import type { BrowserWindow, BrowserWindowConstructorOptions, WebContents } from 'electron';
import type { SettingsStore } from '../host/settings/settings-store.ts';
import { APP_URL } from './app-protocol.ts';
import { DEFAULT_SIZE, MIN_SIZE, type WindowState } from './window-state.ts';

/** The name under which the place of the window is kept. */
export const WINDOW_SETTING = 'window';

export interface WindowOptions {
  readonly preload: string;
  readonly saved: WindowState | null;
  readonly isDark: boolean;
}

/** A page without Node, in a sandbox, that reaches the host through the preload's bridge only. */
export function windowOptions({ preload, saved, isDark }: WindowOptions): BrowserWindowConstructorOptions {
  const place = saved === null ? DEFAULT_SIZE : { x: saved.x, y: saved.y, width: saved.width, height: saved.height };
  return {
    ...place,
    minWidth: MIN_SIZE.width,
    minHeight: MIN_SIZE.height,
    show: false,
    title: 'Stepglass',
    // Seen for the blink before the first paint.
    backgroundColor: isDark ? '#16181d' : '#fafbfc',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  };
}

/** Keeps the window's place, a moment after it was last changed. */
export function rememberPlace(window: BrowserWindow, settings: SettingsStore, log: (line: string) => void): void {
  let timer: NodeJS.Timeout | undefined;
  const save = (): void => {
    if (window.isDestroyed() || window.isMinimized()) return;
    const state: WindowState = { ...window.getNormalBounds(), isMaximized: window.isMaximized() };
    settings.set(WINDOW_SETTING, state).catch((error: unknown) => log(`keeping the window's place: ${String(error)}`));
  };
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(save, 400);
  };
  window.on('resize', later).on('move', later);
  window.on('close', () => {
    clearTimeout(timer);
    save();
  });
}

/** More crashes than this in a minute are a fault that loading the page again does not mend. */
const MAX_RELOADS = 3;

/** After a crash of the page, loads it again: it finds by itself what it showed (M19). */
export function reloadAfterCrash(contents: WebContents, now: () => number, log: (line: string) => void): void {
  let crashes: number[] = [];
  contents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    crashes = [...crashes.filter((at) => now() - at < 60_000), now()];
    log(`the window crashed (${reason})`);
    if (crashes.length > MAX_RELOADS) return;
    // Chromium is still clearing up in this turn: a reload now would be lost.
    setImmediate(() => {
      if (!contents.isDestroyed()) contents.reload();
    });
  });
}

export function showWindow(window: BrowserWindow, saved: WindowState | null): void {
  window.once('ready-to-show', () => {
    if (saved?.isMaximized === true) window.maximize();
    window.show();
  });
}

export function loadApp(window: BrowserWindow, log: (line: string) => void): void {
  window.loadURL(APP_URL).catch((error: unknown) => log(`loading the window: ${String(error)}`));
}
