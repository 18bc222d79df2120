import { createInterface } from 'node:readline';
import type { RunScriptFor } from '../execution/run/run-context.ts';
import { choosePaint, type Paint } from './terminal/paint.ts';

/** One of the two streams of a command. */
export interface Output {
  readonly isTerminal: boolean;
  readonly columns: number;
  readonly rows: number;
  readonly paint: Paint;
  /** As it is; whoever writes has made it safe. */
  write(text: string): void;
  line(text?: string): void;
  /** Resolves when everything written has left the process. */
  flush(): Promise<void>;
  /** Why not everything written has arrived; undefined: it has, or whoever reads has had enough (`| head`). */
  failure?(): string | undefined;
}

/** What the person types, line by line. */
export interface Input {
  readonly isTerminal: boolean;
  /** Listens until the returned function is called; `end`: nothing more will be typed (Ctrl-D). */
  onLines(listener: { readonly line: (line: string) => void; readonly end: () => void }): () => void;
}

export type InterruptSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** Everything a command touches outside of the engine. */
export interface CliIo {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Absent: nobody can be asked. */
  readonly stdin?: Input;
  readonly env: { readonly [name: string]: string | undefined };
  readonly platform: NodeJS.Platform;
  readonly cwd: string;
  readonly now: () => number;
  /** How a step's JavaScript is run where this program is no Node (the desktop app). Default: as Node does. */
  readonly runScript?: RunScriptFor;
  /** While a listener is there, these signals do not end the process. Returns the function that removes it. */
  onSignal(listener: (signal: InterruptSignal) => void): () => void;
}

export function createNodeIo(proc: NodeJS.Process): CliIo {
  return {
    stdout: createOutput(proc.stdout, proc.env),
    stderr: createOutput(proc.stderr, proc.env),
    stdin: createInput(() => proc.stdin),
    env: proc.env,
    platform: proc.platform,
    cwd: proc.cwd(),
    now: () => Date.now(),
    onSignal: (listener) => listenToSignals(proc, listener),
  };
}

/** The terminal itself edits the line and turns Ctrl-C into a signal, as for every other command. */
function createInput(streamOf: () => NodeJS.ReadStream): Input {
  return {
    // looked at only by who wants to ask: a window has no such stream
    get isTerminal() {
      return streamOf().isTTY === true;
    },
    onLines({ line, end }) {
      const stream = streamOf();
      const lines = createInterface({ input: stream, terminal: false });
      lines.on('line', line);
      lines.on('close', end);
      return () => {
        lines.off('close', end);
        lines.close();
        stream.pause();
      };
    },
  };
}

const SIGNALS: readonly InterruptSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

function listenToSignals(proc: NodeJS.Process, listener: (signal: InterruptSignal) => void): () => void {
  const listeners = SIGNALS.map((signal) => [signal, () => listener(signal)] as const);
  for (const [signal, own] of listeners) proc.on(signal, own);
  return () => {
    for (const [signal, own] of listeners) proc.off(signal, own);
  };
}

function createOutput(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Output {
  let isOpen = true;
  let failure: string | undefined;
  // `stepglass runs | head` closes the pipe early: nobody reads on, which is no reason to end a run.
  const close = (error: Error): void => {
    isOpen = false;
    if (!('code' in error && error.code === 'EPIPE')) failure ??= error.message;
  };
  stream.on('error', close);
  const write = (text: string): void => {
    if (isOpen) stream.write(text);
  };
  return {
    isTerminal: stream.isTTY === true && env['TERM'] !== 'dumb',
    get columns() {
      return Math.max(20, stream.columns ?? 160);
    },
    get rows() {
      return Math.max(5, stream.rows ?? 30);
    },
    paint: choosePaint(stream.isTTY === true, env),
    write,
    line: (text = '') => write(`${text}\n`),
    failure: () => failure,
    flush: () =>
      new Promise((resolve) => {
        if (!isOpen) return resolve();
        stream.write('', (error) => {
          if (error) close(error);
          resolve();
        });
      }),
  };
}
