import path from 'node:path';
import { StepglassError } from '../../../shared/errors.ts';
import type { PinState, PinSummary } from '../../../shared/pins.ts';
import { type CommandContext, JSON_OPTION, type JsonOption, printJson, type RegisterCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { formatTime } from '../format/elapsed.ts';
import { formatTable } from '../format/table.ts';
import { readNamedFile } from '../options/read-file.ts';
import type { Session } from '../session.ts';
import { displayPath } from '../terminal/display-path.ts';
import type { Paint } from '../terminal/paint.ts';
import { safeLine } from '../terminal/safe-text.ts';
import { fitLine } from '../terminal/text-width.ts';

export const registerPins: RegisterCommand = (program, context) => {
  // oxlint-disable-next-line max-params -- commander hands arguments over one by one
  const pin = (run: string, step: string, options: JsonOption): Promise<ExitCode> =>
    pinStep(context, { run, step }, options);
  // oxlint-disable-next-line max-params -- commander hands arguments over one by one
  const unpin = (file: string, step: string | undefined, options: UnpinOptions): Promise<ExitCode> =>
    unpinStep(context, { file, step }, options);
  program
    .command('pin')
    .description('have new runs take the result of a step from this run instead of running the step')
    .argument('<run>', 'the id of the run, or the beginning of it')
    .argument('<step>', 'a completed step of it')
    .option(...JSON_OPTION)
    .action(context.action(pin));
  program
    .command('unpin')
    .description('have new runs of a pipeline file run the step again')
    .argument('<file>', 'the pipeline file')
    .argument('[step]', 'the step')
    .option('--damaged', 'forget the pins of the file that cannot be read')
    .option(...JSON_OPTION)
    .action(context.action(unpin));
  program
    .command('pins')
    .description('list the pinned results of a pipeline file, or of all')
    .argument('[file]', 'the pipeline file')
    .option(...JSON_OPTION)
    .action(context.action((file: string | undefined, options: JsonOption) => listPins(context, file, options)));
};

interface UnpinOptions extends JsonOption {
  readonly damaged?: boolean;
}

async function pinStep(
  { io, library }: CommandContext,
  { run, step }: { run: string; step: string },
  { json }: JsonOption,
): Promise<ExitCode> {
  const { engine, data } = await library().openSession();
  const pin = await engine.pin(data.resolve(run), step);
  if (json === true) printJson(io, pin);
  else
    for (const line of [
      `${pin.step} is pinned to its result of run ${pin.from.run}, attempt ${pin.from.attempt}:`,
      `new runs of ${displayPath(pin.file, io.cwd)} take it instead of running the step.`,
      `  stepglass unpin ${displayPath(pin.file, io.cwd)} ${pin.step} ends that`,
    ])
      io.stdout.line(safeLine(line));
  return EXIT.completed;
}

async function unpinStep(
  { io, library }: CommandContext,
  { file, step }: { file: string; step: string | undefined },
  { json, damaged }: UnpinOptions,
): Promise<ExitCode> {
  const { engine, data } = await library().openSession();
  const full = path.resolve(io.cwd, file);
  if (damaged === true) {
    const forgotten = await data.pins.forgetDamaged(full);
    if (json === true) printJson(io, { file: full, forgotten });
    else io.stdout.line(`Forgot ${forgotten} ${forgotten === 1 ? 'pin' : 'pins'} that could not be read.`);
    return EXIT.completed;
  }
  if (step === undefined)
    throw new StepglassError(
      'invalid_input',
      'missing_argument',
      'unpin takes a file and a step of it (or --damaged, for the pins that cannot be read)',
    );
  await engine.unpin(full, step);
  if (json === true) printJson(io, { file: full, step });
  else io.stdout.line(safeLine(`${step} is not pinned any more: new runs run it.`));
  return EXIT.completed;
}

async function listPins(
  { io, library }: CommandContext,
  file: string | undefined,
  { json }: JsonOption,
): Promise<ExitCode> {
  const session = await library().openSession();
  const files =
    file === undefined ? new Set(session.engine.pins().map((pin) => pin.file)) : [path.resolve(io.cwd, file)];
  const pins = [...files].flatMap((each) => pinsOf(session, each, io.cwd));
  if (json === true) printJson(io, pins);
  else for (const line of pinsLines(pins, { cwd: io.cwd, paint: io.stdout.paint })) io.stdout.line(line);
  return EXIT.completed;
}

/** Pins outlive their file: what cannot be read says nothing of them. */
function pinsOf({ engine }: Session, file: string, cwd: string): readonly PinSummary[] {
  try {
    return engine.pins({ file, text: readNamedFile(file, cwd) });
  } catch (error) {
    if (error instanceof StepglassError && error.kind === 'invalid_input') return engine.pins({ file });
    throw error;
  }
}

const NOTES: Readonly<Record<PinState, string>> = {
  current: '',
  stale: '△ its definition has changed since',
  gone: 'the pipeline has no such step',
  unknown: 'the file cannot be read, or has errors',
};

function pinsLines(pins: readonly PinSummary[], { cwd, paint }: { cwd: string; paint: Paint }): readonly string[] {
  if (pins.length === 0) return ['Nothing is pinned: stepglass pin RUN STEP pins a result.'];
  const rows = pins.map((pin) => [
    fitLine(displayPath(pin.file, cwd), 60),
    fitLine(pin.step, 40),
    `run ${fitLine(pin.from.run, 40)}`,
    formatTime(pin.pinnedAt),
    NOTES[pin.state],
  ]);
  return formatTable([['file', 'step', 'result of', 'pinned', ''], ...rows], (text, { row, column }) => {
    if (row === 0) return paint(text, 'dim');
    return column === 4 ? paint(text, 'yellow') : text;
  });
}
