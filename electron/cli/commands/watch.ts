import { type CommandContext, JSON_OPTION, type JsonOption, printJson, type RegisterCommand } from '../command.ts';
import { EXIT, type ExitCode, exitCodeOfRun } from '../exit-codes.ts';
import { endingLines } from '../format/ending.ts';
import { followRun } from '../runs/follow-run.ts';
import { loadRun } from '../runs/load-run.ts';
import { createRunDisplay } from '../runs/run-display.ts';
import { safeLine } from '../terminal/safe-text.ts';

export const registerWatch: RegisterCommand = (program, context) => {
  program
    .command('watch')
    .description('watch a run of another process; Ctrl-C ends the watching, not the run')
    .argument('<run>', 'the id of the run, or the beginning of it')
    .option(...JSON_OPTION)
    .action(context.action((run: string, options: JsonOption) => watch(context, run, options)));
};

async function watch({ io, library }: CommandContext, wanted: string, options: JsonOption): Promise<ExitCode> {
  const session = await library().openSession();
  // what cannot be read, or never began, is said before anything is shown
  const { run } = await loadRun(session.data, wanted);
  const json = options.json === true;
  const display = createRunDisplay(io, { json, knownUpTo: 0 });
  const followed = await followRun(io, { session, run }, display).finally(() => display.close());
  if (followed === 'left') return EXIT.interrupted;
  if (followed === 'interrupted') {
    io.stderr.line(
      safeLine(
        `stepglass: run ${run} was interrupted, its process is gone; \`stepglass resume ${run}\` goes on with it.`,
      ),
    );
    return EXIT.stopped;
  }
  const document = session.engine.result(run);
  const { pauseReason } = display.state;
  if (json) printJson(io, document);
  else for (const line of endingLines(document, { paint: io.stdout.paint, pauseReason })) io.stdout.line(line);
  return exitCodeOfRun({ status: document.status, pauseReason, interruptedHere: false });
}
