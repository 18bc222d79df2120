/**
 * How many attempts run at once in a whole run, bodies of loops included. Containers take no slot: what is inside them
 * does, so that nesting cannot make a run wait for itself. A pool inside another one takes its slots from there.
 */
export class SlotPool {
  readonly #capacity: number;
  readonly #outer: SlotPool | null;
  #taken = 0;
  readonly #waiting = new Set<() => void>();

  /** `capacity`: at least 1. */
  constructor(capacity: number, outer: SlotPool | null = null) {
    this.#capacity = capacity;
    this.#outer = outer;
  }

  /** False: none is free. */
  take(): boolean {
    if (this.#taken >= this.#capacity || this.#outer?.take() === false) return false;
    this.#taken += 1;
    return true;
  }

  /** Gives a slot back; whoever waits is asked in turn. */
  give(): void {
    this.#taken -= 1;
    if (this.#outer !== null) this.#outer.give();
    this.#ask();
  }

  /** `fill` is called whenever a slot becomes free, until `leave`. */
  join(fill: () => void): void {
    if (this.#waiting.size === 0) this.#outer?.join(this.#ask);
    this.#waiting.add(fill);
  }

  leave(fill: () => void): void {
    this.#waiting.delete(fill);
    if (this.#waiting.size === 0) this.#outer?.leave(this.#ask);
  }

  readonly #ask = (): void => {
    const inTurn = Array.from(this.#waiting);
    for (const fill of inTurn) {
      if (this.#taken >= this.#capacity) return;
      // the one that was asked goes to the end of the line
      if (this.#waiting.delete(fill)) this.#waiting.add(fill);
      fill();
    }
  };
}
