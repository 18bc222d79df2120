import type { LogChunk } from '../../../shared/api/answers.ts';

/** What a step has printed, made up when it is asked for. */
export interface MadeLog {
  readonly sizeBytes: number;
  /** Has it hold so many lines; answers its size in bytes. */
  growTo(lines: number): number;
  read(offset: number, maxBytes: number): LogChunk;
}

const LINES_PER_RECORD = 100;

/** Lines of one length, one after the other, in records of a hundred. */
export class LineLog implements MadeLog {
  readonly #lineBytes: number;
  #lines: number;

  constructor(lines: number, lineBytes: number) {
    this.#lines = lines;
    this.#lineBytes = lineBytes;
  }

  get sizeBytes(): number {
    return this.#lines * this.#lineBytes;
  }

  growTo(lines: number): number {
    this.#lines = Math.max(this.#lines, lines);
    return this.sizeBytes;
  }

  read(offset: number, maxBytes: number): LogChunk {
    const first = Math.floor(offset / this.#lineBytes);
    const end = Math.min(this.#lines, first + Math.floor(maxBytes / this.#lineBytes));
    const records: LogChunk['records'][number][] = [];
    for (let line = first; line < end; line += LINES_PER_RECORD) {
      const lines = Array.from({ length: Math.min(LINES_PER_RECORD, end - line) }, (_, i) =>
        logLine(line + i, this.#lineBytes),
      );
      records.push({ at: new Date(line).toISOString(), stream: 'stdout', text: lines.join('') });
    }
    return { records, nextOffset: end * this.#lineBytes, totalBytes: this.sizeBytes };
  }
}

function logLine(at: number, bytes: number): string {
  const text = bytes < 20 ? String(at) : `line ${at} of a program that has much to say about its rows`;
  return `${text.padEnd(bytes - 1, '.')}\n`;
}

/** One line that does not end for so many bytes. */
export class TextLog implements MadeLog {
  readonly sizeBytes: number;

  constructor(sizeBytes: number) {
    this.sizeBytes = sizeBytes;
  }

  growTo(): number {
    return this.sizeBytes;
  }

  read(offset: number, maxBytes: number): LogChunk {
    const end = Math.min(this.sizeBytes, offset + maxBytes);
    const text = 'x'.repeat(end - offset);
    const at = new Date(0).toISOString();
    return {
      records: text === '' ? [] : [{ at, stream: 'stdout', text }],
      nextOffset: end,
      totalBytes: this.sizeBytes,
    };
  }
}

/** A piece of the JSON text of one long text. */
export function valueText(sizeBytes: number, { offset, length }: { offset: number; length: number }) {
  const end = Math.min(sizeBytes, offset + length);
  const text = `${offset === 0 ? '"' : ''}${'y'.repeat(end - offset)}${end === sizeBytes ? '"' : ''}`;
  return { text: offset === 0 ? text.slice(0, end - offset) : text.slice(-(end - offset)), totalBytes: sizeBytes };
}
