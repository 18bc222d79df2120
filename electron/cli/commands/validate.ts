import type { Diagnostic } from '../../../shared/diagnostics.ts';
import { type ErrorBody, toErrorBody } from '../../../shared/errors.ts';
import { type CommandContext, JSON_OPTION, type JsonOption, printJson, type RegisterCommand } from '../command.ts';
import { printDiagnostics, textsOf, verdictLine } from '../diagnostics-report.ts';
import { reportError } from '../error-report.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import { readNamedFile } from '../options/read-file.ts';

interface Validated {
  readonly file: string;
  readonly valid: boolean;
  readonly diagnostics: readonly Diagnostic[];
  /** Why the file could not be read. */
  readonly error?: ErrorBody;
}

export const registerValidate: RegisterCommand = (program, context) => {
  program
    .command('validate')
    .description('check pipeline files without running anything')
    .argument('<files...>', 'pipeline files')
    .option(...JSON_OPTION)
    .action(context.action((files: readonly string[], options: JsonOption) => validateFiles(context, files, options)));
};

/** All files are checked, whatever is wrong with the first. */
async function validateFiles(
  context: CommandContext,
  files: readonly string[],
  { json }: JsonOption,
): Promise<ExitCode> {
  const results: Validated[] = [];
  for (const file of files) results.push(await validateFile(context, file, json === true));
  if (json === true) printJson(context.io, results);
  return results.every((result) => result.valid) ? EXIT.completed : EXIT.refused;
}

async function validateFile({ io, library }: CommandContext, file: string, json: boolean): Promise<Validated> {
  const read = tryToRead(file, io);
  if ('error' in read) return { file, valid: false, diagnostics: [], error: read.error };
  const { text } = read;
  const { pipeline, diagnostics, files } = await library().compile(text, file);
  if (!json) {
    printDiagnostics(io.stdout, diagnostics, { file, text, included: textsOf(files) });
    io.stdout.line(verdictLine(file, diagnostics));
  }
  return { file, valid: pipeline !== null, diagnostics };
}

/** A file that cannot be read is told at once, and does not keep the others from being checked. */
function tryToRead(file: string, io: CliIo): { readonly text: string } | { readonly error: ErrorBody } {
  try {
    return { text: readNamedFile(file, io.cwd) };
  } catch (error) {
    reportError(io.stderr, error, io.env);
    return { error: toErrorBody(error) };
  }
}
