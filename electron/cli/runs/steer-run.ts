import { type CommandContext, type JsonOption, printJson } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Session } from '../session.ts';
import { followRun } from './follow-run.ts';

export interface Steering extends JsonOption {
  /** Said while it is waited for. */
  readonly announcement: string;
  readonly steer: (engine: Session['engine'], run: string) => Promise<void>;
}

/** An owner that is alive answers at once; one that is suspended is waited for much longer than a person waits in silence. */
const PATIENCE_MS = 2000;

async function withPatience(io: CommandContext['io'], run: string, work: () => Promise<void>): Promise<void> {
  const timer = setTimeout(
    () =>
      io.stderr.line(`Run ${run}: the process that works on it has not answered yet; it is waited for, up to 30 s.`),
    PATIENCE_MS,
  );
  await work().finally(() => clearTimeout(timer));
}

/** Asks the owner of a run for something and waits until the run no longer runs. Ctrl-C ends the waiting, not the request. */
export async function steerRun({ io, library }: CommandContext, wanted: string, steering: Steering): Promise<ExitCode> {
  const session = await library().openSession();
  const run = session.data.resolve(wanted);
  // Its owner answers at once: who is refused hears nothing of what will not happen.
  await withPatience(io, run, () => steering.steer(session.engine, run));
  // one that stood still is done with already
  const now = session.engine.state(run).status;
  const isGoingOn = now === 'running' || now === 'created';
  if (isGoingOn) io.stderr.line(`Run ${run}: ${steering.announcement}`);
  if (isGoingOn && (await followRun(io, { session, run })) === 'left') return EXIT.interrupted;
  const { status } = session.engine.state(run);
  if (steering.json === true) printJson(io, { run, status });
  else
    io.stdout.line(
      `Run ${run} is ${status}${status === 'completed' ? '.' : `; \`stepglass resume ${run}\` goes on with it.`}`,
    );
  return EXIT.completed;
}
