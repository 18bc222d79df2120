import { runCli } from '../cli/program.ts';
import { desktopIo } from './desktop-io.ts';
import type { Electron } from './electron.ts';

/** `Stepglass --cli …`: the command line of an installed app, without a window. */
export async function runCommandLine(electron: Electron, args: readonly string[]): Promise<void> {
  const { app } = electron;
  app.dock?.hide();
  await app.whenReady();
  const io = desktopIo(electron);
  const exitCode = await runCli(args, io);
  await Promise.all([io.stdout.flush(), io.stderr.flush()]);
  app.exit(exitCode);
}
