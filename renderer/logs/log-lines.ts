import type { LogChunk } from '../../shared/api/answers.ts';

export type LogStream = LogChunk['records'][number]['stream'];

export interface LogLine {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly step: string;
  readonly attempt: number;
  readonly stream: LogStream;
  /** Without its line end. Grows while the line is open. */
  text: string;
}

/** Turns the pieces that a stream is written in into lines. One for each attempt of a step. */
export class LineSplitter {
  readonly #step: string;
  readonly #attempt: number;
  readonly #open = new Map<LogStream, LogLine>();

  constructor(step: string, attempt: number) {
    this.#step = step;
    this.#attempt = attempt;
  }

  /** The lines that begin in these records; text that continues an open line is added to that one in place. */
  split(records: LogChunk['records']): LogLine[] {
    const made: LogLine[] = [];
    for (const { at, stream, text } of records) this.#take({ at: Date.parse(at), stream, text }, made);
    return made;
  }

  #take({ at, stream, text }: { at: number; stream: LogStream; text: string }, made: LogLine[]): void {
    let from = 0;
    while (from < text.length) {
      const end = text.indexOf('\n', from);
      const piece = end === -1 ? text.slice(from) : text.slice(from, end);
      this.#write({ at, stream, piece, closes: end !== -1 }, made);
      if (end === -1) return;
      from = end + 1;
    }
  }

  #write(
    { at, stream, piece, closes }: { at: number; stream: LogStream; piece: string; closes: boolean },
    made: LogLine[],
  ): void {
    const open = this.#open.get(stream);
    if (open === undefined) {
      const line: LogLine = { at, step: this.#step, attempt: this.#attempt, stream, text: overwrite(piece) };
      made.push(line);
      if (!closes) this.#open.set(stream, line);
    } else {
      open.text = overwrite(open.text + piece);
      if (closes) this.#open.delete(stream);
    }
  }
}

/** A carriage return goes back to the start of the line: what stands behind the last one is what a terminal shows. */
function overwrite(text: string): string {
  if (!text.includes('\r')) return text;
  const parts = text.split('\r');
  const last = parts.findLast((part) => part !== '') ?? '';
  return text.endsWith('\r') ? `${last}\r` : last;
}

/** Puts lines where their time belongs; returns the first index that is new, or that has moved. */
export function insertByTime(lines: LogLine[], added: readonly LogLine[]): number {
  const first = added[0];
  if (first === undefined) return lines.length;
  const last = lines.at(-1);
  if (last === undefined || last.at <= first.at) {
    const from = lines.length;
    for (const line of added) lines.push(line);
    return from;
  }
  const from = countUntil(lines, first.at);
  const tail = lines.splice(from);
  let i = 0;
  for (const line of added) {
    for (let next = tail[i]; next !== undefined && next.at <= line.at; next = tail[i]) {
      lines.push(next);
      i += 1;
    }
    lines.push(line);
  }
  for (; i < tail.length; i += 1) {
    const line = tail[i];
    if (line !== undefined) lines.push(line);
  }
  return from;
}

/** How many of the lines, which are in order of time, were written until `at`. */
export function countUntil(lines: readonly LogLine[], at: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.at ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
