import { spawn as spawnChild } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import {
  type ProcessRequest,
  type ProcessResult,
  type ToolContext,
  ToolFailure,
  type ToolSettings,
} from '../../electron/tools/tool.ts';

export interface TestContext extends ToolContext {
  /** Everything that was written to the attempt's log, in order. */
  readonly logged: { readonly stream: 'stdout' | 'stderr' | 'log'; readonly text: string }[];
  readonly abort: (reason?: unknown) => void;
  /** Process ids that `spawn` started. */
  readonly pids: number[];
  /** Moves a fake clock; only with `fakeClock`. Resolves sleeps that have become due. */
  readonly advance: (ms: number) => void;
}

export interface TestContextOptions {
  readonly env?: { readonly [name: string]: string };
  readonly settings?: Partial<ToolSettings>;
  /** Start time of a clock that only `advance` moves. Default: the real clock. */
  readonly fakeClock?: number;
  readonly workdir?: string;
  readonly tempDir?: string;
  readonly run?: string;
  readonly step?: string;
}

/** A real ToolContext: real processes and files in a folder that is removed when the test ends. */
export function makeToolContext(options: TestContextOptions = {}): TestContext {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'stepglass-tool-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }));
  const workdir = options.workdir ?? path.join(root, 'work');
  const tempDir = options.tempDir ?? path.join(root, 'tmp');
  mkdirSync(workdir, { recursive: true });
  mkdirSync(tempDir, { recursive: true });
  const controller = new AbortController();
  const logged: { stream: 'stdout' | 'stderr' | 'log'; text: string }[] = [];
  const pids: number[] = [];
  const clock = makeClock(options.fakeClock);
  const env = { PATH: process.env['PATH'] ?? '', STEPGLASS_ATTEMPT: 'test-attempt', ...options.env };
  const settings = { writableFolders: [], python: 'python3', maxOutputBytes: 1024 * 1024, ...options.settings };
  const output: ToolContext['output'] = (stream, chunk) => {
    logged.push({ stream, text: typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8') });
  };
  return {
    run: options.run ?? '01test',
    step: options.step ?? 'step',
    attempt: 1,
    signal: controller.signal,
    workdir,
    tempDir,
    env,
    settings,
    spawn: (request) => runChild(request, { env, settings, output, signal: controller.signal, pids }),
    output,
    progress: () => {},
    now: clock.now,
    sleep: clock.sleep,
    logged,
    pids,
    abort: (reason) => controller.abort(reason),
    advance: clock.advance,
  };
}

interface ChildHost extends Pick<ToolContext, 'env' | 'settings' | 'output' | 'signal'> {
  readonly pids: number[];
}

/** One detached process group; the whole group dies when the signal is aborted. */
function runChild(request: ProcessRequest, host: ChildHost): Promise<ProcessResult> {
  const startedAt = Date.now();
  const child = spawnChild(request.command, [...request.args], {
    cwd: request.cwd,
    env: request.env ?? host.env,
    detached: process.platform !== 'win32',
    windowsVerbatimArguments: request.windowsVerbatimArguments ?? false,
  });
  if (child.pid !== undefined) host.pids.push(child.pid);
  const kept = { stdout: keepEnds(host.settings.maxOutputBytes), stderr: keepEnds(host.settings.maxOutputBytes) };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (chunk: Buffer) => {
      kept[stream].add(chunk);
      if (request.stream !== false) host.output(stream, chunk);
    });
  }
  const kill = (): void => {
    if (child.pid === undefined || child.exitCode !== null) return;
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  };
  host.signal.addEventListener('abort', kill, { once: true });
  if (host.signal.aborted) kill();
  // A program that does not read its input closes the pipe early; that is no failure.
  child.stdin.on('error', () => child.stdin.destroy());
  child.stdin.end(request.stdin ?? '');
  return new Promise((resolve, reject) => {
    child.on('error', (cause: NodeJS.ErrnoException) => {
      const code = cause.code === 'ENOENT' ? 'program_not_found' : 'program_not_started';
      reject(
        new ToolFailure({
          category: 'configuration',
          code,
          message: `cannot start ${request.command}: ${cause.message}`,
        }),
      );
    });
    child.on('close', (exitCode, signal) => {
      host.signal.removeEventListener('abort', kill);
      if (host.signal.aborted) {
        reject(new ToolFailure({ category: 'cancelled', code: 'aborted', message: 'the attempt was stopped' }));
        return;
      }
      resolve({
        exitCode,
        signal,
        stdout: kept.stdout.text(),
        stderr: kept.stderr.text(),
        stdoutBytes: kept.stdout.size(),
        stderrBytes: kept.stderr.size(),
        elapsedMs: Date.now() - startedAt,
      });
    });
  });
}

/** Keeps the first and the last half of at most `limit` bytes. */
function keepEnds(limit: number): { add(chunk: Buffer): void; text(): string; size(): number } {
  const half = Math.floor(limit / 2);
  let size = 0;
  let head = Buffer.alloc(0);
  let tail = Buffer.alloc(0);
  return {
    add(chunk) {
      size += chunk.length;
      const forHead = chunk.subarray(0, half - head.length);
      head = Buffer.concat([head, forHead]);
      tail = Buffer.concat([tail, chunk.subarray(forHead.length)]).subarray(-half);
    },
    text() {
      const leftOut = size - head.length - tail.length;
      const note = leftOut > 0 ? `\n… ${leftOut} bytes left out …\n` : '';
      return leftOut > 0 ? `${head.toString()}${note}${tail.toString()}` : Buffer.concat([head, tail]).toString();
    },
    size: () => size,
  };
}

interface TestClock {
  readonly now: () => number;
  readonly sleep: ToolContext['sleep'];
  readonly advance: (ms: number) => void;
}

function makeClock(start: number | undefined): TestClock {
  let time = start ?? 0;
  const waiting = new Set<() => void>();
  const now = (): number => (start === undefined ? Date.now() : time);
  const sleep: ToolContext['sleep'] = (ms, signal) =>
    new Promise((resolve, reject) => {
      const due = now() + ms;
      const timer = start === undefined ? setTimeout(() => settle(), ms) : undefined;
      const check = (): void => {
        if (now() >= due) settle();
      };
      const settle = (): void => {
        clearTimeout(timer);
        waiting.delete(check);
        signal.removeEventListener('abort', settle);
        if (signal.aborted)
          reject(new ToolFailure({ category: 'cancelled', code: 'aborted', message: 'the wait was stopped' }));
        else resolve();
      };
      waiting.add(check);
      signal.addEventListener('abort', settle, { once: true });
      if (signal.aborted) settle();
      else if (start !== undefined) check();
    });
  const advance = (ms: number): void => {
    time += ms;
    for (const check of waiting) check();
  };
  return { now, sleep, advance };
}
