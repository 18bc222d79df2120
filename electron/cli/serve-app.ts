import { spawn } from 'node:child_process';
import path from 'node:path';
import { StepglassError } from '../../shared/errors.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { systemClock } from '../execution/clock.ts';
import { type BuiltFiles, findBuiltFiles, unpackExamples } from '../host/built-files.ts';
import type { HostDeps } from '../host/deps.ts';
import { CompileCache } from '../host/heavy/compile-cache.ts';
import type { Host } from '../host/host.ts';
import { allowedEnvironment, openHost } from '../host/open-host.ts';
import { pauseRuns } from '../host/runs/stop-runs.ts';
import { openSettingsFile } from '../host/settings/settings-file.ts';
import { noShell } from '../host/web/no-shell.ts';
import { newToken } from '../host/web/security.ts';
import { startWebServer } from '../host/web/web-server.ts';
import type { CommandContext } from './command.ts';
import { readEngineSettings } from './engine-settings.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { CliIo } from './io.ts';
import { checkNamedFile } from './options/read-file.ts';
import type { Session } from './session.ts';

export interface ServeOptions {
  readonly port: string;
  readonly open: boolean;
}

/** How long running steps may go on after Ctrl-C before they are aborted. */
const GRACE_MS = 3000;

/** The app in a browser, until a signal asks it to end; what runs then is paused so that it can be resumed. */
export async function serve(
  { io, library }: CommandContext,
  file: string | undefined,
  options: ServeOptions,
): Promise<ExitCode> {
  const port = parsePort(options.port);
  if (file !== undefined) checkNamedFile(file, io.cwd);
  const built = findBuiltFiles(import.meta.url);
  if (built.renderer === null)
    throw new StepglassError(
      'illegal_state',
      'not_built',
      'The window of the app has not been built. Run: npm run build',
    );
  const { allowedEnv } = readEngineSettings((await library().openData()).path);
  const compilations = new CompileCache(allowedEnv);
  const session = await library().openSession({ compiled: (named, text) => compilations.find(named, text) });
  const log = (line: string): void => io.stderr.line(line);
  const host = await makeHost(io, session, {
    built,
    compilations,
    env: allowedEnvironment(allowedEnv, io.env),
    openAtStart: file === undefined ? null : path.resolve(io.cwd, file),
  });
  const server = await startWebServer({ host, rendererFolder: built.renderer, port, token: newToken(), log });
  io.stdout.line(`Stepglass is at ${server.url}`);
  io.stdout.line('Only this machine can reach it, with this address. Ctrl-C pauses what runs and ends it.');
  if (options.open) openBrowser(server.openingUrl(), io.platform);
  await interrupted(io);
  // first of all: closing the windows takes time, in which steps would go on to start
  const pausing = pauseRuns(session.engine, { graceMs: GRACE_MS, clock: systemClock, log });
  io.stdout.line('Ending: what runs is paused, and resumes when it is asked to.');
  await Promise.all([server.close(), pausing]);
  await host.close();
  return EXIT.completed;
}

interface ServeParts extends Pick<HostDeps, 'env' | 'compilations'> {
  readonly built: BuiltFiles;
  readonly openAtStart: string | null;
}

async function makeHost(
  io: CliIo,
  { engine, data }: Session,
  { built, openAtStart, env, compilations }: ServeParts,
): Promise<Host> {
  const examplesFolder = await unpackExamples(built.examples, data.path);
  const identity = {
    version: packageJson.version,
    host: 'browser',
    platform: io.platform,
    examplesFolder,
    openAtStart,
  } as const;
  const settings = openSettingsFile(path.join(data.path, 'settings.json'));
  return openHost(
    { engine, data, settings, identity, env, compilations, shell: noShell, log: (line) => io.stderr.line(line) },
    built,
  );
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new StepglassError('invalid_input', 'usage', `--port must be a number from 0 to 65535, not "${text}".`);
}

/** Resolves with the first signal that asks the program to end; a second one ends it at once. */
function interrupted(io: CliIo): Promise<void> {
  return new Promise((resolve) => {
    const stop = io.onSignal(() => {
      stop();
      resolve();
    });
  });
}

/** Where there is no browser, the printed address is all that is needed. */
function openBrowser(url: string, platform: NodeJS.Platform): void {
  if (platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return;
  const [command, ...args] =
    platform === 'darwin'
      ? ['open', url]
      : platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', url]
        : ['xdg-open', url];
  if (command === undefined) return;
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
