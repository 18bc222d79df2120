import { type CommandContext, JSON_OPTION, NO_ASK_OPTION, type RegisterCommand } from '../command.ts';
import type { ExitCode } from '../exit-codes.ts';
import { addBreakOptions, type BreakOptions, givenBreakpoints } from '../options/break-options.ts';
import { addEditOptions, type EditOptions, editsOf } from '../options/edit-options.ts';
import { ignorePins, NO_PINS_OPTION } from '../options/only-options.ts';
import { parsePlace } from '../options/places.ts';
import { runToEnd } from '../runs/run-to-end.ts';

interface ContinueOptions extends EditOptions, BreakOptions {
  readonly checkpoint: string;
  readonly json?: boolean;
  readonly output?: string;
  readonly ask?: boolean;
  readonly pins?: boolean;
}

export const registerContinue: RegisterCommand = (program, context) => {
  addBreakOptions(addEditOptions(program.command('continue')))
    .description('make a new run that goes on from a place in this one')
    .argument('<run>', 'the id of the run, or the beginning of it')
    .requiredOption('--checkpoint <c>', 'a checkpoint (its id, or the beginning of it), or @N for the fact number N')
    .option(...NO_PINS_OPTION)
    .option(...JSON_OPTION)
    .option(...NO_ASK_OPTION)
    .option('-o, --output <file>', 'write the result document to a file')
    .action(context.action((run: string, options: ContinueOptions) => continueRun(context, run, options)));
};

async function continueRun(context: CommandContext, wanted: string, options: ContinueOptions): Promise<ExitCode> {
  const place = parsePlace(options.checkpoint);
  const session = await context.library().openSession();
  const run = session.data.resolve(wanted);
  const breakpoints = givenBreakpoints(options);
  const handle = await session.engine.continueFrom(run, place, {
    ...editsOf(options),
    ...ignorePins(options),
    breakpoints,
  });
  return runToEnd(context, { session, handle, breakpoints }, options);
}
