import type { Fact } from '../../shared/facts.ts';

export interface FollowOptions {
  /** Facts up to this number are not given. */
  readonly fromN: number;
  /** Called with one batch after the other, in order; never with an empty one. */
  readonly onFacts: (facts: readonly Fact[]) => void;
  /** Ends it. */
  readonly signal: AbortSignal;
}

export function followJournal(path: string, fromN: number, onFacts: (facts: readonly Fact[]) => void, signal: AbortSignal): Promise<void> {
  throw new Error(`not yet: ${path} ${fromN} ${String(onFacts)} ${String(signal)}`);
}
