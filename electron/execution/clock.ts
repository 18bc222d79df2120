import { setTimeout as systemDelay } from 'node:timers/promises';

/** The engine's only source of time; tests pass one that stands still. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Resolves after `ms` milliseconds awake (0 and less: in the next turn); rejects at once with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Resolves when it is `dueAtMs` (milliseconds since 1970), also if the computer has slept meanwhile; rejects as `sleep`. */
  sleepUntil(dueAtMs: number, signal?: AbortSignal): Promise<void>;
}

/**
 * A wait is made of pieces of this length, each counted once: timers of some systems go on while the computer sleeps, and
 * a step that had ten minutes would wake up to find them gone. (Longer timers than 24 days fire at once, too.)
 */
const PIECE_MS = 10_000;

type Delay = (ms: number, value: undefined, options: { signal?: AbortSignal }) => Promise<unknown>;

/** The machine's clock. Waits are of time that the computer is awake, and do not keep a process alive by themselves. */
export const systemClock: Clock = createSystemClock(systemDelay);

/** How late a time of day may be seen to have come when the computer was asleep then. */
const LOOK_MS = 30_000;

/** `delay`: the timer that waits are made of, `now`: the time of day; tests give others. */
export function createSystemClock(delay: Delay, now: () => number = Date.now): Clock {
  const sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
    for (let left = Math.max(0, ms); ; left -= PIECE_MS) {
      signal?.throwIfAborted();
      try {
        await delay(Math.min(left, PIECE_MS), undefined, signal === undefined ? {} : { signal });
      } catch (error) {
        // node rejects with an AbortError of its own; callers look at the reason that was given
        signal?.throwIfAborted();
        throw error;
      }
      if (left <= PIECE_MS) return;
    }
  };
  return {
    now,
    sleep,
    async sleepUntil(dueAtMs, signal) {
      do await sleep(Math.min(dueAtMs - now(), LOOK_MS), signal);
      while (now() < dueAtMs);
    },
  };
}

/** A time as facts hold it: ISO 8601, UTC, milliseconds. */
export function toIso(ms: number): string {
  return new Date(ms).toISOString();
}
