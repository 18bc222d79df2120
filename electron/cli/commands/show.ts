import type { ContinuePoint } from '../../execution/api.ts';
import { placeOf } from '../../execution/forks/continue-point.ts';
import { type CommandContext, JSON_OPTION, printJson, type RegisterCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { runLines } from '../format/run-lines.ts';
import { stepLines } from '../format/step-lines.ts';
import { parsePlace } from '../options/places.ts';
import { foldFacts, type LoadedRun, loadRun } from '../runs/load-run.ts';
import { shownIn, viewOfRun, viewOfStep } from '../runs/run-views.ts';

interface ShowOptions {
  readonly step?: string;
  readonly checkpoint?: string;
  readonly json?: boolean;
}

export const registerShow: RegisterCommand = (program, context) => {
  program
    .command('show')
    .description('show a run, or one of its steps, as it is or as it was')
    .argument('<run>', 'the id of the run, or the beginning of it')
    .option('--step <step>', 'one step: parameters, result, attempts, errors')
    .option('--checkpoint <c>', 'as it was at a checkpoint, or at @N (the number of a fact)')
    .option(...JSON_OPTION)
    .action(context.action((run: string, options: ShowOptions) => show(context, run, options)));
};

async function show(context: CommandContext, wanted: string, options: ShowOptions): Promise<ExitCode> {
  const { io, library } = context;
  const place = options.checkpoint === undefined ? null : parsePlace(options.checkpoint);
  const loaded = await loadRun(await library().openData(), wanted);
  const then = place === null ? loaded : asOf(loaded, place);
  const room = { columns: io.stdout.columns, paint: io.stdout.paint, now: timeOf(then) ?? io.now() };
  if (options.step !== undefined) {
    const view = viewOfStep(then, options.step);
    if (options.json === true) printJson(io, view);
    else for (const line of stepLines(view, room)) io.stdout.line(line);
    return EXIT.completed;
  }
  if (options.json === true) {
    const document = place === null ? await resultOf(context, loaded) : viewOfRun(then);
    printJson(io, document);
  } else for (const line of runLines(then, room)) io.stdout.line(line);
  return EXIT.completed;
}

/** The result document, which says of a run whose owner is gone what `runs` says. */
async function resultOf({ library }: CommandContext, loaded: LoadedRun) {
  const document = (await library().openSession()).engine.result(loaded.run);
  return { ...document, status: shownIn(loaded, document.status) };
}

/** What ran at a place in the past had run until then. Null: the run as it is. */
function timeOf({ facts, state }: LoadedRun): number | null {
  const last = facts.findLast(({ n }) => n <= state.n);
  return last === undefined || last === facts.at(-1) ? null : Date.parse(last.at);
}

function asOf(loaded: LoadedRun, place: ContinuePoint): LoadedRun {
  const state = foldFacts(loaded.facts, placeOf(loaded.state, place).seq);
  return { ...loaded, state, isInterrupted: loaded.isInterrupted && state.n === loaded.state.n };
}
