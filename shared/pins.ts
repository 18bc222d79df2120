import type { StoredValue } from './facts.ts';

/**
 * What a pin is to the pipeline as it is now. `stale`: the step's definition has changed since; the pin still holds.
 * `gone`: the pipeline has no such step. `unknown`: the file has errors, or is not there.
 */
export type PinState = 'current' | 'stale' | 'gone' | 'unknown';

/** A step's result that new runs of a pipeline file take instead of running the step. */
export interface PinSummary {
  /** The pipeline file; absolute. */
  readonly file: string;
  readonly step: string;
  /** The run and the attempt that made the result. */
  readonly from: { readonly run: string; readonly attempt: number };
  /** ISO 8601, UTC. */
  readonly pinnedAt: string;
  /** Secrets in it are masked, as in the run. A blob is in the pin's own store. */
  readonly result: StoredValue;
  readonly state: PinState;
}
