import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as electron from 'electron';
import { APP_SCHEME, SCHEME_PRIVILEGES } from './desktop/app-scheme.ts';
import { keepOffline } from './desktop/offline.ts';
import type * as desktop from './desktop/start.ts';
import { startWithoutDisplay } from './desktop/without-display.ts';

// The boot order and nothing else. This file is CommonJS and small on purpose: what must happen before Electron is ready
// happens here, at once; an ES module would be loaded too late for it. The app itself is one (`desktop.js`).
electron.protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges: SCHEME_PRIVILEGES }]);
keepOffline(electron.app);

// The command line of an installed app needs no display.
if (process.argv.includes('--cli')) {
  startWithoutDisplay(process.argv, process.env);
  electron.app.commandLine.appendSwitch('disable-gpu');
  electron.app.disableHardwareAcceleration();
}

// macOS hands over the file that the app was opened with before it is ready.
const early: string[] = [];
electron.app.on('open-file', (event, file) => {
  event.preventDefault();
  early.push(file);
});

// Named at run time: the bundler would put the app into this file.
const app = pathToFileURL(path.join(import.meta.dirname, 'desktop.js'));
import(app.href)
  .then(({ start }: typeof desktop) => start(electron, early))
  .catch((error: unknown) => {
    process.stderr.write(
      `Stepglass cannot start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    electron.app.exit(1);
  });
