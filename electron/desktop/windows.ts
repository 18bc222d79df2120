import type { BrowserWindow } from 'electron';
import { readSettings, type SettingsStore } from '../host/settings/settings-store.ts';
import type { Electron } from './electron.ts';
import { loadApp, reloadAfterCrash, rememberPlace, showWindow, WINDOW_SETTING, windowOptions } from './main-window.ts';
import { restoreWindow } from './window-state.ts';

export interface Windows {
  open(): void;
  /** Brings a window to the front; opens one if there is none. */
  focus(): void;
  hide(): void;
  /** True if no window can be seen. */
  isHidden(): boolean;
  isFocused(): boolean;
}

export interface WindowsParts {
  readonly preload: string;
  readonly settings: SettingsStore;
  /** True if the last window may close now. */
  readonly mayClose: () => boolean;
  readonly log: (line: string) => void;
}

export function createWindows(
  { BrowserWindow, screen, nativeTheme }: Electron,
  { preload, settings, mayClose, log }: WindowsParts,
): Windows {
  const all = (): readonly BrowserWindow[] => BrowserWindow.getAllWindows();
  const open = (): void => {
    nativeTheme.themeSource = readSettings(settings).theme;
    const saved =
      all().length > 0
        ? null
        : restoreWindow(
            settings.get(WINDOW_SETTING),
            screen.getAllDisplays().map(({ workArea }) => workArea),
          );
    const window = new BrowserWindow(windowOptions({ preload, saved, isDark: nativeTheme.shouldUseDarkColors }));
    rememberPlace(window, settings, log);
    reloadAfterCrash(window.webContents, Date.now, log);
    window.on('close', (event) => {
      if (all().length === 1 && !mayClose()) event.preventDefault();
    });
    showWindow(window, saved);
    loadApp(window, log);
  };
  return {
    open,
    focus: () => {
      const [window] = all();
      if (window === undefined) return open();
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    hide: () => {
      for (const window of all()) window.hide();
    },
    isHidden: () => all().every((window) => !window.isVisible()),
    isFocused: () => BrowserWindow.getFocusedWindow() !== null,
  };
}
