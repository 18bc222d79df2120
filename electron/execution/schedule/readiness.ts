import { type Definition, inFileOrder, stepOf } from '../run/definition.ts';

/**
 * Which steps are ready: everything that they wait for is *closed*. A step skipped early, while others that it waits for
 * still run, is settled but not closed: it does not yet let its dependents start. Otherwise the outcome of a run would
 * depend on timing (E11).
 */
export class Readiness {
  readonly #definition: Definition;
  readonly #isSettled: (id: string) => boolean;
  readonly #closed = new Set<string>();
  /** How many of the steps that it waits for are not closed. */
  readonly #missing = new Map<string, number>();

  constructor(definition: Definition, isSettled: (id: string) => boolean) {
    this.#definition = definition;
    this.#isSettled = isSettled;
  }

  /** Counts from the beginning; returns the steps that are ready, those that wait for nothing first. */
  recount(): readonly string[] {
    this.#closed.clear();
    for (const [id, step] of this.#definition.steps) this.#missing.set(id, step.waits.length);
    const first = this.#definition.ids.filter((id) => this.#missing.get(id) === 0);
    return [...first.filter((id) => !this.#isSettled(id)), ...this.close(first)];
  }

  /** Closes the settled among `ids` and what this closes in turn; returns the steps that have become ready, in file order. */
  close(ids: readonly string[]): readonly string[] {
    const ready: string[] = [];
    const todo = [...ids];
    for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
      if (this.#closed.has(id) || this.#missing.get(id) !== 0 || !this.#isSettled(id)) continue;
      this.#closed.add(id);
      for (const next of stepOf(this.#definition, id).next) {
        const missing = (this.#missing.get(next) ?? 0) - 1;
        this.#missing.set(next, missing);
        if (missing === 0) (this.#isSettled(next) ? todo : ready).push(next);
      }
    }
    return inFileOrder(this.#definition, ready);
  }
}
