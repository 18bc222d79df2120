import type { Read } from '../../../shared/facts.ts';

/** Gathers what one evaluation read, each thing once per place. */
export class ReadLog {
  readonly #reads = new Map<string, Read>();
  /** Where the evaluation stands now: `condition`, `parameters.path`. */
  at = '';

  add(kind: Read['kind'], name: string, hash: () => string): void {
    const key = `${kind} ${this.at} ${name}`;
    if (!this.#reads.has(key)) this.#reads.set(key, { kind, name, hash: hash(), at: this.at });
  }

  /** True if a secret was read: what was rendered with it must not be kept. */
  get hasSecret(): boolean {
    return [...this.#reads.values()].some((read) => read.kind === 'secret');
  }

  list(): readonly Read[] {
    return [...this.#reads.values()];
  }
}
