import type { Json } from './json.ts';
import type { ErrorCategory } from './pipeline.ts';
import type { Span } from './source.ts';

/** Where a value is: in the line itself, or (over 4 KiB of JSON) in a blob file named by its sha256. */
export type StoredValue = { readonly inline: Json } | { readonly blob: string; readonly sizeBytes: number };

export type Severity = 'low' | 'medium' | 'high' | 'critical';

/** Why a step or a run failed (engine.md E21). */
export interface ErrorRecord {
  readonly category: ErrorCategory;
  readonly code: string;
  readonly severity: Severity;
  readonly retryable: boolean;
  readonly message: string;
  readonly hint?: string;
  readonly stack?: string;
  readonly cause?: string;
  readonly step?: string;
  readonly attempt?: number;
  /** The place in the pipeline file that is to blame: an expression, a parameter, or the step. */
  readonly span?: Span;
  /** More for programs: HTTP status, exit code, names that were there. */
  readonly details?: { readonly [key: string]: Json };
}

/** One thing that a template or condition read, with the sha256 of its value's canonical JSON (E13, E17). */
export interface Read {
  readonly kind: 'input' | 'step' | 'variable' | 'env' | 'file' | 'secret';
  readonly name: string;
  readonly hash: string;
  /** Where it was read: `parameters.path`, `condition`. */
  readonly at: string;
}

export type SkipReason = 'condition' | 'routed_past' | 'upstream_failed' | 'run_failed';
/** Why a failed step does not fail its run. */
export type Handled = 'skip' | 'route' | 'fallback' | 'handler';

/** What a fact does to other things. Part of the fact's own journal line, so that a cascade is never torn. */
export type Consequence =
  | { readonly type: 'step.skipped'; readonly step: string; readonly reason: SkipReason }
  | {
      readonly type: 'route.taken';
      readonly step: string;
      readonly to: string;
      readonly on: 'false' | 'success' | 'failure';
    }
  | {
      readonly type: 'variable.changed';
      readonly name: string;
      readonly old: StoredValue | null;
      readonly value: StoredValue;
      readonly step: string;
      readonly attempt: number;
    };

export interface RunParent {
  readonly run: string;
  /** A checkpoint id, when the run continues from one. */
  readonly checkpoint?: string;
  /** The fact number of the parent that the run goes on from. */
  readonly seq?: number;
  readonly step?: string;
}

/**
 * Where a result comes from that a run took over instead of making it: the run and the attempt that made it, or a person.
 * `pin`: it was taken from a pin; `stale`: the step's definition has changed since it was pinned. `outdated`: another
 * definition of the step has made it than the one that this run has kept.
 */
export type ReusedFrom =
  | { readonly run: string; readonly attempt: number; readonly pin?: 'current' | 'stale'; readonly outdated?: true }
  | { readonly given: true };

/** A step's result that a run takes instead of running the step, as it was pinned when the run was made. */
export interface PinnedResult {
  readonly step: string;
  readonly from: { readonly run: string; readonly attempt: number; readonly pin: 'current' | 'stale' };
  readonly result: StoredValue;
  readonly meta?: { readonly [key: string]: Json };
  /** Of the attempt that made it. */
  readonly parameters: StoredValue | null;
  readonly durationMs: number;
  /** Run variables that the step set. */
  readonly variables: { readonly [name: string]: StoredValue };
}

/** What changed by hand when the run was made from another one. */
export interface Edit {
  readonly kind: 'input' | 'variable' | 'parameter';
  /** For parameters `step.name`. */
  readonly name: string;
  readonly value: StoredValue;
}

interface BadEnd {
  readonly error: ErrorRecord | null;
  readonly outputs: { readonly [name: string]: StoredValue };
  /** Outputs that could not be evaluated, with the reason. */
  readonly outputErrors: { readonly [name: string]: string };
}

