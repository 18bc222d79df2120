import path from 'node:path';
import { StepglassError } from '../../../shared/errors.ts';
import { type CommandContext, JSON_OPTION, type JsonOption, printJson, type RegisterCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { checkNamedFile } from '../options/read-file.ts';
import { safeLine } from '../terminal/safe-text.ts';

export const registerImport: RegisterCommand = (program, context) => {
  program
    .command('import')
    .description('take in the run of a bundle, to be looked at only')
    .argument('<file>', 'a file that `stepglass export` wrote')
    .option(...JSON_OPTION)
    .action(context.action((file: string, options: JsonOption) => importRun(context, file, options)));
};

async function importRun({ io, library }: CommandContext, file: string, { json }: JsonOption): Promise<ExitCode> {
  checkNamedFile(file, io.cwd);
  const data = await library().openData();
  const imported = await data.importBundle(path.resolve(io.cwd, file)).catch((error: unknown) => {
    throw naming(file, error);
  });
  const { run, isNew } = imported;
  if (json === true) printJson(io, imported);
  else if (isNew) io.stdout.line(safeLine(`Run ${run} is here, read only: \`stepglass show ${run}\` shows it.`));
  else io.stdout.line(safeLine(`Run ${run} is here already; nothing was changed.`));
  return EXIT.completed;
}

/** What is wrong with a bundle is told without its name: it may have come as a stream. */
function naming(file: string, error: unknown): unknown {
  if (!(error instanceof StepglassError)) return error;
  const { kind, code, message, details } = error;
  return new StepglassError(kind, code, `${file}: ${message}`, { details: { ...details, file }, cause: error });
}
