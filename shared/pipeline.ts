import type { Json } from './json.ts';
import type { SourceText, Span } from './source.ts';
import type { ValueSpec } from './value-spec.ts';

/**
 * A compiled pipeline: plain JSON, complete and checked. Templates are kept as source texts; `electron/templates`
 * parses them (and caches that). The renderer draws the graph from this.
 */
export interface Pipeline extends Body {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly version?: string;
  /** The file as it was named when it was compiled. */
  readonly file: string;
  /** In the order of the file. */
  readonly inputs: readonly InputSpec[];
  readonly outputs: readonly OutputSpec[];
  readonly config: PipelineConfig;
  /** `error_handlers`: tried after a step's own, in bodies too, but not for steps of included pipelines. Absent: none. */
  readonly handlers?: readonly Handler[];
  readonly secrets: readonly string[];
  /** sha256 (hex) over all step hashes (bodies and included pipelines are part of them), inputs, outputs, handlers and config: what a checkpoint must match. */
  readonly hash: string;
}

/**
 * Steps of one level: those of a file, or of a loop's body. Ids are unique in a level and never those of a step of a
 * level around it; two loops side by side may use one id. Dependencies and routes never leave a level: a step that
 * reads something outside makes its container wait for that. A run variable that is set in a body belongs to the
 * iteration; no level around it sets one of that name.
 */
export interface Body {
  /** In the order of the file; the members of a `parallel` group stand before its join. */
  readonly steps: readonly Step[];
  /** Ids of `steps` in topological order over dependencies and routes; file position breaks ties. */
  readonly order: readonly string[];
  /**
   * Steps that handlers run (`run: id`): tool, action, parameters and timeout are all that counts; containers and steps
   * that ask a person are none. They are no part of the order: nothing starts them but a handler, nothing
   * waits for them or reads them, and they have no dependencies. What they read is waited for by the steps whose own
   * handlers run them. Absent: none.
   */
  readonly handlerSteps?: readonly Step[];
}

export interface InputSpec extends ValueSpec {
  readonly name: string;
  readonly span: Span;
}

export interface OutputSpec {
  readonly name: string;
  readonly value: ValueNode;
  readonly type?: ValueSpec['type'];
  readonly description?: string;
  readonly span: Span;
}

export interface PipelineConfig {
  /** Counts only while the run runs. */
  readonly timeoutMs?: number;
  readonly maxParallel: number;
  readonly onFailure: 'fail' | 'continue' | 'skip';
  readonly retry?: RetryPolicy;
  readonly model?: string;
  readonly workdir?: string;
}

/** What any value in the file may be: data, or text to be rendered when the step starts (language.md L14). */
export type ValueNode =
  | { readonly kind: 'literal'; readonly value: Json; readonly span: Span }
  | { readonly kind: 'template'; readonly source: SourceText; readonly span: Span }
  | { readonly kind: 'list'; readonly items: readonly ValueNode[]; readonly span: Span }
  | {
      readonly kind: 'map';
      readonly entries: readonly (readonly [key: string, value: ValueNode])[];
      readonly span: Span;
    };

export type Effects = 'none' | 'local' | 'external';

export interface Step {
  readonly id: string;
  readonly name?: string;
  readonly description?: string;
  /**
   * What runs: canonical names of a declared tool and action (aliases resolved). The engine's own: `for_each`, `loop`,
   * `pipeline` (then `container` is there), and `group`, the join of a `parallel` group: its value is an object with
   * the result of each member by id (null for one without a result). Their action is named as the tool is.
   */
  readonly tool: string;
  readonly action: string;
  /** Parameter names resolved (aliases of the older dialect replaced), in the order of the file. */
  readonly parameters: readonly (readonly [name: string, value: ValueNode])[];
  /** Data edges: declared dependencies and references, each once, in file order (engine.md E11 "descendants"). */
  readonly dependencies: readonly string[];
  readonly condition?: SourceText;
  /**
   * Conditions of the `parallel` groups around the step, from the outermost inwards. They come before its own: the
   * first that is false skips the step as its own would. Absent: none.
   */
  readonly groupConditions?: readonly SourceText[];
  readonly onFalse?: string;
  readonly onSuccess?: string;
  readonly onFailure: FailurePolicy;
  readonly retry?: RetryPolicy;
  /** Per attempt, without queueing and delays. An attempt of a container is all that it runs. */
  readonly timeoutMs?: number;
  /** What is tried when an attempt was the last one, before `onFailure`; by priority, then in the order of the file. Absent: none. */
  readonly handlers?: readonly Handler[];
  /** What a loop or an included pipeline runs. Absent: the step runs its tool. */
  readonly container?: Container;
  /** The `parallel` group that the step is a member of: the id of the group's join. For drawing; the edges say the rest. */
  readonly group?: string;
  /** Declared by the action (of a container: the strongest inside it), overridden by `side_effects`. */
  readonly effects: Effects;
  readonly model?: ValueNode;
  /** Literal names that a `set` step writes. */
  readonly sets: readonly string[];
  /** sha256 (hex): canonical JSON of the resolved step without name, description, `x-*` and position, plus the tool's name and version (E13). */
  readonly hash: string;
  readonly span: Span;
}

export type FailurePolicy =
  | { readonly kind: 'fail' }
  | { readonly kind: 'continue' }
  | { readonly kind: 'skip' }
  | { readonly kind: 'jump'; readonly to: string }
  /** A person decides: retry, retry with edited parameters, skip, give a value, fail. */
  | { readonly kind: 'ask' }
  /** `to` is an ancestor at the same level. At most `maxRollbacks` (at least 1) times per run, then as `fail`. */
  | { readonly kind: 'rollback'; readonly to: string; readonly maxRollbacks: number };

