import type { Json } from './json.ts';
import type { SourceText, Span } from './source.ts';
import type { ValueSpec } from './value-spec.ts';

/**
 * A compiled pipeline: plain JSON, complete and checked. Templates are kept as source texts; `electron/templates`
 * parses them (and caches that). The renderer draws the graph from this.
 */
export interface Pipeline {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly version?: string;
  /** The file as it was named when it was compiled. */
  readonly file: string;
  /** In the order of the file. */
  readonly inputs: readonly InputSpec[];
  readonly steps: readonly Step[];
  /** Ids in topological order over dependencies and routes; file position breaks ties. */
  readonly order: readonly string[];
  readonly outputs: readonly OutputSpec[];
  readonly config: PipelineConfig;
  readonly secrets: readonly string[];
  /** sha256 (hex) over all step hashes, inputs, outputs and config: what a checkpoint must match. */
  readonly hash: string;
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
  /** What runs: canonical names of a declared tool and action (aliases resolved). */
  readonly tool: string;
  readonly action: string;
  /** Parameter names resolved (aliases of the older dialect replaced), in the order of the file. */
  readonly parameters: readonly (readonly [name: string, value: ValueNode])[];
  /** Data edges: declared dependencies and references, each once, in file order (engine.md E11 "descendants"). */
  readonly dependencies: readonly string[];
  readonly condition?: SourceText;
  readonly onFalse?: string;
  readonly onSuccess?: string;
  readonly onFailure: FailurePolicy;
  readonly retry?: RetryPolicy;
  /** Per attempt, without queueing and delays. */
  readonly timeoutMs?: number;
  /** Declared by the action, overridden by `side_effects`. */
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
  | { readonly kind: 'jump'; readonly to: string };

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
