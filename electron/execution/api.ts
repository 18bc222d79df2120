import type { Breakpoint } from '../../shared/breakpoint.ts';
import type { Fact, Signal } from '../../shared/facts.ts';
import type { Json } from '../../shared/json.ts';
import type { PinSummary } from '../../shared/pins.ts';
import type { Plan } from '../../shared/plan.ts';
import type { ResultDocument } from '../../shared/result-document.ts';
import type { RunState } from '../../shared/state/run-state.ts';
import type { DataFolder } from '../storage/data-folder.ts';
import type { FileLayer } from '../storage/files/file-layer.ts';
import type { Tool, ToolSettings } from '../tools/tool.ts';
import type { Clock } from './clock.ts';
import type { CompileResult } from './run/compile-run.ts';
import type { RunScriptFor } from './run/run-context.ts';

/** A value for an input: JSON, or (from a command line) text that is read as the input's declared type (language.md L4). */
export type GivenValue = Json | { readonly text: string };
export type GivenValues = { readonly [name: string]: GivenValue };

/**
 * Where to stop. For one that cannot be hit nothing runs (`invalid_input`: `unknown_step`, `invalid_condition`).
 * `kept`: also at those that are kept for the pipeline file, as they are at each moment, whichever process changes them;
 * those that are off, or that the pipeline has no place for, are left out.
 */
export type GivenBreakpoints = readonly (Breakpoint | 'kept')[];

export interface EngineSettings extends ToolSettings {
  /** Names of the environment that templates may read as `env.NAME`. */
  readonly allowedEnv: readonly string[];
  /** Leave LangSmith's tracing as the environment says. Default: false, tracing is forced off (E18). */
  readonly allowTracing?: boolean;
  /** How long a superstep may gather news before it ends, in ms. Default: 20. Only its cost depends on it. */
  readonly coalesceMs?: number;
}

/** What the engine needs from outside. It reads no clock, environment or randomness of its own. */
export interface EngineDeps {
  readonly data: DataFolder;
  readonly tools: readonly Tool[];
  readonly clock: Clock;
  /** A new lower-case ULID. */
  readonly newId: () => string;
  /** In [0, 1); for the jitter of retries. */
  readonly random: () => number;
  /** The environment of child processes, and what `env.NAME` and secrets are read from. */
  readonly env: { readonly [name: string]: string };
  /** Looks a secret up in a keychain; undefined: not there, the environment is asked. */
  readonly secret?: (name: string) => string | undefined;
  readonly settings: EngineSettings;
  /** Reads a file that a pipeline includes; throws if it cannot. Default: the file system. */
  readonly readFile?: (path: string) => string;
  /** How a JavaScript file is run where `process.execPath` is no Node. Default: `process.execPath`. */
  readonly runScript?: RunScriptFor;
  /**
   * What a pipeline text compiles to, if that is known already; undefined: it is compiled here. So that a host whose
   * event loop must not be held up can compile large texts elsewhere beforehand.
   */
  readonly compiled?: (file: string, text: string) => CompileResult | undefined;
  /** The file system of journals and checkpoints. Default: the real one. */
  readonly files?: FileLayer;
  /** One line for the operator's log. */
  readonly log: (line: string) => void;
}

export interface StartRequest {
  /** As the person named it; its folder is the working directory unless something else says otherwise. */
  readonly file: string;
  readonly text: string;
  /** Other files that belong to the definition, by the path as the pipeline names them. */
  readonly files?: { readonly [path: string]: string };
  readonly inputs: GivenValues;
  readonly workdir?: string;
  /** Overrides the file's `max_parallel`. At least 1. */
  readonly maxParallel?: number;
  /** Only this step and what it waits for run; the run then is paused. */
  readonly until?: string;
  readonly breakpoints?: GivenBreakpoints;
  /** Runs all steps, also those whose results are pinned for this file. */
  readonly ignorePins?: boolean;
}

/** One step to be run alone, in a new run of its own. The others stay pending; the run is paused then, or completed if none is left. */
export interface StepRequest extends Edits {
  readonly step: string;
  /** `snapshot`: as `run` ran it. */
  readonly definition:
    | 'snapshot'
    | { readonly file: string; readonly text: string; readonly files?: { readonly [path: string]: string } };
  /**
   * The run whose inputs and recorded results the step gets. Absent: the newest run of the file that has made the
   * results which are neither given nor pinned.
   */
  readonly run?: string;
  /** Results of steps that it reads, instead of recorded or pinned ones. */
  readonly given?: { readonly [step: string]: Json };
  /** Only where there is no run to go by. */
  readonly workdir?: string;
  readonly maxParallel?: number;
  readonly breakpoints?: GivenBreakpoints;
  readonly ignorePins?: boolean;
}

export interface ResumeOptions {
  /** Also if its owner is on another computer and cannot be asked. */
  readonly steal?: boolean;
  /** Those of this stretch; none are kept from earlier ones. The one that the run stands at is not hit again. */
  readonly breakpoints?: GivenBreakpoints;
  /** Journaled before anything runs. Parameters of steps that have not run yet, by `step.parameter`; run variables. */
  readonly edits?: Pick<Edits, 'variables' | 'parameters'>;
}

export interface AnswerOptions {
  /** Those of the stretch that begins with the answer. A run that is under way keeps its own. */
  readonly breakpoints?: GivenBreakpoints;
}

/** What is changed by hand when a run is made from another one. */
export interface Edits {
  readonly inputs?: GivenValues;
  readonly variables?: { readonly [name: string]: Json };
  /** Named `step.parameter`. The value is data: it is not rendered. */
  readonly parameters?: { readonly [stepAndName: string]: Json };
}

