import { createNodeIo } from '../cli/io.ts';
import { runCli } from '../cli/program.ts';
import type { Electron } from './electron.ts';

/** `Stepglass --cli …`: the command line of an installed app, without a window. */
export async function runCommandLine({ app }: Electron, args: readonly string[]): Promise<void> {
  app.disableHardwareAcceleration();
  app.dock?.hide();
  const io = createNodeIo(process);
  const exitCode = await runCli(args, io);
  await Promise.all([io.stdout.flush(), io.stderr.flush()]);
  app.exit(exitCode);
}
