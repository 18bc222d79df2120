import path from 'node:path';
import { describeThrown } from '../../../shared/errors.ts';
import type { ResultDocument } from '../../../shared/result-document.ts';
import { excerptLines } from '../../compiler/format.ts';
import type { GivenBreakpoints, RunHandle } from '../../execution/api.ts';
import { type CommandContext, printJson } from '../command.ts';
import { EXIT, type ExitCode, exitCodeOfRun } from '../exit-codes.ts';
import { endingLines } from '../format/ending.ts';
import type { CliIo } from '../io.ts';
import type { Session } from '../session.ts';
import { displayPath } from '../terminal/display-path.ts';
import { safeLine } from '../terminal/safe-text.ts';
import { terminalText } from '../terminal/text-width.ts';
import { type DrivenRun, driveRun } from './drive-run.ts';

export interface RunToEndOptions {
  readonly json?: boolean | undefined;
  /** `-o`: where the result document is written as well. */
  readonly output?: string | undefined;
  /** False: who waits for a person is not asked about at once. Default: true, on a terminal. */
  readonly ask?: boolean | undefined;
  /** Facts up to this number are known to the person: not shown again as lines. Default: 0. */
  readonly knownUpTo?: number;
}

interface HandledRun {
  readonly session: Session;
  readonly handle: RunHandle;
  /** Those that it was started with: it goes on with them when a question is answered. Default: none. */
  readonly breakpoints?: GivenBreakpoints;
}

/** Shows a run until it ends here, then prints what it gave, and says how it ended as an exit code. */
export async function runToEnd(
  { io }: CommandContext,
  { session, handle, breakpoints = [] }: HandledRun,
  options: RunToEndOptions,
): Promise<ExitCode> {
  const json = options.json === true;
  const driven = await driveAsking(io, { session, handle, breakpoints }, options);
  const { document, state } = driven;
  if (json) printJson(io, document);
  if (!json || document.status !== 'completed')
    reportEnding(io, driven, { json, excerpt: failureExcerpt(session, document, io.cwd) });
  const ending = { status: document.status, pauseReason: state.pauseReason, interruptedHere: driven.interruptedHere };
  const exitCode = exitCodeOfRun(ending);
  return (await writeDocument(io, document, options.output))
    ? exitCode
    : exitCode === EXIT.completed
      ? EXIT.stopped
      : exitCode;
}

/** Drives the run, and asks the person at the terminal what its steps ask, until nobody answers or nothing is asked. */
async function driveAsking(
  io: CliIo,
  { session, handle, breakpoints = [] }: HandledRun,
  { json = false, ask = true, knownUpTo = 0 }: RunToEndOptions,
): Promise<DrivenRun> {
  const { stdin: input } = io;
  if (json || !ask || input?.isTerminal !== true || !io.stdout.isTerminal)
    return driveRun(io, handle, { json, knownUpTo });
  const { Asker } = await import('../asking/asker.ts');
  const asker = new Asker({ io, input, session, run: handle.run, breakpoints });
  try {
    let driven = await driveRun(io, handle, { json, knownUpTo, asker });
    while (driven.document.status === 'waiting') {
      const next = await asker.goOn();
      if (next === null) break;
      driven = await driveRun(io, next, { json, knownUpTo: driven.state.n, isContinued: true, asker });
    }
    return { ...driven, interruptedHere: driven.interruptedHere || asker.isInterrupted };
  } finally {
    asker.close();
  }
}

function reportEnding(
  io: CliIo,
  { document, state }: DrivenRun,
  { json, excerpt }: { json: boolean; excerpt: readonly string[] },
): void {
  const output = json ? io.stderr : io.stdout;
  const options = { paint: output.paint, pauseReason: state.pauseReason, only: state.only, excerpt };
  for (const line of endingLines(document, options)) output.line(line);
  // What stopped a run that can go on must be on stderr (exit code 3), wherever the table went.
  if (
    !json &&
    exitCodeOfRun({ ...document, pauseReason: state.pauseReason, interruptedHere: false }) === EXIT.stopped
  ) {
    io.stderr.line(
      safeLine(
        `stepglass: the run is ${document.status}${state.pauseReason === null ? '' : ` (${state.pauseReason})`}`,
      ),
    );
  }
}

/** The place in the file that is to blame. The definition is read back as it ran; without it there is no excerpt. */
function failureExcerpt({ data }: Session, { run, error, pipeline }: ResultDocument, cwd: string): readonly string[] {
  if (error?.span === undefined) return [];
  const { span } = error;
  const name = displayPath(span.file, cwd);
  try {
    const files = data.open(run).readDefinition();
    const file = files.find((each) => each.path === span.file) ?? (span.file === pipeline.file ? files[0] : undefined);
    return file === undefined ? [] : excerptLines(span, { file: name, text: file.text }, terminalText);
  } catch (cause) {
    return [
      `  ${safeLine(`${name}:${span.line}:${span.column} (the file as it ran cannot be read: ${describeThrown(cause)})`)}`,
    ];
  }
}

/** False if it could not be written, which is said. The run itself is what it is. */
async function writeDocument(io: CliIo, document: ResultDocument, file: string | undefined): Promise<boolean> {
  if (file === undefined) return true;
  const [{ replaceFile }, { nodeFileLayer }] = await Promise.all([
    import('../../storage/files/atomic-file.ts'),
    import('../../storage/files/file-layer.ts'),
  ]);
  try {
    await replaceFile(nodeFileLayer, path.resolve(io.cwd, file), `${JSON.stringify(document, null, 2)}\n`);
    return true;
  } catch (error) {
    io.stderr.line(safeLine(`stepglass: the result document was not written to ${file}: ${describeThrown(error)}`));
    return false;
  }
}
