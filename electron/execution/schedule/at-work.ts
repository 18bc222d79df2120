import type { SlotPool } from './slots.ts';

/** The steps at work: their attempt runs, or what a person answered is being taken. Some of them hold a slot of the pool. */
export class AtWork {
  readonly #pool: SlotPool;
  readonly #steps = new Set<string>();
  readonly #slotted = new Set<string>();
  #onEnd: () => void = () => undefined;
  #nextEnd: Promise<void> | null = null;

  constructor(pool: SlotPool) {
    this.#pool = pool;
  }

  get size(): number {
    return this.#steps.size;
  }

  get steps(): readonly string[] {
    return [...this.#steps];
  }

  has(id: string): boolean {
    return this.#steps.has(id);
  }

  /** `hasSlot`: one was taken for it, which goes back when it ends. */
  begin(id: string, hasSlot: boolean): void {
    this.#steps.add(id);
    if (hasSlot) this.#slotted.add(id);
  }

  /** However it ended. Who waits for the slot is asked before this returns. */
  end(id: string): void {
    const wasThere = this.#steps.delete(id);
    if (this.#slotted.delete(id)) this.#pool.give();
    if (wasThere) this.#onEnd();
  }

  /** Resolves when none of these is at work, settled or not. */
  async allEnded(ids: readonly string[]): Promise<void> {
    while (ids.some((id) => this.#steps.has(id))) await this.#oneMoreEnd();
  }

  #oneMoreEnd(): Promise<void> {
    this.#nextEnd ??= new Promise((resolve) => {
      this.#onEnd = () => {
        this.#nextEnd = null;
        resolve();
      };
    });
    return this.#nextEnd;
  }
}
