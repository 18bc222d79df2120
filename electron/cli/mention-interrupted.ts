import { describeThrown } from '../../shared/errors.ts';
import type { RunSummary } from '../../shared/state/run-summary.ts';
import type { CliIo } from './io.ts';
import type { Library } from './session.ts';
import { safeLine } from './terminal/safe-text.ts';

/** These show the runs themselves, or print what other programs read. */
const SILENT: ReadonlySet<string | undefined> = new Set(['runs', 'schema', 'serve']);

/** Says once, on stderr, that runs were interrupted. A list that cannot be read is said too, and is no failure of the command. */
export async function mentionInterrupted(io: CliIo, library: Library, command: string | undefined): Promise<void> {
  if (SILENT.has(command)) return;
  try {
    const data = await library.openData();
    const line = interruptedLine(await data.runs());
    if (line !== null) io.stderr.line(io.stderr.paint(safeLine(line), 'yellow'));
  } catch (error) {
    io.stderr.line(safeLine(`stepglass: the list of runs cannot be read: ${describeThrown(error)}`));
  }
}

export function interruptedLine(runs: readonly RunSummary[]): string | null {
  const interrupted = runs.filter((run) => run.status === 'interrupted' && run.importedAt === undefined);
  const [newest] = interrupted;
  if (newest === undefined) return null;
  const name = newest.pipeline?.name ?? 'unknown pipeline';
  if (interrupted.length === 1)
    return `Run ${newest.run} (${name}) was interrupted: \`stepglass resume ${newest.run}\` goes on with it.`;
  return `${interrupted.length} runs were interrupted, the newest being ${newest.run} (${name}): \`stepglass runs\` lists them, \`stepglass resume ${newest.run}\` goes on with it.`;
}
