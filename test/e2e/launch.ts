import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import {
  _electron,
  type Browser,
  type BrowserContext,
  chromium,
  type ElectronApplication,
  type Page,
} from '@playwright/test';
import { findHeadlessChromium } from '../../scripts/lib/machine.mjs';

export const ROOT = path.resolve(import.meta.dirname, '../..');

/** A host with one window, whatever it is made of. */
export interface RunningHost {
  readonly page: Page;
  /** Null in the browser host. */
  readonly electron: ElectronApplication | null;
  /** The address of the browser host; null in Electron. */
  readonly url: string | null;
  /** Ends it as a person does. */
  close(): Promise<void>;
  /** As a power failure does: no handler of ours runs. */
  kill(): Promise<void>;
}

export interface LaunchOptions {
  readonly dataFolder: string;
  /** Settings of the system, so that nothing of this machine is read or written. */
  readonly home: string;
  readonly file?: string;
  /** Default: any free one. */
  readonly port?: string;
  /** What must be done before a page is loaded. */
  readonly prepare?: (context: BrowserContext) => Promise<void>;
}

const NO_NETWORK = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1';
const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  NO_NETWORK,
];
/** Chromium's sandbox refuses to run as root. */
const SANDBOX = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

function environment({ home }: LaunchOptions): Record<string, string> {
  const inherited = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return {
    ...Object.fromEntries(inherited),
    HOME: home,
    XDG_CONFIG_HOME: path.join(home, '.config'),
    XDG_DATA_HOME: path.join(home, '.local'),
  };
}

export async function launchElectron(options: LaunchOptions): Promise<RunningHost> {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const folder = override ?? path.join(ROOT, 'node_modules/electron/dist');
  // See scripts/start.mjs: the stand-in runtime loads the app too late for its protocol.
  const early = override === undefined ? [] : ['-r', path.join(ROOT, 'dist/electron/main.cjs')];
  const file = options.file === undefined ? [] : [options.file];
  const args = [...SANDBOX, ...QUIET, ...early, ROOT, `--data-dir=${options.dataFolder}`, ...file];
  const electron = await _electron.launch({
    executablePath: path.join(folder, 'electron'),
    args,
    env: environment(options),
  });
  await options.prepare?.(electron.context());
  const page = await electron.firstWindow();
  return {
    page,
    electron,
    url: null,
    close: () => electron.close(),
    kill: () => killed(electron.process()),
  };
}

/** In a fresh context of the given Chromium. */
export async function launchBrowser(options: LaunchOptions, chromium: Browser): Promise<RunningHost> {
  const { child, url } = await serve(options);
  const context = await chromium.newContext({ viewport: { width: 1440, height: 900 } });
  await options.prepare?.(context);
  const page = await context.newPage();
  await page.goto(url);
  return {
    page,
    electron: null,
    url,
    close: async () => {
      await context.close();
      child.kill('SIGTERM');
      await exited(child);
    },
    kill: async () => {
      await context.close();
      await killed(child);
    },
  };
}

/** `stepglass serve` as a person starts it, and the address that it prints. */
export async function serve(options: LaunchOptions): Promise<{ child: ChildProcess; url: string }> {
  const file = options.file === undefined ? [] : [options.file];
  const port = `--port=${options.port ?? 0}`;
  const cli = path.join(ROOT, 'dist/electron/cli.js');
  const args = [cli, '--data-dir', options.dataFolder, 'serve', '--no-open', port, ...file];
  const child = spawn(process.execPath, args, { env: environment(options), stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += String(chunk);
      const found = /http:\/\/127\.0\.0\.1:\d+\/#token=\S+/.exec(output);
      if (found !== null) resolve(found[0]);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', () => reject(new Error(`serve ended:\n${output}`)));
  });
  return { child, url };
}

export function openChromium(): Promise<Browser> {
  const executablePath = process.env['STEPGLASS_CHROMIUM'] ?? findHeadlessChromium();
  return chromium.launch({ args: [...SANDBOX, ...QUIET], ...(executablePath === null ? {} : { executablePath }) });
}

async function killed(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await exited(child);
}

export function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}
