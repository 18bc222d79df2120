import type { Signal } from '../facts.ts';

type Estimate = Pick<Extract<Signal, { type: 'progress' }>, 'etaMs' | 'asOfMs'>;

/**
 * What is left of an estimate by now, in ms: between two facts of a long step hours can pass. Null: there is none, or it has
 * run out, and nobody knows (E20). `now`: milliseconds since 1970.
 */
export function timeLeft(estimate: Estimate | null, now: number): number | null {
  if (estimate === null || estimate.etaMs === null) return null;
  const left = estimate.etaMs - Math.max(0, now - estimate.asOfMs);
  return left > 0 ? left : null;
}