export interface ContinueOptions extends Edits {
  readonly ignorePins?: boolean;
  readonly breakpoints?: GivenBreakpoints;
}

export interface RerunRequest extends Edits {
  /** Steps that run again, with everything behind them. Absent or empty: only what cannot be reused. */
  readonly from?: readonly string[];
  readonly definition:
    | 'snapshot'
    | { readonly file: string; readonly text: string; readonly files?: { readonly [path: string]: string } };
  readonly maxParallel?: number;
  readonly until?: string;
  readonly ignorePins?: boolean;
  readonly breakpoints?: GivenBreakpoints;
}

/** A place in a run to go on from: a checkpoint's id (any unique prefix), or a fact's number. */
export type ContinuePoint = { readonly checkpoint: string } | { readonly seq: number };

export type PlanRequest =
  | ({ readonly kind: 'start' } & StartRequest)
  | { readonly kind: 'resume'; readonly run: string; readonly edits?: ResumeOptions['edits'] }
  | ({ readonly kind: 'rerun'; readonly run: string } & RerunRequest)
  | {
      readonly kind: 'continue';
      readonly run: string;
      readonly at: ContinuePoint;
      readonly edits?: ContinueOptions;
    }
  | ({ readonly kind: 'step' } & StepRequest);

export interface Subscription {
  /** The last fact number that the subscriber has seen; 0: none. */
  readonly from: number;
  /** Facts in order of `n`, without gaps. What it throws is logged and does not reach the run. */
  readonly onFacts: (facts: readonly Fact[]) => void;
  readonly onSignal?: (signal: Signal) => void;
}

/** A run that this process owns. */
export interface RunHandle {
  readonly run: string;
  /**
   * The document when this process is done with the run: completed, failed, cancelled, paused or waiting. Everything in
   * it is on disk, the lock is free. Rejects with `storage_failure` when facts could not be written; the run then resumes.
   */
  readonly done: Promise<ResultDocument>;
  /** Lets running steps finish; resolves when the run is paused (or over). */
  pause(reason?: 'user' | 'quit'): Promise<void>;
  /** Aborts running steps, kills what is left after 5 s; resolves when the run is cancelled (or over). */
  cancel(): Promise<void>;
  /**
   * Pauses as for `quit`, and aborts what runs, as `cancel` does: aborted steps run again when the run is resumed. Resolves
   * when the run is paused (or over).
   */
  abort(): Promise<void>;
  /** Ends what `cancel` and `abort` still wait for at once. */
  kill(): void;
  /** The number of the last fact that subscribers were told. */
  readonly lastFact: number;
  /** Returns the function that ends the subscription. Blocks while it reads the journal if `from` lies far back. */
  subscribe(subscription: Subscription): () => void;
}

/**
 * Runs pipelines. `run` arguments are run ids or unique prefixes. All methods that are refused throw a `StepglassError`:
 * `invalid_input` (with `details.diagnostics` or `details.problems`) or `illegal_state`; nothing has happened then.
 */
export interface Engine {
  start(request: StartRequest): Promise<RunHandle>;
  /** Goes on with a run that is not completed. */
  resume(run: string, options?: ResumeOptions): Promise<RunHandle>;
  /** A new run that reuses what it may of this one (E13). */
  rerun(run: string, request: RerunRequest): Promise<RunHandle>;
  continueFrom(run: string, at: ContinuePoint, options?: ContinueOptions): Promise<RunHandle>;
  /** A new run in which one step runs, over given, pinned and recorded results. */
  runStep(request: StepRequest): Promise<RunHandle>;
  /**
   * Has new runs of the run's pipeline file take this result instead of running the step; on disk when it resolves.
   * Rejects with `invalid_input` (`unknown_step`, `not_pinnable`), `illegal_state` `no_result`.
   */
  pin(run: string, step: string): Promise<PinSummary>;
  /** Rejects with `invalid_input` `not_pinned`. */
  unpin(file: string, step: string): Promise<void>;
  /**
   * The pins of a file whose text is `text`, or (without a file) all, whose state then is `unknown`. Throws
   * `storage_failure` `pin_damaged`.
   */
  pins(definition?: { readonly file: string; readonly text?: string }): readonly PinSummary[];
  plan(request: PlanRequest): Promise<Plan>;
  /** Own runs directly, those of another process through its socket. */
  pause(run: string, reason?: 'user' | 'quit'): Promise<void>;
  /**
   * Own runs directly, those of another process through its socket. One that nobody works on (paused, waiting, or
   * interrupted) is taken over and ends as cancelled; it resumes as any cancelled run. Rejects with `illegal_state`
   * (`run_completed`, `run_ended`).
   */
  cancel(run: string): Promise<void>;
  /**
   * A person's answer to the step at this path; on disk when it resolves. Texts are read as what was asked for. A run
   * that nobody works on is resumed with it: then (and for an own run) the handle, else null. Rejects with `illegal_state`
   * (`nothing_asked`, `already_answered`) and `invalid_input` (`invalid_answer`, with the question in the details).
   */
  answer(run: string, step: string, value: Json, options?: AnswerOptions): Promise<RunHandle | null>;
  /** Own runs live, those of another process (or of none) by following the journal; signals come from own runs only. */
  subscribe(run: string, subscription: Subscription): () => void;
  /** Folded from the journal on disk, or the live state of an own run. Not to be changed by the caller. */
  state(run: string): RunState;
  result(run: string): ResultDocument;
  /** The handle of a run that this process owns now. */
  handle(run: string): RunHandle | undefined;
  /** Ids of the runs that this process owns now. */
  running(): readonly string[];
}
