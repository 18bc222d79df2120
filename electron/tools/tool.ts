import type { Json, JsonObject } from '../../shared/json.ts';
import type { Effects, ErrorCategory } from '../../shared/pipeline.ts';
import type { ValueSpec } from '../../shared/value-spec.ts';

/** A tool as pipelines name it (`tool: filesystem`), with what it declares about each action. One file per tool. */
export interface Tool {
  readonly name: string;
  /** Other names that files may use, for example `http-client`. */
  readonly aliases?: readonly string[];
  /** Part of every step hash: raise it when the same parameters mean something else. */
  readonly version: string;
  readonly description: string;
  readonly actions: { readonly [action: string]: Action };
  /** The action that `tool: x` without `action` (or with prose in `action`, where there is only one) means. */
  readonly defaultAction?: string;
}

export interface Action {
  readonly description: string;
  readonly aliases?: readonly string[];
  readonly parameters: { readonly [name: string]: ParameterSpec };
  /** The shape of `result`: checked by a test against what the tool returns, shown in the documentation. */
  readonly result: ValueSpec;
  readonly effects: Effects;
  /** Asks a person: the engine waits for the answer, which is the result, and never calls `run`. */
  readonly asks?: 'prompt' | 'approval';
  readonly run: (parameters: JsonObject, context: ToolContext) => Promise<ToolOutcome>;
}

export interface ParameterSpec extends ValueSpec {
  /** Names of the older dialect that mean the same. */
  readonly aliases?: readonly string[];
}

/** What a tool returns. `success: false` is a failure exactly as a throw is (language.md L20). */
export type ToolOutcome =
  | {
      readonly success: true;
      readonly result: Json;
      readonly meta?: JsonObject;
      readonly variables?: { readonly [name: string]: Json };
    }
  | { readonly success: false; readonly error: ToolError; readonly result?: Json; readonly meta?: JsonObject };

/** A failure as the tool sees it; the engine adds step, attempt and place (engine.md E21). */
export interface ToolError {
  readonly category: ErrorCategory;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  /** Overrides what the category says. */
  readonly retryable?: boolean;
  /** From a Retry-After header. */
  readonly retryAfterMs?: number;
  readonly details?: JsonObject;
}

/** What a running attempt may use. Nothing else: no globals, no clock, no environment of its own. */
export interface ToolContext {
  readonly run: string;
  readonly step: string;
  readonly attempt: number;
  /** Aborted on cancel and on timeout. A tool that ignores it is abandoned, and its processes are killed. */
  readonly signal: AbortSignal;
  /** Absolute. Relative paths resolve against it. */
  readonly workdir: string;
  /** Absolute, empty at the start of the run, private to the run. */
  readonly tempDir: string;
  /** The environment for child processes; already holds `STEPGLASS_ATTEMPT`. */
  readonly env: { readonly [name: string]: string };
  readonly settings: ToolSettings;
  /** Starts a child process that is journaled, streamed to the attempt's log, and killed with all that it forks. */
  readonly spawn: SpawnProcess;
  /** Starts a JavaScript file as Node does. Absent: `process.execPath`, which in a packed app is no Node. */
  readonly runScript?: RunScript;
  /** Appends to the attempt's log, and tells subscribers. Strings are UTF-8; pieces may end in mid-character. */
  readonly output: (stream: 'stdout' | 'stderr' | 'log', chunk: string | Uint8Array) => void;
  readonly progress: (fraction: number, text?: string) => void;
  /** Milliseconds since 1970; the engine's clock. */
  readonly now: () => number;
  /** Resolves after `ms` of the engine's clock; rejects when aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface ToolSettings {
  /** Folders outside the working directory that tools may write to and delete in. */
  readonly writableFolders: readonly string[];
  /** The interpreter for `python-executor`. Default: `python3`. */
  readonly python: string;
  /** Bytes of stdout (and of stderr) that a result keeps; the log keeps all. Default: 1 MiB. */
  readonly maxOutputBytes: number;
  /** How long a step that is cancelled may take to end in order, in ms, before it is killed. Default: 5000. */
  readonly cancelGraceMs?: number;
}

export interface ProcessRequest {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: { readonly [name: string]: string };
  readonly stdin?: string;
  /** Windows: hand the arguments over as they are, as `cmd /c` needs it. Default: false. */
  readonly windowsVerbatimArguments?: boolean;
  /** Stream stdout/stderr into the log as they come. Default: true. */
  readonly stream?: boolean;
}

export interface ProcessResult {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The first and last halves of at most `settings.maxOutputBytes`, with a line in between that says what was left out. */
  readonly stdout: string;
  readonly stderr: string;
  readonly stdoutBytes: number;
  readonly stderrBytes: number;
  readonly elapsedMs: number;
}

/** Rejects with a `ToolFailure` if the program cannot be started, and when the context's signal is aborted (after the whole tree is dead). */
export type SpawnProcess = (request: ProcessRequest) => Promise<ProcessResult>;

/** As `SpawnProcess`, with the absolute path of a JavaScript file (`.cjs` or `.mjs`) in place of a command. */
export type RunScript = (
  request: Omit<ProcessRequest, 'command'> & { readonly script: string },
) => Promise<ProcessResult>;

/** Thrown by helpers of tools; equal to returning `{ success: false, error }`. */
export class ToolFailure extends Error {
  readonly error: ToolError;
  constructor(error: ToolError) {
    super(error.message);
    this.name = 'ToolFailure';
    this.error = error;
  }
}
