import { type CommandContext, JSON_OPTION, type JsonOption, printJson, type RegisterCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { safeLine } from '../safe-text.ts';

export const registerRestore: RegisterCommand = (program, context) => {
  program
    .command('restore')
    .description('bring a deleted run back out of the trash')
    .argument('<run>', 'the id of the run, in full')
    .option(...JSON_OPTION)
    .action(context.action((run: string, options: JsonOption) => restore(context, run, options)));
};

async function restore({ io, library }: CommandContext, run: string, { json }: JsonOption): Promise<ExitCode> {
  const data = await library().openData();
  await data.restore(run);
  if (json === true) printJson(io, { restored: run });
  else io.stdout.line(safeLine(`Run ${run} is back.`));
  return EXIT.completed;
}