export type Container = ForEach | Loop | Included;

/** What the two kinds of loops share. */
interface Repeated {
  readonly body: Body;
  /**
   * The body is one step: the container's own tool, under the container's id. Then `results[i]` is that step's result
   * itself, else an object with the result of each body step by id (null for one without a result).
   */
  readonly single: boolean;
  /** The member of `loops` with the names of this loop, and a bare name in the body: `loop_name`, or the container's id, which is no bare name. */
  readonly loopName: string;
  /** Whether `loopName` was given, and is a bare name in the body. */
  readonly isNamed: boolean;
  /**
   * A failed iteration ends the loop: none is started after it, those that run finish. Without it all run. Either way
   * the loop has failed when one iteration has. Default: false for `for_each`, true for the others.
   */
  readonly breakOnError: boolean;
  /** For each iteration, without the wait for a slot. */
  readonly iterationTimeoutMs?: number;
}

/**
 * `for_each` (language.md L22). The value of the step is `{ results, iterations, completed, failed }`, the last three
 * counts.
 */
export interface ForEach extends Repeated {
  readonly kind: 'for_each';
  /** Evaluated once, without the loop's names. A list, an object (gives `{ key, value }` pairs), or the JSON text of one. */
  readonly items: ValueNode;
  /** A further name of the item beside `item`; `item` where none is given. */
  readonly as: string;
  /** A whole number from 1; evaluated once, without the loop's names. */
  readonly maxParallel: ValueNode;
}

/**
 * `while`, `until` and `action_loop` (language.md L23, L24); the body of an `action_loop` is a chain. The value of the
 * step is `{ results, iterations, completed, failed, terminated_by, state }`: `terminated_by` is `condition`,
 * `max_iterations` or `error`, `state` what the last `set_state` gave.
 */
export interface Loop extends Repeated {
  readonly kind: 'loop';
  /**
   * `while`: checked before each iteration, ends the loop when false; sees the names of the iteration that would begin
   * and the body steps of the one before. `until`: checked after each, ends it when true; sees names and body steps of
   * the iteration that has ended.
   */
  readonly test: 'while' | 'until';
  readonly condition: SourceText;
  /** A whole number from 1; evaluated once, without the loop's names. */
  readonly maxIterations: ValueNode;
  readonly onMaxIterations: 'warn' | 'fail';
  /**
   * Evaluated after each iteration, with its names and body steps; `until` and the next iteration see it as
   * `loop_state`, which is empty in the first. Absent names are dropped, not carried on.
   */
  readonly setState: readonly (readonly [name: string, value: ValueNode])[];
}

/** Another pipeline (language.md L26). The value of the step is `{ outputs }`. Nothing leaks in or out but inputs and outputs. */
export interface Included {
  readonly kind: 'pipeline';
  /** As it was written; null: the text of the pipeline stands in this file. */
  readonly path: string | null;
  /** Names that the pipeline has; to be fitted to its inputs when the step starts (literals are known to fit). */
  readonly inputs: readonly (readonly [name: string, value: ValueNode])[];
  readonly pipeline: Pipeline;
}

/**
 * What can be done about an error (language.md L21). A handler is meant for an error if each list it has holds a match;
 * without any list it is meant for all. It does its `work` (if there is any); if that succeeds, `fallback` completes the
 * step with its value (`handled: fallback`), else `retryWithHandler` runs the step again, else the step completes with
 * the result of the work (`handled: handler`).
 */
export interface Handler {
  /** Types of errors; `*` is any. */
  readonly types?: readonly string[];
  readonly categories?: readonly ErrorCategory[];
  /** RE2 patterns, searched for in the message. */
  readonly patterns?: readonly string[];
  /** Codes, as texts; `500` also matches an HTTP status in the error's details. */
  readonly codes?: readonly string[];
  /** Lower ones first. Default: 100. */
  readonly priority: number;
  /** Templates see `error` and what the failed step sees. Absent: nothing runs. */
  readonly work?: HandlerWork;
  readonly fallback?: ValueNode;
  readonly retryWithHandler: boolean;
  /** From 0; with `retryWithHandler`. Default: 1. */
  readonly maxHandlerRetries: number;
  /** Whether the next handler is tried when this one's work fails; else the chain ends there. Default: true. */
  readonly continueOnHandlerFailure: boolean;
  /** `true` unless it is given; a template sees what the others see. */
  readonly enabled: ValueNode;
  /** Of the work. */
  readonly timeoutMs?: number;
  readonly logLevel: 'debug' | 'info' | 'warning' | 'error' | 'critical';
  readonly span: Span;
}

export type HandlerWork =
  | {
      readonly kind: 'call';
      readonly tool: string;
      readonly action: string;
      readonly parameters: readonly (readonly [name: string, value: ValueNode])[];
      readonly effects: Effects;
    }
  /** A step of `handlerSteps`, of the same level or of one around it. */
  | { readonly kind: 'run'; readonly step: string };

export interface RetryPolicy {
  /** In total, at least 1. */
  readonly attempts: number;
  readonly delayMs: number;
  readonly backoff: 'fixed' | 'linear' | 'exponential';
  readonly factor: number;
  readonly maxDelayMs: number;
  /** Full jitter: the delay is drawn between 0 and the computed one. */
  readonly jitter: boolean;
  /** Categories that are tried again; absent: all but those that a retry cannot mend (E22). */
  readonly on?: readonly ErrorCategory[];
}

export const ERROR_CATEGORIES = [
  'validation',
  'timeout',
  'network',
  'authentication',
  'resource',
  'dependency',
  'configuration',
  'execution',
  'cancelled',
  'internal',
] as const;
export type ErrorCategory = (typeof ERROR_CATEGORIES)[number];
