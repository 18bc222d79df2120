import path from 'node:path';
import ElectronStore from 'electron-store';
import { z } from 'zod';
import type { Settings } from '../../shared/api/answers.ts';
import { describeThrown } from '../../shared/errors.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { readEngineSettings } from '../cli/engine-settings.ts';
import { createLibrary } from '../cli/session.ts';
import { systemClock } from '../execution/clock.ts';
import type { Engine } from '../execution/engine.ts';
import { findBuiltFiles, unpackExamples } from '../host/built-files.ts';
import { CompileCache } from '../host/heavy/compile-cache.ts';
import type { Host } from '../host/host.ts';
import { allowedEnvironment, openHost } from '../host/open-host.ts';
import { cancelRuns, pauseRuns, runsUnderWay } from '../host/runs/stop-runs.ts';
import { readSettings, recentFiles, type SettingsStore } from '../host/settings/settings-store.ts';
import { answerAppRequest } from './app-protocol.ts';
import { APP_SCHEME } from './app-scheme.ts';
import type { Arguments } from './arguments.ts';
import { every, keepAwake } from './awake.ts';
import { desktopIo } from './desktop-io.ts';
import type { Electron } from './electron.ts';
import { guardContents, guardSession } from './guards.ts';
import { bindIpc } from './ipc.ts';
import { menuTemplate } from './menu.ts';
import { describeNews } from './news.ts';
import { keepSessionOffline } from './offline.ts';
import { createQuitting, quitChoice } from './quit.ts';
import { createShell } from './shell.ts';
import { onSystemEnd } from './system-end.ts';
import { createWindows, type Windows } from './windows.ts';

/** What a second start of the app hands to the first. */
const handedOver = z.object({ file: z.string().nullable() }).catch({ file: null });
/** How long running steps may go on after "pause and quit" before they are aborted. */
const GRACE_MS = 5000;
/** The same when the system ends: it waits for nobody long. */
const SHORT_GRACE_MS = 1000;
const log = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** Opens the app: one instance, one host, any number of windows. */
export async function bootApp(electron: Electron, given: Arguments, early: readonly string[]): Promise<void> {
  const { app, dialog } = electron;
  // The other instance gets what was asked of this one.
  if (!app.requestSingleInstanceLock({ file: given.file })) return app.quit();
  app.on('web-contents-created', (_event, contents) => guardContents(contents));
  await app.whenReady();
  try {
    await openApp(electron, { ...given, file: early[0] ?? given.file });
  } catch (error) {
    log(`Stepglass cannot start: ${describeThrown(error)}`);
    dialog.showErrorBox('Stepglass cannot start', describeThrown(error));
    app.exit(1);
  }
}

async function openApp(electron: Electron, given: Arguments): Promise<void> {
  const built = findBuiltFiles(import.meta.url);
  if (built.renderer === null || built.preload === null)
    throw new Error('The window has not been built. Run: npm run build');
  const library = createLibrary(desktopIo(electron), given.dataDir ?? undefined);
  const { allowedEnv } = readEngineSettings((await library.openData()).path);
  const compilations = new CompileCache(allowedEnv);
  const { data, engine } = await library.openSession({ compiled: (file, text) => compilations.find(file, text) });
  const settings = openSettings(data.path);
  const identity = {
    version: packageJson.version,
    host: 'electron',
    platform: process.platform,
    examplesFolder: await unpackExamples(built.examples, data.path),
    openAtStart: given.file,
  } as const;
  const env = allowedEnvironment(allowedEnv, process.env);
  const parts = { engine, data, identity, env, compilations, log, shell: createShell(electron) };
  const host: Host = openHost({ ...parts, settings: watchSettings(settings, (name) => settingChanged(name)) }, built);
  serveWindow(electron, built.renderer);
  bindIpc(electron.ipcMain, host);

  const quitting = createQuitting(quitParts(electron, { engine, windows: () => windows }));
  const mayClose = (): boolean => process.platform === 'darwin' || quitting.attempt();
  const windows = createWindows(electron, { preload: built.preload, settings, mayClose, log });
  const refreshMenu = (): void => setMenu(electron, { host, windows, settings, refresh: refreshMenu });
  const settingChanged = (name: string): void => {
    if (name === 'theme') electron.nativeTheme.themeSource = readSettings(settings).theme;
    if (name === 'theme' || name === 'recentFiles') refreshMenu();
  };
  refreshMenu();
  handleSystem(electron, { host, windows, mayQuit: () => quitting.attempt() });
  notify(electron, { host, windows, settings });
  onSystemEnd({ ...electron, signals: process, endNow: () => quitting.endNow() });
  keepAwake({ ...electron, isRunning: () => engine.running().length > 0, every });
  windows.open();
}

