import type { Clock } from '../../../electron/execution/clock.ts';

interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

/** A clock that stands still until it is moved. */
export class ManualClock implements Clock {
  #now = 0;
  #timers: Timer[] = [];

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
      if (ms <= 0) this.advance(0);
    });
  }

  advance(ms: number): void {
    this.#now += ms;
    const due = this.#timers.filter((timer) => timer.at <= this.#now);
    this.#timers = this.#timers.filter((timer) => timer.at > this.#now);
    for (const timer of due) timer.fire();
  }
}
