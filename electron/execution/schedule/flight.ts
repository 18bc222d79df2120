/** A step that has begun and is not settled in `table`. */
interface InFlight {
  readonly settled: Promise<void>;
  readonly resolve: () => void;
}

/** The steps in flight, and what of them the graph has not heard of. */
export class Flight {
  readonly #steps = new Map<string, InFlight>();
  /** In flight, and no node has been sent to attend them. */
  readonly #unattached = new Set<string>();
  /** Changed in `table`, and not yet reported to the graph. */
  readonly #changed = new Set<string>();
  #onBegin: () => void = () => undefined;

  get size(): number {
    return this.#steps.size;
  }

  get steps(): readonly string[] {
    return [...this.#steps.keys()];
  }

  has(id: string): boolean {
    return this.#steps.has(id);
  }

  /** Resolves when the step is settled (or given up); null if it is not in flight. */
  settled(id: string): Promise<void> | null {
    return this.#steps.get(id)?.settled ?? null;
  }

  begin(id: string): void {
    if (this.#steps.has(id)) return;
    let resolve = (): void => undefined;
    const settled = new Promise<void>((done) => {
      resolve = done;
    });
    this.#steps.set(id, { settled, resolve });
    this.#unattached.add(id);
    this.#onBegin();
  }

  /** The step has changed in `table` and is in flight no longer. */
  end(id: string): void {
    this.#changed.add(id);
    this.#steps.get(id)?.resolve();
    this.#steps.delete(id);
    this.#unattached.delete(id);
  }

  /** Nothing is in flight any more; what has changed is still to be told. */
  endAll(): void {
    for (const { resolve } of this.#steps.values()) resolve();
    this.#steps.clear();
    this.#unattached.clear();
  }

  /** Resolves when a step begins, or `cease` is called. */
  nextBegin(): Promise<void> {
    return new Promise((resolve) => {
      this.#onBegin = resolve;
    });
  }

  /** None will begin. */
  cease(): void {
    this.#onBegin();
  }

  get hasNews(): boolean {
    return this.#changed.size + this.#unattached.size > 0;
  }

  /** Hands over what the graph has not heard of: steps changed in `table`, and steps that no node attends. */
  takeNews(): { readonly changed: readonly string[]; readonly unattached: readonly string[] } {
    const news = { changed: [...this.#changed], unattached: [...this.#unattached] };
    this.#changed.clear();
    this.#unattached.clear();
    return news;
  }
}
