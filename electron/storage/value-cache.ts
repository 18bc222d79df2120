/** Keeps the values used last, up to a number of bytes; one that is bigger than half of it is not kept. */
export class ValueCache<T> {
  readonly #maxBytes: number;
  readonly #entries = new Map<string, { readonly value: T; readonly sizeBytes: number }>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get(key: string): T | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  set(key: string, value: T, sizeBytes: number): void {
    if (sizeBytes > this.#maxBytes / 2 || this.#entries.has(key)) return;
    this.#entries.set(key, { value, sizeBytes });
    this.#bytes += sizeBytes;
    for (const [oldest, entry] of this.#entries) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#entries.delete(oldest);
      this.#bytes -= entry.sizeBytes;
    }
  }
}
