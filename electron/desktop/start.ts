import { parseArguments } from './arguments.ts';
import type { Electron } from './electron.ts';

/**
 * Decides what the program is: the app, or (`--cli`) the command line of an installed app, which opens no window, takes
 * no lock of the one instance and needs no display. `early`: files that the system has handed over, also later ones.
 */
export async function start(electron: Electron, early: readonly string[]): Promise<void> {
  const given = parseArguments(process.argv, { isPackaged: electron.app.isPackaged, cwd: process.cwd() });
  if (given.cli === null) {
    const { bootApp } = await import('./boot.ts');
    await bootApp(electron, given, early);
  } else {
    const { runCommandLine } = await import('./command-line.ts');
    await runCommandLine(electron, given.cli);
  }
}
