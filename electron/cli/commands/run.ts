import { statSync } from 'node:fs';
import path from 'node:path';
import { StepglassError } from '../../../shared/errors.ts';
import type { RunHandle, StartRequest } from '../../execution/api.ts';
import { type CommandContext, JSON_OPTION, NO_ASK_OPTION, type RegisterCommand } from '../command.ts';
import { printDiagnostics, showRefusal, textsOf } from '../diagnostics-report.ts';
import { type ExitCode } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import { collect, inputValues } from '../options/assignments.ts';
import { addBreakOptions, type BreakOptions, givenBreakpoints } from '../options/break-options.ts';
import { parseCount } from '../options/numbers.ts';
import {
  addOnlyEdits,
  addOnlyOptions,
  ignorePins,
  NO_PINS_OPTION,
  type OnlyOptions,
  onlyRequest,
} from '../options/only-options.ts';
import { checkOutput } from '../options/output-file.ts';
import { readNamedFile, readNamedJson } from '../options/read-file.ts';
import { runToEnd } from '../runs/run-to-end.ts';

export interface StartOptions {
  readonly input?: readonly string[];
  readonly inputsFile?: string;
  readonly workdir?: string;
  readonly maxParallel?: number;
  readonly until?: string;
  readonly pins?: boolean;
}

interface RunOptions extends StartOptions, OnlyOptions, BreakOptions {
  readonly json?: boolean;
  readonly output?: string;
  readonly ask?: boolean;
}

export const registerRun: RegisterCommand = (program, context) => {
  const command = program
    .command('run')
    .description('run a pipeline file')
    .argument('<file>', 'the pipeline file')
    .option('-i, --input <name=value>', 'an input, as text of its declared type (repeatable)', collect)
    .option('-f, --inputs-file <file>', 'inputs as a JSON object; `-` reads standard input')
    .option(...JSON_OPTION)
    .option(...NO_ASK_OPTION)
    .option('-o, --output <file>', 'write the result document to a file')
    .option('--workdir <folder>', 'the working directory of the run (default: the folder of the pipeline file)')
    .option('--max-parallel <n>', 'how many steps run at once', parseCount)
    .option('--until <step>', 'run this step and what it needs, then pause');
  addBreakOptions(addOnlyEdits(addOnlyOptions(command)))
    .option(...NO_PINS_OPTION)
    .action(context.action((file: string, options: RunOptions) => runFile(context, file, options)));
};

async function runFile(context: CommandContext, file: string, options: RunOptions): Promise<ExitCode> {
  const { io } = context;
  if (options.output !== undefined) checkOutput(io.cwd, options.output);
  const request = startRequest(io, file, options);
  const alone = onlyRequest(io, { file: request.file, text: request.text }, options);
  const library = context.library();
  const compiled = await library.compile(request.text, request.file);
  const source = { text: request.text, file, included: textsOf(compiled.files) };
  if (compiled.pipeline !== null) printDiagnostics(io.stderr, compiled.diagnostics, source);
  const session = await library.openSession({
    compiled: (named, text) => (named === request.file && text === request.text ? compiled : undefined),
  });
  return showRefusal(io, source, async () => {
    const breakpoints = givenBreakpoints(options);
    const handle: RunHandle =
      alone === null
        ? await session.engine.start({ ...request, breakpoints })
        : await session.engine.runStep({ ...alone, breakpoints });
    return runToEnd(context, { session, handle, breakpoints }, options);
  });
}

/** Reads what the options name. Throws `invalid_input` if a file or a value cannot be used. */
export function startRequest(io: CliIo, file: string, options: StartOptions): StartRequest {
  const inputsFile = options.inputsFile === undefined ? null : readNamedJson(options.inputsFile, io.cwd);
  return {
    // Absolute: the run may be rerun from another folder.
    file: path.resolve(io.cwd, file),
    text: readNamedFile(file, io.cwd),
    inputs: inputValues(options.input ?? [], inputsFile),
    ...(options.workdir === undefined ? {} : { workdir: existingFolder(io, options.workdir) }),
    ...(options.maxParallel === undefined ? {} : { maxParallel: options.maxParallel }),
    ...(options.until === undefined ? {} : { until: options.until }),
    ...ignorePins(options),
  };
}

function existingFolder(io: CliIo, folder: string): string {
  const full = path.resolve(io.cwd, folder);
  if (statSync(full, { throwIfNoEntry: false })?.isDirectory() === true) return full;
  throw new StepglassError('invalid_input', 'not_a_folder', `--workdir ${folder} is no folder.`, {
    details: { folder: full },
  });
}
