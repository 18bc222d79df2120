import { setTimeout as delay } from 'node:timers/promises';

/** The engine's only source of time; tests pass one that stands still. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Resolves after `ms` milliseconds (0 and less: in the next turn); rejects at once with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Longest delay that a Node timer takes; longer ones fire at once. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** The machine's clock. Waits do not keep a process alive that has nothing else to do. */
export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    signal?.throwIfAborted();
    for (let left = Math.max(0, ms); ; left -= LONGEST_TIMER_MS) {
      try {
        await delay(Math.min(left, LONGEST_TIMER_MS), undefined, signal === undefined ? {} : { signal });
      } catch (error) {
        // node rejects with an AbortError of its own; callers look at the reason that was given
        signal?.throwIfAborted();
        throw error;
      }
      if (left <= LONGEST_TIMER_MS) return;
    }
  },
};

/** A time as facts hold it: ISO 8601, UTC, milliseconds. */
export function toIso(ms: number): string {
  return new Date(ms).toISOString();
}
