import path from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import type { AppCommand, Settings } from '../../shared/api/answers.ts';

export interface MenuContext {
  readonly platform: string;
  readonly recentFiles: readonly string[];
  readonly theme: Settings['theme'];
  readonly send: (command: AppCommand) => void;
  readonly setTheme: (theme: Settings['theme']) => void;
  readonly newWindow: () => void;
}

/** The application's menu. What a window does itself is sent as a command; the rest are Electron's roles. */
export function menuTemplate(context: MenuContext): MenuItemConstructorOptions[] {
  const isMac = context.platform === 'darwin';
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    fileMenu(context, isMac),
    { role: 'editMenu' },
    runMenu(context),
    viewMenu(context),
    { role: 'windowMenu' },
    helpMenu(context),
  ];
}

function fileMenu({ send, recentFiles, newWindow }: MenuContext, isMac: boolean): MenuItemConstructorOptions {
  const recent = recentFiles.map(
    (file): MenuItemConstructorOptions => ({
      label: `${path.basename(file)} — ${path.dirname(file)}`,
      click: () => send({ command: 'open', path: file }),
    }),
  );
  return {
    label: '&File',
    submenu: [
      { label: 'New Window', accelerator: 'CmdOrCtrl+Shift+N', click: newWindow },
      { label: 'Open…', accelerator: 'CmdOrCtrl+O', click: () => send({ command: 'open', path: null }) },
      { label: 'Open Recent', submenu: recent.length === 0 ? [{ label: 'No recent files', enabled: false }] : recent },
      { type: 'separator' },
      { label: 'Save', accelerator: 'CmdOrCtrl+S', click: () => send({ command: 'save' }) },
      { type: 'separator' },
      { role: isMac ? 'close' : 'quit' },
    ],
  };
}

function runMenu({ send }: MenuContext): MenuItemConstructorOptions {
  return {
    label: '&Run',
    submenu: [
      { label: 'Run', accelerator: 'F5', click: () => send({ command: 'run' }) },
      { label: 'Pause', accelerator: 'F6', click: () => send({ command: 'pause' }) },
      { label: 'Cancel', accelerator: 'Shift+F5', click: () => send({ command: 'cancel' }) },
    ],
  };
}

function viewMenu({ send, theme, setTheme }: MenuContext): MenuItemConstructorOptions {
  const themes = (['system', 'light', 'dark'] as const).map(
    (name): MenuItemConstructorOptions => ({
      label: { system: 'Like the system', light: 'Light', dark: 'Dark' }[name],
      type: 'radio',
      checked: theme === name,
      click: () => setTheme(name),
    }),
  );
  return {
    label: '&View',
    submenu: [
      { label: 'Command Palette…', accelerator: 'CmdOrCtrl+K', click: () => send({ command: 'palette' }) },
      { label: 'Theme', submenu: themes },
      { type: 'separator' },
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { type: 'separator' },
      { role: 'togglefullscreen' },
      { role: 'toggleDevTools' },
    ],
  };
}

function helpMenu({ send }: MenuContext): MenuItemConstructorOptions {
  return {
    role: 'help',
    label: '&Help',
    submenu: [{ label: 'Keyboard Shortcuts', click: () => send({ command: 'shortcuts' }) }],
  };
}
