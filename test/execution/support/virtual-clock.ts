import type { Clock } from '../../../electron/execution/clock.ts';

interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

/** A clock that jumps to its next timer whenever everything else is quiet. */
export class VirtualClock implements Clock {
  #now: number;
  #timers: Timer[] = [];
  #isRunning = false;

  readonly #turns: () => number;

  /** `turns`: how long it must be quiet. Default: three turns: work that was just woken, what it appended, what that woke. */
  constructor(startMs = 0, turns: () => number = () => 3) {
    this.#now = startMs;
    this.#turns = turns;
  }

  now(): number {
    return this.#now;
  }

  sleepUntil(dueAtMs: number, signal?: AbortSignal): Promise<void> {
    return this.sleep(dueAtMs - this.#now, signal);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason);
        return;
      }
      const timer: Timer = { at: this.#now + Math.max(0, ms), fire: resolve };
      this.#timers.push(timer);
      signal?.addEventListener('abort', () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
        reject(signal.reason);
      });
      void this.#run();
    });
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    while (this.#timers.length > 0) {
      for (let turn = this.#turns(); turn > 0; turn--) await new Promise((resolve) => setImmediate(resolve));
      const next = this.#timers.reduce<Timer | null>(
        (first, timer) => (first === null || timer.at < first.at ? timer : first),
        null,
      );
      if (next === null) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = Math.max(this.#now, next.at);
      next.fire();
    }
    this.#isRunning = false;
  }
}
