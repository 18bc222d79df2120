/** Keeps the first and the last half of a stream of at most `maxBytes`, whatever its length; memory stays bounded. */
export class KeptOutput {
  readonly #halfBytes: number;
  readonly #head: Buffer[] = [];
  #headBytes = 0;
  readonly #tail: Buffer[] = [];
  #tailBytes = 0;
  #totalBytes = 0;

  constructor(maxBytes: number) {
    this.#halfBytes = Math.max(1, Math.floor(maxBytes / 2));
  }

  get totalBytes(): number {
    return this.#totalBytes;
  }

  push(chunk: Uint8Array): void {
    this.#totalBytes += chunk.length;
    const room = this.#halfBytes - this.#headBytes;
    const bytes = Buffer.from(chunk);
    if (room > 0) {
      this.#head.push(bytes.subarray(0, room));
      this.#headBytes += Math.min(room, bytes.length);
    }
    if (bytes.length > room) this.#pushTail(bytes.subarray(Math.max(0, room)));
  }

  /** The text, with a line in between that says what was left out. */
  text(): string {
    const tail = Buffer.concat(this.#tail).subarray(-this.#halfBytes);
    const left = this.#totalBytes - this.#headBytes - tail.length;
    const head = Buffer.concat(this.#head);
    if (left === 0) return Buffer.concat([head, tail]).toString('utf8');
    return `${decodeCut(head)}\n[... ${left} bytes left out ...]\n${decodeCut(tail)}`;
  }

  #pushTail(bytes: Buffer): void {
    this.#tail.push(bytes);
    this.#tailBytes += bytes.length;
    for (
      let first = this.#tail[0];
      first !== undefined && this.#tailBytes - first.length >= this.#halfBytes;
      first = this.#tail[0]
    ) {
      this.#tail.shift();
      this.#tailBytes -= first.length;
    }
  }
}

/** Text whose ends may have been cut in the middle of a character. */
function decodeCut(bytes: Buffer): string {
  return bytes.toString('utf8').replace(/^\uFFFD+|\uFFFD+$/g, '');
}
