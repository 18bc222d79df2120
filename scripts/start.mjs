// npm start: installs what is missing, builds what is stale, then
//   npm start                 opens the desktop app; where that cannot be, serves the same app to a browser
//   npm start -- run FILE …   is the command line
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './lib/files.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { findElectron, hasDisplay } from './lib/machine.mjs';

const args = process.argv.slice(2);
ensureInstalled();
const { ensureBuilt } = await import('./lib/build.mjs');

try {
  if (args.length > 0) await runCommandLine(args);
  else await openApp();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 4;
}

async function openApp() {
  ensureBuilt();
  const reason = whyNoWindow();
  if (reason === null) return startElectron();
  if (!existsSync(path.join(ROOT, 'dist/renderer/index.html'))) {
    console.error(
      `No window can be opened: ${reason}. The command line works: npm start -- run examples/quickstart.yaml`,
    );
    return;
  }
  console.error(`No window can be opened: ${reason}. Serving the app to a browser instead (Ctrl-C ends it).`);
  await runCommandLine(['serve']);
}

function whyNoWindow() {
  if (!existsSync(path.join(ROOT, 'dist/electron/main.cjs'))) return 'this checkout has no desktop app yet';
  if (!hasDisplay()) return 'there is no display';
  return findElectron({ download: true }) === null
    ? 'there is no Electron runtime, and it could not be downloaded'
    : null;
}

function startElectron() {
  // Chromium's sandbox refuses to run as root.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  // A stand-in runtime may load the app when it is ready already, too late for the app's protocol; `-r` is never late.
  const early = process.env.ELECTRON_OVERRIDE_DIST_PATH ? ['-r', path.join(ROOT, 'dist/electron/main.cjs')] : [];
  const args = [path.join(ROOT, 'node_modules/electron/cli.js'), ...sandbox, ...early, ROOT];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === null ? 1 : 130);
  });
}

/** In this process, so that signals, terminal and exit code are the command line's own. */
async function runCommandLine(parameters) {
  ensureBuilt(parameters[0] === 'serve' ? undefined : ['electron']);
  const cli = path.join(ROOT, 'dist/electron/cli.js');
  process.argv = [process.execPath, cli, ...parameters];
  // npm runs scripts in the package's folder; paths are meant from where the person is.
  if (process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);
  await import(pathToFileURL(cli).href);
}
