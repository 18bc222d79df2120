import { type CommandContext, JSON_OPTION, type JsonOption, printJson, type RegisterCommand } from '../command.ts';
import { EXIT, type ExitCode, exitCodeOfRun } from '../exit-codes.ts';
import { endingLines } from '../format/ending.ts';
import type { CliIo } from '../io.ts';
import { createRunDisplay, type RunDisplay } from '../run-display.ts';
import { safeLine } from '../safe-text.ts';
import type { Session } from '../session.ts';

/** How often it is asked whether the run's owner is alive, in ms: a dead one writes no fact. */
const OWNER_POLL_MS = 1000;
type Seen = 'ended' | 'interrupted' | 'left';

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
  const run = session.data.resolve(wanted);
  const json = options.json === true;
  const display = createRunDisplay(io, { json, knownUpTo: 0 });
  const seen = await watchUntilEnd(io, { session, run }, display).finally(() => display.close());
  if (seen === 'left') return EXIT.interrupted;
  if (seen === 'interrupted') {
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

function watchUntilEnd(
  io: CliIo,
  { session, run }: { session: Session; run: string },
  display: RunDisplay,
): Promise<Seen> {
  return new Promise((resolve, reject) => {
    const endings: (() => void)[] = [];
    const finish = (seen: Seen): void => {
      for (const end of endings.splice(0)) end();
      resolve(seen);
    };
    const fail = (error: unknown): void => {
      finish('ended');
      reject(error);
    };
    endings.push(io.onSignal(() => finish('left')));
    const poll = setInterval(() => void checkOwner({ session, run }, display, finish).catch(fail), OWNER_POLL_MS);
    endings.push(() => clearInterval(poll));
    const unsubscribe = session.engine.subscribe(run, {
      from: 0,
      onFacts: (facts) => {
        display.onFacts(facts);
        if (isOver(display)) queueMicrotask(() => finish('ended'));
      },
      onSignal: (signal) => display.onSignal(signal),
    });
    endings.push(unsubscribe);
    checkOwner({ session, run }, display, finish).catch(fail);
  });
}

function isOver({ state }: RunDisplay): boolean {
  return state.n > 0 && state.status !== 'running' && state.status !== 'created';
}

async function checkOwner(
  { session, run }: { session: Session; run: string },
  display: RunDisplay,
  finish: (seen: Seen) => void,
): Promise<void> {
  const { readOwner } = await import('../../storage/lock.ts');
  const owner = await readOwner(session.data.open(run).path);
  if (owner?.alive === true) return;
  // The owner may have ended the run in order just before: its last facts decide, and they are on disk.
  const { status } = session.engine.state(run);
  if (status === 'running' || status === 'created') finish('interrupted');
  else if (isOver(display)) finish('ended');
}
