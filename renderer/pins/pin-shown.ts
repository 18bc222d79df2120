import type { PinSummary } from '../../shared/pins.ts';
import { pinOf } from '../../shared/state/reused-from.ts';
import type { StepState } from '../../shared/state/run-state.ts';

export interface PinShown {
  readonly isStale: boolean;
  /** What the mark means, in one sentence. */
  readonly title: string;
}

/** What is pinned about a step: `taken` in the open run, `pin` for the next ones. Null: nothing. */
export function pinShown(pin: PinSummary | undefined, taken: 'current' | 'stale' | null): PinShown | null {
  if (taken === null && pin === undefined) return null;
  const isStale = taken === null ? pin?.state === 'stale' : taken === 'stale';
  const stale = isStale ? ' △ The step has changed since.' : '';
  if (taken === null) return { isStale, title: `Pinned: new runs take its result instead of running it.${stale}` };
  const now = pin === undefined ? ' It is not pinned any more.' : '';
  return { isStale, title: `Pinned: this run took its result instead of running it.${stale}${now}` };
}

export function takenPin(step: StepState | undefined): 'current' | 'stale' | null {
  return pinOf(step?.reusedFrom);
}
