import { describeThrown } from '../../../shared/errors.ts';
import type { Fact, Signal } from '../../../shared/facts.ts';
import type { Subscription } from '../api.ts';

/** Facts kept for those who come a moment late; more of them are in the journal. */
const KEPT = 1_000;

export interface SubscribersOptions {
  /** The number of the last fact that the run had before. */
  readonly lastFact: number;
  /** Everything that the journal holds, read anew. */
  readonly readFacts: () => readonly Fact[];
  readonly log: (line: string) => void;
}

/**
 * Who listens to one live run. A late subscriber misses nothing (E19), yet a long run is not kept in memory: facts that
 * are no longer at hand are read from the journal, which blocks for as long as that takes.
 */
export class Subscribers {
  readonly #recent: Fact[] = [];
  readonly #subscriptions = new Set<Subscription>();
  readonly #options: SubscribersOptions;
  #lastFact: number;

  constructor(options: SubscribersOptions) {
    this.#options = options;
    this.#lastFact = options.lastFact;
  }

  /** The number of the last fact that was told. */
  get lastFact(): number {
    return this.#lastFact;
  }

  /** Hands over everything after `from` before it returns, then each fact as it becomes durable. Throws `storage_failure`. */
  add(subscription: Subscription): () => void {
    const missed = this.#after(Math.max(0, subscription.from));
    if (missed.length > 0) this.#guard(() => subscription.onFacts(missed));
    this.#subscriptions.add(subscription);
    return () => void this.#subscriptions.delete(subscription);
  }

  fact(fact: Fact): void {
    this.#lastFact = fact.n;
    this.#recent.push(fact);
    if (this.#recent.length > 2 * KEPT) this.#recent.splice(0, KEPT);
    // who comes while the others are told has been given this fact already, and who has left hears no more
    const listening = [...this.#subscriptions];
    for (const subscription of listening)
      if (this.#subscriptions.has(subscription)) this.#guard(() => subscription.onFacts([fact]));
  }

  signal(signal: Signal): void {
    for (const { onSignal } of this.#subscriptions) this.#guard(() => onSignal?.(signal));
  }

  #after(from: number): readonly Fact[] {
    const before = this.#lastFact - this.#recent.length;
    // the file may hold lines that are not durable yet
    return from >= before ? this.#recent.slice(from - before) : this.#options.readFacts().slice(from, this.#lastFact);
  }

  /** A subscriber that throws is its own problem, never the run's (E24). */
  #guard(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      this.#options.log(`a subscriber threw: ${describeThrown(error)}`);
    }
  }
}
