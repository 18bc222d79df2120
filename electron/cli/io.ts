import type { RunScriptFor } from '../execution/run/run-context.ts';
import { choosePaint, type Paint } from './paint.ts';

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
}

export type InterruptSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** Everything a command touches outside of the engine. */
export interface CliIo {
  readonly stdout: Output;
  readonly stderr: Output;
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
    env: proc.env,
    platform: proc.platform,
    cwd: proc.cwd(),
    now: () => Date.now(),
    onSignal: (listener) => listenToSignals(proc, listener),
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
  // `stepglass runs | head` closes the pipe early: nobody reads on, which is no reason to end a run.
  stream.on('error', () => {
    isOpen = false;
  });
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
    flush: () => new Promise((resolve) => (isOpen ? stream.write('', () => resolve()) : resolve())),
  };
}
