import { type CommandContext, JSON_OPTION, type JsonOption, printJson, type RegisterCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';

const KEPT_DAYS = 7;
const KEPT_MS = KEPT_DAYS * 24 * 60 * 60 * 1000;

export const registerDelete: RegisterCommand = (program, context) => {
  program
    .command('delete')
    .description(`move runs to the trash, where they are kept for ${KEPT_DAYS} days`)
    .argument('<runs...>', 'ids of runs, or the beginnings of them')
    .option(...JSON_OPTION)
    .action(context.action((runs: readonly string[], options: JsonOption) => deleteRuns(context, runs, options)));
};

/** All names are looked up before anything is moved: a typing error deletes nothing. */
async function deleteRuns(
  { io, library }: CommandContext,
  wanted: readonly string[],
  { json }: JsonOption,
): Promise<ExitCode> {
  const data = await library().openData();
  const runs = [...new Set(wanted.map((prefix) => data.resolve(prefix)))];
  for (const run of runs) {
    await data.trash(run);
    if (json !== true)
      io.stdout.line(
        `Run ${run} is in the trash; \`stepglass restore ${run}\` brings it back within ${KEPT_DAYS} days.`,
      );
  }
  if (json === true) printJson(io, { deleted: runs });
  await data.emptyTrash(KEPT_MS);
  return EXIT.completed;
}
