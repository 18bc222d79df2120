import { type Command, Option } from 'commander';
import type { RerunRequest } from '../../execution/api.ts';
import { type CommandContext, JSON_OPTION, NO_ASK_OPTION, type RegisterCommand } from '../command.ts';
import { showRefusal } from '../diagnostics-report.ts';
import type { ExitCode } from '../exit-codes.ts';
import { collect } from '../options/assignments.ts';
import { addBreakOptions, type BreakOptions, givenBreakpoints } from '../options/break-options.ts';
import { addEditOptions, type EditOptions, editsOf } from '../options/edit-options.ts';
import { parseCount } from '../options/numbers.ts';
import { ignorePins, NO_PINS_OPTION } from '../options/only-options.ts';
import { readNamedFile } from '../options/read-file.ts';
import { runToEnd } from '../runs/run-to-end.ts';
import type { Session } from '../session.ts';

export interface RerunOptions extends EditOptions {
  readonly from?: readonly string[];
  readonly definition?: 'file' | 'snapshot';
  readonly maxParallel?: number;
  readonly until?: string;
  readonly pins?: boolean;
}

interface RerunCommandOptions extends RerunOptions, BreakOptions {
  readonly json?: boolean;
  readonly output?: string;
  readonly ask?: boolean;
}

export const registerRerun: RegisterCommand = (program, context) => {
  addBreakOptions(addRerunOptions(program.command('rerun')))
    .description('make a new run that reuses what it may of this one')
    .argument('<run>', 'the id of the run, or the beginning of it')
    .option(...JSON_OPTION)
    .option(...NO_ASK_OPTION)
    .option('-o, --output <file>', 'write the result document to a file')
    .option('--max-parallel <n>', 'how many steps run at once', parseCount)
    .option('--until <step>', 'run this step and what it needs, then pause')
    .action(context.action((run: string, options: RerunCommandOptions) => rerun(context, run, options)));
};

export function addRerunOptions(command: Command): Command {
  const definition = new Option('--definition <which>', 'the pipeline as it was, or the file as it is now');
  return addEditOptions(
    command
      .option('--from <step>', 'run this step again, with everything behind it (repeatable)', collect)
      .option(...NO_PINS_OPTION)
      .addOption(definition.choices(['file', 'snapshot']).default('snapshot')),
  );
}

async function rerun(context: CommandContext, wanted: string, options: RerunCommandOptions): Promise<ExitCode> {
  const session = await context.library().openSession();
  const run = session.data.resolve(wanted);
  const request = rerunRequest(session, { run, cwd: context.io.cwd }, options);
  const source = request.definition === 'snapshot' ? { file: run, text: '' } : request.definition;
  return showRefusal(context.io, source, async () => {
    const breakpoints = givenBreakpoints(options);
    const handle = await session.engine.rerun(run, { ...request, breakpoints });
    return runToEnd(context, { session, handle, breakpoints }, options);
  });
}

/** With `--definition file` it reads the file that the run was started from, as it is now. */
export function rerunRequest(
  session: Session,
  { run, cwd }: { run: string; cwd: string },
  options: RerunOptions,
): RerunRequest {
  return {
    definition: options.definition === 'file' ? currentDefinition(session, run, cwd) : 'snapshot',
    ...(options.from === undefined ? {} : { from: options.from }),
    ...(options.maxParallel === undefined ? {} : { maxParallel: options.maxParallel }),
    ...(options.until === undefined ? {} : { until: options.until }),
    ...ignorePins(options),
    ...editsOf(options),
  };
}

function currentDefinition({ engine }: Session, run: string, cwd: string): { file: string; text: string } {
  const file = engine.state(run).pipeline?.file ?? '';
  return { file, text: readNamedFile(file, cwd) };
}
