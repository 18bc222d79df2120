type Listener = () => void;
/** Hears which steps have changed; null: any of them may have. */
type Overhearer = (steps: ReadonlySet<string> | null) => void;

/**
 * Tells those who show a step that something about it has changed, and nobody else. Asking 1,000 nodes and 2,000 edges
 * sixty times a second whether they are meant costs more than drawing the few that are.
 */
export class StepBell {
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #overhearers = new Set<Overhearer>();

  /** Returns the way to end it. */
  listen(steps: readonly string[], listener: Listener): () => void {
    for (const step of steps) {
      const held = this.#listeners.get(step);
      if (held === undefined) this.#listeners.set(step, new Set([listener]));
      else held.add(listener);
    }
    return () => {
      for (const step of steps) {
        const held = this.#listeners.get(step);
        held?.delete(listener);
        if (held?.size === 0) this.#listeners.delete(step);
      }
    };
  }

  /** For those who show many steps and find their own way to them. Returns the way to end it. */
  overhear(overhearer: Overhearer): () => void {
    this.#overhearers.add(overhearer);
    return () => this.#overhearers.delete(overhearer);
  }

  /** Each listener is told once, however many of its steps have changed. */
  ring(steps: ReadonlySet<string>): void {
    if (steps.size === 0) return;
    this.#tell(steps);
    for (const overhear of this.#overhearers) overhear(steps);
  }

  ringAll(): void {
    this.#tell([...this.#listeners.keys()]);
    for (const overhear of this.#overhearers) overhear(null);
  }

  #tell(steps: Iterable<string>): void {
    const told = new Set<Listener>();
    for (const step of steps) for (const listener of this.#listeners.get(step) ?? []) told.add(listener);
    for (const listener of told) listener();
  }
}
