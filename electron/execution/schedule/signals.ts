import type { Signal } from '../../../shared/facts.ts';
import type { Clock } from '../clock.ts';

/** Signals of one kind and subject are sent at most this often; the latest wins. */
const PERIOD_MS = 50;

/** Thins signals out: of those with one key, only the latest of each period is made and sent (E19). */
export class SignalGate {
  readonly #clock: Clock;
  readonly #send: (signal: Signal) => void;
  readonly #waiting = new Map<string, () => Signal>();
  #isTimed = false;

  constructor(clock: Clock, send: (signal: Signal) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  push(signal: Signal): void {
    this.pushLazily(keyOf(signal), () => signal);
  }

  /** For signals that cost something to make. */
  pushLazily(key: string, make: () => Signal): void {
    this.#waiting.set(key, make);
    if (this.#isTimed) return;
    this.#isTimed = true;
    void this.#clock.sleep(PERIOD_MS).then(() => this.flush());
  }

  /** Sends what waits, at once. */
  flush(): void {
    this.#isTimed = false;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const make of waiting) this.#send(make());
  }
}

function keyOf(signal: Signal): string {
  return signal.type === 'progress' ? signal.type : `${signal.type} ${signal.step} ${signal.attempt}`;
}
