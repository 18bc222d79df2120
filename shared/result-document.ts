import type { ErrorRecord, Handled, ReusedFrom, SkipReason } from './facts.ts';
import type { Json } from './json.ts';

/** What a run gave, in one shape whatever happened (engine.md E2). Names are those of the file format, hence snake case. */
export interface ResultDocument {
  readonly run: string;
  readonly pipeline: {
    readonly id: string;
    readonly name: string;
    readonly version: string | null;
    readonly file: string;
  };
  readonly status: string;
  /** True only for `completed`. */
  readonly success: boolean;
  readonly outputs: { readonly [name: string]: Json };
  readonly output_errors: { readonly [name: string]: string };
  readonly steps: { readonly [id: string]: ResultStep };
  /** The definition's topological order; file position breaks ties. */
  readonly order: readonly string[];
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly duration_ms: number | null;
  readonly error: ErrorRecord | null;
}

export interface ResultStep {
  readonly status: string;
  readonly success: boolean;
  readonly handled: Handled | null;
  readonly result: Json;
  readonly error: ErrorRecord | null;
  readonly attempts: number;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly duration_ms: number | null;
  readonly dependencies: readonly string[];
  readonly skip_reason: SkipReason | null;
  readonly reused_from: ReusedFrom | null;
}
