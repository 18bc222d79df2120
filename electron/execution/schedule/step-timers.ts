import type { Clock } from '../clock.ts';

/** Timers of steps, at most one each. One that has come due is held until it is cancelled. */
export class StepTimers {
  readonly #clock: Clock;
  readonly #onFailure: (error: unknown) => void;
  readonly #timers = new Map<string, AbortController>();
  /** Those that have yet to come due. */
  readonly #running = new Set<AbortController>();

  constructor(clock: Clock, onFailure: (error: unknown) => void) {
    this.#clock = clock;
    this.#onFailure = onFailure;
  }

  /** True if one has yet to come due. */
  get isRunning(): boolean {
    return this.#running.size > 0;
  }

  /** Steps with a timer. */
  get steps(): readonly string[] {
    return [...this.#timers.keys()];
  }

  /** `dueAtMs`: in ms since 1970; in the past: in a moment. */
  start(step: string, dueAtMs: number, onDue: () => void): void {
    this.cancel(step);
    const timer = new AbortController();
    this.#timers.set(step, timer);
    this.#running.add(timer);
    this.#clock.sleepUntil(dueAtMs, timer.signal).then(
      () => {
        if (timer.signal.aborted) return;
        this.#running.delete(timer);
        this.#guard(onDue);
      },
      (error: unknown) => {
        if (!timer.signal.aborted) this.#onFailure(error);
      },
    );
  }

  cancel(step: string): void {
    const timer = this.#timers.get(step);
    if (timer === undefined) return;
    timer.abort();
    this.#timers.delete(step);
    this.#running.delete(timer);
  }

  cancelAll(): void {
    for (const step of this.steps) this.cancel(step);
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#onFailure(error);
    }
  }
}
