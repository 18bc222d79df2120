import { Option } from 'commander';
import { ERROR_CATEGORIES } from '../../../shared/pipeline.ts';
import {
  type ErrorEntry,
  type ErrorFilter,
  errorHistory,
  filterErrors,
  OUTCOME_WORDS,
} from '../../../shared/state/error-history.ts';
import { type CommandContext, JSON_OPTION, printJson, type RegisterCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { formatTime } from '../format/elapsed.ts';
import { formatTable } from '../format/table.ts';
import { loadRun } from '../runs/load-run.ts';
import type { Paint } from '../terminal/paint.ts';
import { safeLine } from '../terminal/safe-text.ts';
import { fitLine } from '../terminal/text-width.ts';

interface ErrorsOptions extends ErrorFilter {
  readonly json?: boolean;
  /** False with `--unhandled`. */
  readonly unhandled?: boolean;
}

export const registerErrors: RegisterCommand = (program, context) => {
  program
    .command('errors')
    .description('list what went wrong in a run, and what was done about it')
    .argument('<run>', 'the id of the run, or the beginning of it')
    .option('--text <text>', 'only errors with this in their message, code or step')
    .addOption(new Option('--category <category>', 'only errors of this category').choices(ERROR_CATEGORIES))
    .option('--unhandled', 'only what nothing has dealt with')
    .option(...JSON_OPTION)
    .action(context.action((run: string, options: ErrorsOptions) => errors(context, run, options)));
};

async function errors({ io, library }: CommandContext, wanted: string, options: ErrorsOptions): Promise<ExitCode> {
  const { run, facts } = await loadRun(await library().openData(), wanted);
  const { json, unhandled, ...filter } = options;
  const found = filterErrors(errorHistory(facts), unhandled === true ? { ...filter, handled: false } : filter);
  if (json === true) printJson(io, found);
  else if (found.length === 0) io.stderr.line(`Run ${run} has no ${isFiltered(options) ? 'such ' : ''}errors.`);
  else for (const line of errorLines(found, io.stdout.paint)) io.stdout.line(line);
  return EXIT.completed;
}

function isFiltered({ text, category, unhandled }: ErrorsOptions): boolean {
  return text !== undefined || category !== undefined || unhandled === true;
}

function errorLines(found: readonly ErrorEntry[], paint: Paint): readonly string[] {
  const rows = found.map(({ step, attempt, at, error, outcome }) => [
    formatTime(at),
    fitLine(safeLine(attempt > 1 ? `${step} ×${attempt}` : step), 40),
    error.category,
    OUTCOME_WORDS[outcome],
    fitLine(safeLine(error.message), 120),
  ]);
  return formatTable([['time', 'step', 'category', 'then', 'error'], ...rows], (text, { row }) =>
    row === 0 ? paint(text, 'dim') : text,
  );
}
