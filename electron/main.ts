import * as electron from 'electron';
import { APP_SCHEME } from './desktop/app-protocol.ts';
import { parseArguments } from './desktop/arguments.ts';

// The boot order and nothing else. `--cli` is decided first: the command line must not open a window, take the lock of
// the one instance, or need a display.
const given = parseArguments(process.argv, { isPackaged: electron.app.isPackaged, cwd: process.cwd() });
if (given.cli === null) {
  // Electron takes this before it is ready, or never.
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true };
  electron.protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges }]);
  const { bootApp } = await import('./desktop/boot.ts');
  await bootApp(electron, given);
} else {
  const { runCommandLine } = await import('./desktop/command-line.ts');
  await runCommandLine(electron, given.cli);
}
