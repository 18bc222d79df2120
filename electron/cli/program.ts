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

const COMMANDS: readonly (readonly [heading: string, registers: readonly RegisterCommand[]])[] = [
  ['Run:', [registerRun, registerValidate, registerPlan]],
  ['Go on, and run again:', [registerResume, registerRerun, registerContinue, registerAnswer]],
  [
    'Look:',
    [
      registerRuns,
      registerShow,
      registerLogs,
      registerErrors,
      registerCheckpoints,
      registerCompare,
      registerReport,
      registerServe,
    ],
  ],
  ['Steer a run of another process:', [registerWatch, registerPause, registerCancel]],
  ['Keep:', [registerPins, registerBreakpoints, registerDelete, registerRestore, registerExport, registerImport]],
  ['For editors:', [registerSchema]],
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
  for (const [heading, registers] of COMMANDS) {
    program.commandsGroup(heading);
    for (const register of registers) register(program, context);
  }
  program.commandsGroup('Help:');
  try {
    await program.parseAsync([...withoutHelp(program, args)], { from: 'user' });
    await mentionInterrupted(io, context.library(), args[0]);
    return exitCode;
  } catch (error) {
    const wantsJson = args.includes('--json');
    if (error instanceof CommanderError)
      return refuseUsage(error, { io, wantsJson, helpFor: commandIn(program, args) });
    return refuse(error, { io, wantsJson, isDriving: DRIVING.has(commandIn(program, args).trim()) });
  }
}

/** What goes on with a run, and so may leave one that stopped. */
const DRIVING: ReadonlySet<string> = new Set(['run', 'resume', 'rerun', 'continue', 'answer']);

/** `help nope` is refused as `nope` is, by its name, where the help of everything would hide the mistake. */
function withoutHelp(program: Command, args: readonly string[]): readonly string[] {
  const [first, wanted] = args;
  if (first !== 'help' || wanted === undefined || wanted === 'help' || wanted.startsWith('-')) return args;
  return program.commands.some((command) => command.name() === wanted) ? args : args.slice(1);
}

/** The command that was meant, with a space behind it; empty: none that there is. */
function commandIn(program: Command, args: readonly string[]): string {
  const named = args.find((arg) => program.commands.some((command) => command.name() === arg));
  return named === undefined ? '' : `${named} `;
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
      outputError: (text, write) => write(text.replace(/^error: /, 'stepglass: ')),
    })
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError()
    .addHelpText('after', EXIT_HELP);
}

interface Refusal {
  readonly io: CliIo;
  readonly wantsJson: boolean;
}

function refuse(error: unknown, { io, wantsJson, isDriving }: Refusal & { readonly isDriving: boolean }): ExitCode {
  reportError(io.stderr, error, io.env);
  if (wantsJson) printJson(io, { error: toErrorBody(error) });
  const code = error instanceof StepglassError ? exitCodeOfError(error) : EXIT.internal;
  // a command that only looks has stopped nothing that could be resumed
  return code === EXIT.stopped && !isDriving ? EXIT.refused : code;
}

/** Commander has printed its message already. Help and version come as errors too. */
function refuseUsage(
  error: CommanderError,
  { io, wantsJson, helpFor }: Refusal & { readonly helpFor: string },
): ExitCode {
  if (error.exitCode === 0) return EXIT.completed;
  if (error.code !== 'commander.help') io.stderr.line(`\`stepglass ${helpFor}--help\` says what is expected.`);
  if (wantsJson)
    printJson(io, { error: { kind: 'invalid_input', code: 'usage', message: error.message, details: {} } });
  return EXIT.refused;
}
