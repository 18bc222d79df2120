import { Command, CommanderError } from 'commander';
import { StepglassError, toErrorBody } from '../../shared/errors.ts';
import packageJson from '../../package.json' with { type: 'json' };
import type { CommandContext, RegisterCommand } from './command.ts';
import { printJson } from './command.ts';
import { registerAnswer } from './commands/answer.ts';
import { registerBreakpoints } from './commands/breakpoints.ts';
import { registerCancel } from './commands/cancel.ts';
import { registerCheckpoints } from './commands/checkpoints.ts';
import { registerCompare } from './commands/compare.ts';
import { registerContinue } from './commands/continue.ts';
import { registerDelete } from './commands/delete.ts';
import { registerErrors } from './commands/errors.ts';
import { registerExport } from './commands/export.ts';
import { registerImport } from './commands/import.ts';
import { registerLogs } from './commands/logs.ts';
import { registerPause } from './commands/pause.ts';
import { registerPins } from './commands/pins.ts';
import { registerPlan } from './commands/plan.ts';
import { registerReport } from './commands/report.ts';
import { registerRerun } from './commands/rerun.ts';
import { registerRestore } from './commands/restore.ts';
import { registerResume } from './commands/resume.ts';
import { registerRun } from './commands/run.ts';
import { registerRuns } from './commands/runs.ts';
import { registerSchema } from './commands/schema.ts';
import { registerServe } from './commands/serve.ts';
import { registerShow } from './commands/show.ts';
import { registerValidate } from './commands/validate.ts';
import { registerWatch } from './commands/watch.ts';
import { reportError } from './error-report.ts';
import { EXIT, type ExitCode, exitCodeOfError } from './exit-codes.ts';
import type { CliIo } from './io.ts';
import { mentionInterrupted } from './mention-interrupted.ts';
import { createLibrary, type Library } from './session.ts';
import { safeText } from './terminal/safe-text.ts';

const COMMANDS: readonly RegisterCommand[] = [
  registerRun,
  registerValidate,
  registerPlan,
  registerResume,
  registerRerun,
  registerContinue,
  registerRuns,
  registerShow,
  registerCheckpoints,
  registerErrors,
  registerLogs,
  registerWatch,
  registerPause,
  registerCancel,
  registerAnswer,
  registerPins,
  registerBreakpoints,
  registerDelete,
  registerRestore,
  registerExport,
  registerImport,
  registerReport,
  registerCompare,
  registerSchema,
  registerServe,
];

const EXIT_HELP = `
Exit codes: 0 completed · 1 the run failed · 2 refused before anything ran · 3 stopped and resumable ·
4 internal error · 130 Ctrl-C · 143 cancelled from elsewhere`;

/** Runs one command and gives its exit code; throws nothing. `args`: without the program's own name. */
export async function runCli(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const program = new Command('stepglass');
  let exitCode: ExitCode = EXIT.completed;
  let library: Library | null = null;
  const context: CommandContext = {
    io,
    library: () => {
      library ??= createLibrary(io, program.opts<{ dataDir?: string }>().dataDir);
      return library;
    },
    action:
      (run) =>
      async (...parameters) => {
        exitCode = await run(...parameters);
      },
  };
  configure(program, io);
  for (const register of COMMANDS) register(program, context);
  try {
    await program.parseAsync([...args], { from: 'user' });
    await mentionInterrupted(io, context.library(), args[0]);
    return exitCode;
  } catch (error) {
    return refuse(error, { io, wantsJson: args.includes('--json') });
  }
}

function configure(program: Command, io: CliIo): void {
  program
    .description('Runs YAML pipelines durably; resumes and reruns them from any point.')
    .version(packageJson.version)
    .option(
      '--data-dir <folder>',
      'where runs are kept (default: $STEPGLASS_DATA, else the data folder of the platform)',
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(safeText(text)),
      writeErr: (text) => io.stderr.write(safeText(text)),
    })
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError()
    .addHelpText('after', EXIT_HELP);
}

function refuse(error: unknown, { io, wantsJson }: { io: CliIo; wantsJson: boolean }): ExitCode {
  if (error instanceof CommanderError) return refuseUsage(error, { io, wantsJson });
  reportError(io.stderr, error, io.env);
  if (wantsJson) printJson(io, { error: toErrorBody(error) });
  return error instanceof StepglassError ? exitCodeOfError(error) : EXIT.internal;
}

/** Commander has printed its message already. Help and version come as errors too. */
function refuseUsage(error: CommanderError, { io, wantsJson }: { io: CliIo; wantsJson: boolean }): ExitCode {
  if (error.exitCode === 0) return EXIT.completed;
  if (wantsJson)
    printJson(io, { error: { kind: 'invalid_input', code: 'usage', message: error.message, details: {} } });
  return EXIT.refused;
}
