import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { type ProcessRequest, type ProcessResult, ToolFailure } from '../../tools/tool.ts';
import { KeptOutput } from '../attempt/kept-output.ts';
import type { StreamMask } from '../attempt/secrets.ts';
import { describeFailure } from '../recovery/classify.ts';
import { killTree } from './kill.ts';
import { findProcesses, type KnownProcess, MARKER_VARIABLE, processIdentity, signalAll } from './process-tree.ts';

/** How long a pipe may stay open after the program has ended: something in the background may have inherited it. */
const DRAIN_MS = 1_000;

export interface ProcessesOptions {
  readonly marker: string;
  readonly env: { readonly [name: string]: string };
  readonly signal: AbortSignal;
  readonly maxOutputBytes: number;
  readonly now: () => number;
  readonly maskStream: () => StreamMask;
  /** Called as soon as the process exists. */
  readonly onStarted: (process: KnownProcess) => void;
  readonly onOutput: (stream: 'stdout' | 'stderr', chunk: Uint8Array) => void;
  /** Tells a process from a later one with its pid. Default: asks the system, which takes its time where `ps` is run for it. */
  readonly identityOf?: typeof processIdentity;
}

/** The child processes of one attempt: each leads a process group of its own, and all carry the attempt's marker. */
export class AttemptProcesses {
  readonly #options: ProcessesOptions;
  /** Children that have not ended. */
  readonly #running = new Set<number>();
  #hasStarted = false;

  constructor(options: ProcessesOptions) {
    this.#options = options;
  }

  /** True while anything that this attempt started may be alive. */
  get hasStarted(): boolean {
    return this.#hasStarted;
  }

  /** See `SpawnProcess`. */
  async run(request: ProcessRequest): Promise<ProcessResult> {
    const { signal, now } = this.#options;
    if (signal.aborted) throw stopped(request);
    const startedMs = now();
    const child = this.#start(request);
    const ended = await this.#follow(child, request);
    if (signal.aborted) {
      await this.kill();
      throw stopped(request);
    }
    return { ...ended, elapsedMs: now() - startedMs };
  }

  /** A process that somebody else started for this attempt (`runScript`). */
  async adopt(pid: number): Promise<void> {
    this.#hasStarted = true;
    this.#options.onStarted({ pid, identity: (await this.#identityOf(pid)) ?? '' });
  }

  /** Asks everything to end. */
  async terminate(): Promise<void> {
    if (this.#hasStarted) signalAll(await this.#alive(), 'SIGTERM');
  }

  /** Kills everything; resolves when none of it is alive. */
  async kill(): Promise<void> {
    if (this.#hasStarted) await killTree([...this.#running], new Set([this.#options.marker]));
  }

  #identityOf(pid: number): Promise<string | undefined> {
    return (this.#options.identityOf ?? processIdentity)(pid);
  }

  #alive(): Promise<readonly number[]> {
    return findProcesses([...this.#running], new Set([this.#options.marker]));
  }

  #start(request: ProcessRequest): ChildProcess {
    const { command, args, cwd, env, stdin, windowsVerbatimArguments } = request;
    this.#hasStarted = true;
    try {
      return spawn(command, args, {
        cwd,
        env: { ...(env ?? this.#options.env), [MARKER_VARIABLE]: this.#options.marker },
        // a group of its own, so that it can be ended with all that it started
        detached: process.platform !== 'win32',
        windowsHide: true,
        windowsVerbatimArguments: windowsVerbatimArguments ?? false,
        stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      });
    } catch (error) {
      throw notStarted(request, error);
    }
  }

  async #follow(child: ChildProcess, request: ProcessRequest): Promise<Omit<ProcessResult, 'elapsedMs'>> {
    const over = new Promise<{ readonly error: unknown } | null>((resolve) => {
      child.once('error', (error) => resolve({ error }));
      child.once('exit', () => resolve(null));
    });
    // before anything is awaited: node throws away what nobody listens to when a short program has ended
    const stdout = this.#collect(child.stdout, 'stdout', request);
    const stderr = this.#collect(child.stderr, 'stderr', request);
    const { pid } = child;
    if (pid !== undefined) await this.#register(pid);
    feed(child, request.stdin);
    const failure = await over;
    if (pid !== undefined) this.#running.delete(pid);
    if (failure !== null) throw notStarted(request, failure.error);
    await Promise.race([Promise.all([stdout.ended, stderr.ended]), delay(DRAIN_MS, undefined, { ref: false })]);
    child.stdout?.destroy();
    child.stderr?.destroy();
    return {
      exitCode: child.exitCode,
      signal: child.signalCode,
      stdout: stdout.finish(),
      stderr: stderr.finish(),
      stdoutBytes: stdout.kept.totalBytes,
      stderrBytes: stderr.kept.totalBytes,
    };
  }

  async #register(pid: number): Promise<void> {
    this.#running.add(pid);
    this.#options.onStarted({ pid, identity: (await this.#identityOf(pid)) ?? '' });
  }

  #collect(readable: Readable | null, stream: 'stdout' | 'stderr', { stream: isLogged }: ProcessRequest) {
    const kept = new KeptOutput(this.#options.maxOutputBytes);
    const mask = this.#options.maskStream();
    const take = (chunk: string | Uint8Array): void => {
      if (chunk.length === 0) return;
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      kept.push(bytes);
      if (isLogged !== false) this.#options.onOutput(stream, bytes);
    };
    readable?.on('data', (chunk: Buffer) => take(mask.push(chunk)));
    const ended = new Promise<void>((resolve) => {
      if (readable === null || readable.destroyed) resolve();
      readable?.once('close', resolve);
    });
    const finish = (): string => {
      take(mask.end());
      return kept.text();
    };
    return { kept, ended, finish };
  }
}

function feed(child: ChildProcess, stdin: string | undefined): void {
  if (stdin === undefined || child.stdin === null) return;
  // a program need not read what it is given: EPIPE is no failure of the step
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin);
}

function notStarted({ command, cwd }: ProcessRequest, error: unknown): ToolFailure {
  const described = describeFailure(error).error;
  const isMissing = described.code === 'enoent';
  const message = `the program ${command} could not be started in ${cwd}: ${isMissing ? 'there is no such program (or no such folder)' : described.message}`;
  return new ToolFailure({
    category: isMissing ? 'configuration' : described.category,
    code: isMissing ? 'program_not_found' : described.code,
    message,
  });
}

function stopped({ command }: ProcessRequest): ToolFailure {
  return new ToolFailure({ category: 'cancelled', code: 'stopped', message: `the program ${command} was stopped` });
}
