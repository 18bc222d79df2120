import type { ForkOptions, UtilityProcess } from 'electron';
import { KeptOutput } from '../execution/attempt/kept-output.ts';
import type { RunScriptFor } from '../execution/run/run-context.ts';
import { type ProcessResult, ToolFailure } from '../tools/tool.ts';

type Request = Parameters<RunScriptFor>[0];
type Attempt = Parameters<RunScriptFor>[1];

export interface RunScriptParts {
  /** `utilityProcess.fork`: in a packed app the program cannot be used as Node (monitor.md "Security"). */
  readonly fork: (modulePath: string, args: string[], options: ForkOptions) => UtilityProcess;
  /** The built `script-host.cjs`. */
  readonly scriptHost: string;
  readonly env: { readonly [name: string]: string | undefined };
  /** Of stdout, and of stderr, that the result keeps. */
  readonly maxOutputBytes: number;
  readonly now: () => number;
}

/** Runs a script of a step where `process.execPath` is no Node. */
export function createRunScript(parts: RunScriptParts): RunScriptFor {
  return async (request, attempt) => {
    if (attempt.signal.aborted) throw stopped(request);
    const startedMs = parts.now();
    const child = parts.fork(parts.scriptHost, [request.script, ...request.args], {
      cwd: request.cwd,
      env: definedOnly(request.env ?? parts.env),
      stdio: ['ignore', 'pipe', 'pipe'],
      serviceName: 'Stepglass script',
    });
    const ended = await follow(child, { request, attempt, maxOutputBytes: parts.maxOutputBytes });
    if (attempt.signal.aborted) throw stopped(request);
    return { ...ended, elapsedMs: parts.now() - startedMs };
  };
}

interface Following {
  readonly request: Request;
  readonly attempt: Attempt;
  readonly maxOutputBytes: number;
}

async function follow(
  child: UtilityProcess,
  { request, attempt, maxOutputBytes }: Following,
): Promise<Omit<ProcessResult, 'elapsedMs'>> {
  const kept = { stdout: new KeptOutput(maxOutputBytes), stderr: new KeptOutput(maxOutputBytes) };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.on('data', (chunk: Buffer) => {
      kept[stream].push(chunk);
      if (request.stream !== false) attempt.output(stream, chunk);
    });
  }
  const stop = (): void => void child.kill();
  attempt.signal.addEventListener('abort', stop);
  child.once('spawn', () => {
    if (child.pid !== undefined) attempt.onStarted(child.pid);
  });
  const exitCode = await new Promise<number>((resolve) => child.once('exit', resolve));
  attempt.signal.removeEventListener('abort', stop);
  return {
    exitCode,
    signal: null,
    stdout: kept.stdout.text(),
    stderr: kept.stderr.text(),
    stdoutBytes: kept.stdout.totalBytes,
    stderrBytes: kept.stderr.totalBytes,
  };
}

function stopped({ script }: Request): ToolFailure {
  return new ToolFailure({ category: 'cancelled', code: 'stopped', message: `the script ${script} was stopped` });
}

function definedOnly(env: { readonly [name: string]: string | undefined }): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
