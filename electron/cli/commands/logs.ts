import type { LogChunk } from '../../../shared/api/answers.ts';
import { StepglassError } from '../../../shared/errors.ts';
import { stepState } from '../../../shared/state/run-state.ts';
import { toChunk } from '../../host/areas/logs.ts';
import { type CommandContext, JSON_OPTION, type RegisterCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Output } from '../io.ts';
import { parseCount } from '../options/numbers.ts';
import { type LoadedRun, loadRun } from '../runs/load-run.ts';
import { safeJson, safeLine, safeText } from '../terminal/safe-text.ts';

/** What is read at once: a log of gigabytes passes through in pieces. */
const PIECE_BYTES = 256 * 1024;

interface LogsOptions {
  readonly json?: boolean;
  readonly attempt?: number;
}

interface LogOfAttempt {
  readonly step: string;
  readonly attempt: number;
}

export const registerLogs: RegisterCommand = (program, context) => {
  program
    .command('logs')
    .description('print what the steps of a run have written')
    .argument('<run>', 'the id of the run, or the beginning of it')
    .argument('[step]', 'only this step')
    .option('--attempt <n>', 'only this attempt', parseCount)
    .option(...JSON_OPTION)
    .action(
      context.action((run: string, step: string | undefined, options: LogsOptions) =>
        logs(context, { run, step }, options),
      ),
    );
};

async function logs(
  { io, library }: CommandContext,
  wanted: { run: string; step: string | undefined },
  options: LogsOptions,
): Promise<ExitCode> {
  const loaded = await loadRun(await library().openData(), wanted.run);
  const attempts = attemptsOf(loaded, wanted.step).filter(
    ({ attempt }) => options.attempt === undefined || attempt === options.attempt,
  );
  const hasHeads = wanted.step === undefined || attempts.length > 1;
  if (options.json === true) printRecords(io.stdout, loaded, attempts);
  else if (!printLogs(io.stdout, loaded, { attempts, hasHeads }))
    io.stderr.line(`${wanted.step === undefined ? 'The steps of this run have' : 'This step has'} written nothing.`);
  return EXIT.completed;
}

/** In the order of the definition, attempts of a step in theirs. Throws `invalid_input` `unknown_step`. */
function attemptsOf({ run, state }: LoadedRun, only: string | undefined): readonly LogOfAttempt[] {
  const steps = [...state.steps.keys()];
  if (only !== undefined && !steps.includes(only)) {
    throw new StepglassError(
      'invalid_input',
      'unknown_step',
      `Run ${run} has no step ${JSON.stringify(only)}; its steps are ${steps.join(', ')}.`,
      { details: { run, step: only } },
    );
  }
  return steps
    .filter((step) => only === undefined || step === only)
    .flatMap((step) => stepState(state, step).attempts.map(({ attempt }) => ({ step, attempt })));
}

/** False if there was nothing to print. */
function printLogs(
  stdout: Output,
  loaded: LoadedRun,
  { attempts, hasHeads }: { attempts: readonly LogOfAttempt[]; hasHeads: boolean },
): boolean {
  const printed = attempts.map((each) => printLog(stdout, loaded, { each, hasHeads }));
  return printed.includes(true);
}

function printLog(
  stdout: Output,
  loaded: LoadedRun,
  { each, hasHeads }: { each: LogOfAttempt; hasHeads: boolean },
): boolean {
  let last = '\n';
  let isFirst = true;
  for (const { text } of readRecords(loaded, each)) {
    if (isFirst && hasHeads) stdout.line(stdout.paint(safeLine(`── ${each.step} (attempt ${each.attempt})`), 'dim'));
    isFirst = false;
    stdout.write(safeText(text));
    last = text;
  }
  if (!last.endsWith('\n')) stdout.line();
  return !isFirst;
}

/** One after the other, so that a long log is never in memory as a whole. */
function printRecords(stdout: Output, loaded: LoadedRun, attempts: readonly LogOfAttempt[]): void {
  let separator = '[';
  for (const each of attempts) {
    for (const record of readRecords(loaded, each)) {
      stdout.write(`${separator}\n  ${safeJson(JSON.stringify({ ...each, ...record }))}`);
      separator = ',';
    }
  }
  stdout.line(separator === '[' ? '[]' : '\n]');
}

function* readRecords(
  { folder, state }: LoadedRun,
  { step, attempt }: LogOfAttempt,
): Generator<LogChunk['records'][number]> {
  // Logs are numbered by the step's place in the definition.
  const number = [...state.steps.keys()].indexOf(step);
  for (let offset = 0; ; ) {
    const slice = folder.logs.read(number, attempt, { offset, maxBytes: PIECE_BYTES });
    const { records, nextOffset } = toChunk(slice.pieces, slice.nextOffset, slice.sizeBytes);
    yield* records;
    if (nextOffset <= offset || nextOffset >= slice.sizeBytes) return;
    offset = nextOffset;
  }
}
