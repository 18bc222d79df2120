import { describeThrown } from '../../../shared/errors.ts';
import type { Fact, Signal } from '../../../shared/facts.ts';
import type { Subscription } from '../api.ts';

/** Who listens to one live run. Facts are kept, so that a late subscriber misses nothing (E19). */
export class Subscribers {
  readonly #facts: Fact[];
  readonly #subscriptions = new Set<Subscription>();
  readonly #log: (line: string) => void;

  constructor(facts: readonly Fact[], log: (line: string) => void) {
    this.#facts = [...facts];
    this.#log = log;
  }

  /** Hands over everything after `from` before it returns, then each fact as it becomes durable. */
  add(subscription: Subscription): () => void {
    const missed = this.#facts.slice(Math.max(0, subscription.from));
    if (missed.length > 0) this.#guard(() => subscription.onFacts(missed));
    this.#subscriptions.add(subscription);
    return () => void this.#subscriptions.delete(subscription);
  }

  fact(fact: Fact): void {
    this.#facts.push(fact);
    for (const { onFacts } of this.#subscriptions) this.#guard(() => onFacts([fact]));
  }

  signal(signal: Signal): void {
    for (const { onSignal } of this.#subscriptions) this.#guard(() => onSignal?.(signal));
  }

  get facts(): readonly Fact[] {
    return this.#facts;
  }

  /** A subscriber that throws is its own problem, never the run's (E24). */
  #guard(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      this.#log(`a subscriber threw: ${describeThrown(error)}`);
    }
  }
}
