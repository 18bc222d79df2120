/**
 * The work of one level that goes on by itself, counted exactly: attempts, answers that are being taken, questions that
 * are being answered by their default, rollbacks. Each is counted from the turn in which it begins until its last effect
 * on the scheduler is done.
 */
export class UnderWay {
  /** By the work: the container whose attempt it is; null: it is none of a container. */
  readonly #works = new Map<Promise<void>, string | null>();
  readonly #onEnd: () => void;

  /** `onEnd`: called whenever some work has ended. */
  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  /** `work` must not reject. */
  add(work: Promise<void>, container: string | null = null): void {
    this.#works.set(work, container);
    void work.finally(() => {
      this.#works.delete(work);
      this.#onEnd();
    });
  }

  /** True if there is none, but for containers in which nothing goes on either. */
  isNone(isStalled: (container: string) => boolean): boolean {
    for (const container of this.#works.values()) if (container === null || !isStalled(container)) return false;
    return true;
  }
}
