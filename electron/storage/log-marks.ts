/** Who wrote to a log. `log` is the tool itself. */
export type LogStream = 'stdout' | 'stderr' | 'log';

/** From `offset` on, until the next mark, `stream` has written at `at`. */
export interface LogMark {
  readonly stream: LogStream;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** In bytes. */
  readonly offset: number;
}

/** A mark on disk: the time (6 bytes), the offset (6 bytes), the stream's place in the list below (1 byte), 3 unused. */
export const MARK_BYTES = 16;
const STREAMS: readonly LogStream[] = ['stdout', 'stderr', 'log'];
/** Marks read at once while walking forward. */
const BLOCK = 256;

export function encodeMark({ stream, at, offset }: LogMark): Buffer {
  const bytes = Buffer.alloc(MARK_BYTES);
  bytes.writeUIntBE(Math.floor(at), 0, 6);
  bytes.writeUIntBE(offset, 6, 6);
  bytes.writeUInt8(STREAMS.indexOf(stream), 12);
  return bytes;
}

function decodeMark(bytes: Buffer, start: number): LogMark {
  const stream = STREAMS[bytes.readUInt8(start + 12)] ?? 'log';
  return { stream, at: bytes.readUIntBE(start, 6), offset: bytes.readUIntBE(start + 6, 6) };
}

/** The marks of a log, searched in place: both times and offsets never fall. */
export class Marks {
  readonly #read: (into: Buffer, position: number) => number;
  readonly #count: number;

  constructor(read: (into: Buffer, position: number) => number, count: number) {
    this.#read = read;
    this.#count = count;
  }

  last(): LogMark | null {
    return this.#mark(this.#count - 1);
  }

  /** The first mark later than a time. */
  firstAfter(atMs: number): LogMark | null {
    return this.#mark(this.#search((mark) => mark.at > atMs));
  }

  /** The marks that speak about the bytes `[offset, end)`, in order. */
  covering(offset: number, end: number): readonly LogMark[] {
    const first = Math.max(0, this.#search((mark) => mark.offset > offset) - 1);
    const found: LogMark[] = [];
    for (let at = first; at < this.#count; at += BLOCK) {
      const block = this.#block(at, Math.min(BLOCK, this.#count - at));
      found.push(...block.filter((mark) => mark.offset < end));
      if ((block.at(-1)?.offset ?? end) >= end) return found;
    }
    return found;
  }

  /** The number of the first mark for which `isBeyond` holds; `count` if it holds for none. */
  #search(isBeyond: (mark: LogMark) => boolean): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      const mark = this.#mark(middle);
      if (mark !== null && isBeyond(mark)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #mark(number: number): LogMark | null {
    return number < this.#count ? (this.#block(number, 1)[0] ?? null) : null;
  }

  #block(number: number, count: number): readonly LogMark[] {
    const bytes = Buffer.alloc(count * MARK_BYTES);
    const got = this.#read(bytes, number * MARK_BYTES);
    return Array.from({ length: Math.floor(got / MARK_BYTES) }, (_, at) => decodeMark(bytes, at * MARK_BYTES));
  }
}