/** What a fact says, without its envelope. Facts are in the past tense: they cannot be refused. */
export type FactBody =
  | {
      readonly type: 'run.created';
      readonly run: string;
      readonly pipeline: {
        readonly id: string;
        readonly name: string;
        readonly version?: string;
        readonly file: string;
        readonly hash: string;
      };
      readonly inputs: { readonly [name: string]: StoredValue };
      readonly workdir: string;
      readonly steps: readonly string[];
      readonly maxParallel: number;
      /** Only this step and its ancestors run. */
      readonly until?: string;
      /** Only this step runs; what it reads was taken over or given. */
      readonly only?: string;
      /** In force for the whole life of the run, whatever is pinned or unpinned later. Absent: none. */
      readonly pins?: readonly PinnedResult[];
      readonly parent?: RunParent;
      readonly edits: readonly Edit[];
    }
  | { readonly type: 'run.started' }
  | {
      readonly type: 'run.resumed';
      readonly after: 'crash' | 'pause' | 'failure' | 'cancel' | 'wait' | 'until' | 'only';
    }
  | {
      readonly type: 'run.paused';
      readonly reason: 'user' | 'breakpoint' | 'until' | 'only' | 'quit';
      readonly step?: string;
    }
  | { readonly type: 'run.waiting'; readonly steps: readonly string[] }
  | { readonly type: 'run.completed'; readonly outputs: { readonly [name: string]: StoredValue } }
  | ({ readonly type: 'run.failed' } & BadEnd)
  | ({ readonly type: 'run.cancelled' } & BadEnd)
  | {
      readonly type: 'condition.evaluated';
      readonly step: string;
      readonly expression: string;
      readonly value: boolean;
      readonly reads: readonly Read[];
    }
  | {
      readonly type: 'step.started';
      readonly step: string;
      readonly attempt: number;
      /** The rendered parameters, secrets as placeholders; null where rendering failed. */
      readonly parameters: StoredValue | null;
      readonly reads: readonly Read[];
    }
  /** `step` is the loop, its iterations are counted from 0. */
  | {
      readonly type: 'loop.iteration_started';
      readonly step: string;
      readonly iteration: number;
      /** How many there will be, where that is known before. */
      readonly total?: number;
      /** The condition of a `while` that let it begin. */
      readonly expression?: string;
    }
  | {
      readonly type: 'loop.iteration_completed';
      readonly step: string;
      readonly iteration: number;
      readonly status: 'completed' | 'failed';
      readonly durationMs: number;
      /** What `set_state` gave: the next iteration's `loop_state`. */
      readonly state?: StoredValue;
      /** The condition of an `until`, and whether it ends the loop. */
      readonly expression?: string;
      readonly isLast?: boolean;
    }
  | {
      readonly type: 'process.started';
      readonly step: string;
      readonly attempt: number;
      readonly pid: number;
      readonly startedAt: string;
      readonly marker: string;
    }
  | {
      readonly type: 'step.attempt_failed';
      readonly step: string;
      readonly attempt: number;
      readonly error: ErrorRecord;
      readonly retryAt: string;
      readonly durationMs: number;
    }
  | {
      readonly type: 'step.completed';
      readonly step: string;
      readonly attempt: number;
      readonly result: StoredValue;
      readonly meta?: { readonly [key: string]: Json };
      readonly handled?: Handled;
      /** With `handled`: what the attempt had failed with before a handler dealt with it. */
      readonly error?: ErrorRecord;
      /** Of a container: everything that it and what is inside it read from around it. */
      readonly reads?: readonly Read[];
      readonly durationMs: number;
      readonly consequences: readonly Consequence[];
    }
  | {
      readonly type: 'step.failed';
      readonly step: string;
      readonly attempt: number;
      readonly error: ErrorRecord;
      /** What the tool returned beside its failure, for example the output of a command with a non-zero code. */
      readonly result?: StoredValue;
      readonly handled?: Handled;
      readonly durationMs: number;
      readonly consequences: readonly Consequence[];
    }
  | {
      readonly type: 'step.cancelled';
      readonly step: string;
      readonly attempt: number;
      readonly durationMs: number;
      readonly consequences: readonly Consequence[];
    }
  | {
      readonly type: 'step.skipped';
      readonly step: string;
      readonly reason: SkipReason;
      readonly consequences: readonly Consequence[];
    }
  | {
      readonly type: 'step.reused';
      readonly step: string;
      /** What the step was in the parent: a success, or skipped by its own condition. */
      readonly status: 'completed';
      readonly from: ReusedFrom;
      readonly result: StoredValue;
      readonly meta?: { readonly [key: string]: Json };
      readonly reads: readonly Read[];
      readonly parameters: StoredValue | null;
      readonly durationMs: number;
      readonly consequences: readonly Consequence[];
    }
  /** One of the things that were tried against a failure (language.md L21), in the middle of the attempt that failed. */
  | {
      readonly type: 'handler.ended';
      readonly step: string;
      readonly attempt: number;
      /** Its place among the step's own handlers and then the pipeline's, from 0. */
      readonly handler: number;
      /** What it did: `tool.action`, or the id of a step; absent: nothing had to be done. */
      readonly work?: string;
      readonly status: 'completed' | 'failed';
      readonly then: 'fallback' | 'retry' | 'handled' | 'next' | 'fail';
      readonly durationMs: number;
      readonly result?: StoredValue;
      readonly error?: ErrorRecord;
    }
  | { readonly type: 'step.waiting'; readonly step: string; readonly question: StoredValue }
  | {
      readonly type: 'step.answered';
      readonly step: string;
      readonly answer: StoredValue;
      /** Absent: a person. */
      readonly by?: 'default';
    }
  | {
      readonly type: 'step.reset';
      readonly steps: readonly string[];
      readonly reason: 'resume' | 'rollback' | 'rerun' | 'retry';
      /** Containers that run again, but keep what is inside them; `steps` says what of that is taken back. */
      readonly reopened?: readonly string[];
      /** Iterations that are taken back with everything in them, as scopes (`process[3]`). */
      readonly dropped?: readonly string[];
      /** The step whose failure asked for the rollback. */
      readonly cause?: string;
      readonly consequences: readonly Consequence[];
    }
  | { readonly type: 'breakpoint.hit'; readonly step: string; readonly when: 'before' | 'after' | 'error' }
  | { readonly type: 'edited'; readonly edit: Edit }
  | {
      readonly type: 'checkpoint.created';
      readonly checkpoint: string;
      readonly seq: number;
      readonly sizeBytes: number;
    }
  | { readonly type: 'warning'; readonly code: string; readonly message: string; readonly step?: string };

/** A line of the journal: what happened, its number in the run (from 1, without gaps) and its time (ISO 8601, UTC, ms). */
export type Fact = FactBody & { readonly n: number; readonly at: string };
export type FactType = FactBody['type'];
export type FactOf<T extends FactType> = Extract<Fact, { type: T }>;

/** Not journaled, latest wins (E19). */
export type Signal =
  | {
      readonly type: 'progress';
      readonly run: string;
      readonly fraction: number;
      readonly settled: number;
      readonly total: number;
      readonly etaMs: number | null;
      /** When that was so, in ms since 1970. */
      readonly asOfMs: number;
    }
  | {
      readonly type: 'step.progress';
      readonly run: string;
      readonly step: string;
      readonly attempt: number;
      readonly fraction: number;
      readonly text?: string;
    }
  /** Something was written to the log of an attempt; `offset` is the log's new length in bytes. */
  | {
      readonly type: 'output';
      readonly run: string;
      readonly step: string;
      readonly attempt: number;
      readonly offset: number;
    };
