import { StepglassError } from '../../../shared/errors.ts';
import type { RunSummary } from '../../../shared/state/run-summary.ts';
import { type CommandContext, JSON_OPTION, NO_ASK_OPTION, type RegisterCommand } from '../command.ts';
import type { ExitCode } from '../exit-codes.ts';
import { collect } from '../options/assignments.ts';
import { addBreakOptions, type BreakOptions, givenBreakpoints } from '../options/break-options.ts';
import { editsOf } from '../options/edit-options.ts';
import { runToEnd } from '../runs/run-to-end.ts';
import type { Session } from '../session.ts';
import { safeLine } from '../terminal/safe-text.ts';

interface ResumeOptions extends BreakOptions {
  readonly json?: boolean;
  readonly output?: string;
  readonly ask?: boolean;
  readonly steal?: boolean;
  readonly var?: readonly string[];
  readonly param?: readonly string[];
}

export const registerResume: RegisterCommand = (program, context) => {
  addBreakOptions(program.command('resume'))
    .description('go on with a run that was interrupted, paused, cancelled, or failed')
    .argument('[run]', 'its id, or the beginning of it (default: the newest run that can be resumed)')
    .option(...JSON_OPTION)
    .option(...NO_ASK_OPTION)
    .option('-o, --output <file>', 'write the result document to a file')
    .option('--var <name=value>', 'another value for a run variable (repeatable)', collect)
    .option('--param <step.name=value>', 'another value for a parameter of a step (repeatable)', collect)
    .option('--steal', 'take the run over from a process on another computer, or one that does not answer')
    .action(context.action((run: string | undefined, options: ResumeOptions) => resume(context, run, options)));
};

async function resume(context: CommandContext, wanted: string | undefined, options: ResumeOptions): Promise<ExitCode> {
  const session = await context.library().openSession();
  const run = wanted === undefined ? await newestResumable(context, session) : session.data.resolve(wanted);
  const { n: knownUpTo } = session.engine.state(run);
  const { variables, parameters } = editsOf({
    ...(options.var === undefined ? {} : { var: options.var }),
    ...(options.param === undefined ? {} : { param: options.param }),
  });
  const breakpoints = givenBreakpoints(options);
  const handle = await session.engine.resume(run, {
    steal: options.steal === true,
    breakpoints,
    edits: { ...(variables === undefined ? {} : { variables }), ...(parameters === undefined ? {} : { parameters }) },
  });
  return runToEnd(context, { session, handle, breakpoints }, { ...options, knownUpTo });
}

async function newestResumable({ io }: CommandContext, { data }: Session): Promise<string> {
  const chosen = chooseResumable(await data.runs());
  io.stderr.line(
    safeLine(`Resuming run ${chosen.run} (${chosen.pipeline?.name ?? 'unknown pipeline'}, ${chosen.status}).`),
  );
  return chosen.run;
}

/** `runs`: newest first. Running ones are somebody's, completed ones are done, and damaged ones cannot be gone on with. */
export function chooseResumable(runs: readonly RunSummary[]): RunSummary {
  const resumable: ReadonlySet<string> = new Set(['interrupted', 'paused', 'waiting', 'failed', 'cancelled']);
  const chosen = runs.find((run) => resumable.has(run.status));
  if (chosen !== undefined) return chosen;
  const message = `There is no run that can be resumed; ${runs.length === 0 ? 'there are no runs at all' : `${runs.length === 1 ? 'the only one is' : `all ${runs.length} are`} completed, running or damaged`}. \`stepglass runs\` lists them.`;
  throw new StepglassError('illegal_state', 'nothing_to_resume', message);
}
