import { StepglassError } from '../../../shared/errors.ts';
import type { DataFolder } from '../../storage/data-folder.ts';
import { type CommandContext, JSON_OPTION, type JsonOption, printJson, type RegisterCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { safeLine } from '../terminal/safe-text.ts';

export const registerRestore: RegisterCommand = (program, context) => {
  program
    .command('restore')
    .description('bring a deleted run back out of the trash')
    .argument('<run>', 'the id of the run, or the beginning of it')
    .option(...JSON_OPTION)
    .action(context.action((run: string, options: JsonOption) => restore(context, run, options)));
};

async function restore({ io, library }: CommandContext, wanted: string, { json }: JsonOption): Promise<ExitCode> {
  const data = await library().openData();
  const run = trashedRun(data, wanted);
  await data.restore(run);
  if (json === true) printJson(io, { restored: run });
  else io.stdout.line(safeLine(`Run ${run} is back.`));
  return EXIT.completed;
}

/** The only run in the trash that begins so; what matches none is left to be refused. Throws `invalid_input` `ambiguous_run`. */
function trashedRun(data: DataFolder, wanted: string): string {
  const start = wanted.trim().toLowerCase();
  const runs = [...new Set(data.trashed().map(({ run }) => run))].filter((run) => run.startsWith(start));
  if (start === '' || runs.includes(start)) return start;
  const [only = wanted, ...others] = runs;
  if (others.length === 0) return only;
  throw new StepglassError(
    'invalid_input',
    'ambiguous_run',
    `"${wanted}" is the beginning of ${runs.length} deleted runs: ${runs.slice(0, 5).join(', ')}. Give more of the id`,
    { details: { prefix: wanted, candidates: runs } },
  );
}