/** The file that the command line and the browser host use, too. */
function openSettings(dataPath: string): SettingsStore {
  const store = new ElectronStore<Record<string, unknown>>({ cwd: dataPath, name: 'settings' });
  return {
    get: (name) => store.get(name),
    set: async (name, value) => store.set(name, value),
  };
}

function watchSettings(settings: SettingsStore, changed: (name: string) => void): SettingsStore {
  return {
    get: (name) => settings.get(name),
    set: async (name, value) => {
      await settings.set(name, value);
      changed(name);
    },
  };
}

function serveWindow({ protocol, session }: Electron, renderer: string): void {
  protocol.handle(APP_SCHEME, (request) => answerAppRequest(renderer, request));
  guardSession(session.defaultSession);
  keepSessionOffline(session.defaultSession);
}

function quitParts(
  { app, dialog }: Electron,
  { engine, windows }: { engine: Engine; windows: () => Windows },
): Parameters<typeof createQuitting>[0] {
  return {
    runningNames: () => runsUnderWay(engine).map((run) => engine.state(run).pipeline?.name ?? run),
    ask: async (question) => quitChoice((await dialog.showMessageBox(question)).response),
    pause: () => pauseRuns(engine, { graceMs: GRACE_MS, clock: systemClock, log }),
    pauseSoon: () => pauseRuns(engine, { graceMs: SHORT_GRACE_MS, clock: systemClock, log }),
    cancel: () => cancelRuns(engine, log),
    hideWindows: () => windows().hide(),
    isHidden: () => windows().isHidden(),
    allDone: async () => {
      const handles = engine
        .running()
        .map((run) => engine.handle(run))
        .filter((handle) => handle !== undefined);
      await Promise.allSettled(handles.map((handle) => handle.done));
    },
    quit: () => app.quit(),
    fail: (error) => log(`quitting: ${describeThrown(error)}`),
  };
}

interface MenuParts {
  readonly host: Host;
  readonly windows: Windows;
  readonly settings: SettingsStore;
  readonly refresh: () => void;
}

function setMenu({ Menu, nativeTheme }: Electron, { host, windows, settings, refresh }: MenuParts): void {
  const setTheme = (theme: Settings['theme']): void => {
    nativeTheme.themeSource = theme;
    settings
      .set('theme', theme)
      .then(() => {
        host.command({ command: 'theme' });
        refresh();
      })
      .catch((error: unknown) => log(`keeping the theme: ${describeThrown(error)}`));
  };
  const template = menuTemplate({
    platform: process.platform,
    recentFiles: recentFiles(settings),
    theme: readSettings(settings).theme,
    send: (command) => host.command(command),
    setTheme,
    newWindow: () => windows.open(),
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

function handleSystem(
  { app }: Electron,
  { host, windows, mayQuit }: { host: Host; windows: Windows; mayQuit: () => boolean },
): void {
  const openFile = (file: string | null): void => {
    windows.focus();
    if (file !== null) host.command({ command: 'open', path: path.resolve(file) });
  };
  app.on('second-instance', (...given) => openFile(handedOver.parse(given[3]).file));
  app.on('open-file', (event, file) => {
    event.preventDefault();
    openFile(file);
  });
  app.on('activate', () => windows.focus());
  app.on('before-quit', (event) => {
    if (!mayQuit()) event.preventDefault();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
}

function notify(
  { Notification }: Electron,
  { host, windows, settings }: Pick<MenuParts, 'host' | 'windows' | 'settings'>,
): void {
  host.onNews((news) => {
    if (windows.isFocused() || !readSettings(settings).notifications || !Notification.isSupported()) return;
    const notification = new Notification(describeNews(news));
    notification.on('click', () => {
      windows.focus();
      host.command({ command: 'showRun', run: news.summary.run, step: news.step });
    });
    notification.show();
  });
}
