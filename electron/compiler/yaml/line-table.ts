import type { SourceText, Span } from '../../../shared/source.ts';
import { locate } from '../../../shared/source.ts';

/** Turns offsets of a text into lines and columns of its file (both from 1, in UTF-16 units). */
export interface Lines {
  place(offset: number): { line: number; column: number };
  span(start: number, end: number): Span;
}

/** Of a whole file. Lines end with `\n`. */
export class LineTable implements Lines {
  readonly #file: string;
  readonly #starts: number[] = [0];
  /** The line of the last answer: most questions are about it or about the next one. */
  #last = 0;

  constructor(file: string, text: string) {
    this.#file = file;
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  place(offset: number): { line: number; column: number } {
    this.#goTo(offset);
    return { line: this.#last + 1, column: this.#column(offset) };
  }

  #goTo(offset: number): void {
    if (!this.#isIn(this.#last, offset))
      this.#last = this.#isIn(this.#last + 1, offset) ? this.#last + 1 : this.#find(offset);
  }

  /** In the line of the last answer. */
  #column(offset: number): number {
    return offset - (this.#starts[this.#last] ?? 0) + 1;
  }

  #isIn(line: number, offset: number): boolean {
    const start = this.#starts[line];
    return start !== undefined && start <= offset && offset < (this.#starts[line + 1] ?? Number.POSITIVE_INFINITY);
  }

  #find(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  span(start: number, end: number): Span {
    this.#goTo(start);
    const line = this.#last + 1;
    const column = this.#column(start);
    const last = Math.max(start, end);
    this.#goTo(last);
    return { file: this.#file, line, column, endLine: this.#last + 1, endColumn: this.#column(last) };
  }
}

/** Of a text that stands in a file as a value: places are those of the file. */
export class MappedLines implements Lines {
  readonly #source: SourceText;

  constructor(source: SourceText) {
    this.#source = source;
  }

  place(offset: number): { line: number; column: number } {
    const { line, column } = locate(this.#source, offset, offset);
    return { line, column };
  }

  span(start: number, end: number): Span {
    return locate(this.#source, start, end);
  }
}
