import type { Fact, FactBody } from '../../../shared/facts.ts';
import type { FactLog } from '../../../electron/execution/run/ledger.ts';

/** A journal in memory. `flush` decides when lines count as written; by default in the next microtask. */
export class MemoryLog implements FactLog {
  readonly facts: Fact[];
  readonly #flush: (durable: boolean) => Promise<void>;

  constructor(facts: readonly Fact[] = [], flush: (durable: boolean) => Promise<void> = () => Promise.resolve()) {
    this.facts = [...facts];
    this.#flush = flush;
  }

  append(body: FactBody, { durable }: { durable: boolean }): { fact: Fact; written: Promise<void> } {
    const fact: Fact = { n: this.facts.length + 1, at: new Date(0).toISOString(), ...body };
    this.facts.push(fact);
    return { fact, written: this.#flush(durable) };
  }
}
