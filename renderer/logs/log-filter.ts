import type { LogLine, LogStream } from './log-lines.ts';

export interface LogFilter {
  readonly text: string;
  readonly stream: LogStream | 'all';
  readonly step: string | null;
}

export function isEmptyFilter({ text, stream, step }: LogFilter): boolean {
  return text === '' && stream === 'all' && step === null;
}

export function matcherOf({ text, stream, step }: LogFilter): (line: LogLine) => boolean {
  const wanted = text.toLowerCase();
  return (line) =>
    (stream === 'all' || line.stream === stream) &&
    (step === null || line.step === step) &&
    (wanted === '' || line.text.toLowerCase().includes(wanted) || line.step.toLowerCase().includes(wanted));
}

/** The indexes of the lines that match, found piece by piece: a million lines are never gone through in one go. */
export class FilteredLines {
  readonly #matches: (line: LogLine) => boolean;
  #found: number[] = [];
  #scanned = 0;

  constructor(matches: (line: LogLine) => boolean) {
    this.#matches = matches;
  }

  get found(): readonly number[] {
    return this.#found;
  }

  /** Looks at `most` more lines; false if there are none left. */
  scan(lines: readonly LogLine[], most: number): boolean {
    const end = Math.min(lines.length, this.#scanned + most);
    for (let i = this.#scanned; i < end; i += 1) {
      const line = lines[i];
      if (line !== undefined && this.#matches(line)) this.#found.push(i);
    }
    this.#scanned = end;
    return end < lines.length;
  }

  /** Lines from this index on have moved. */
  rewind(index: number): void {
    if (index >= this.#scanned) return;
    this.#scanned = index;
    let keep = this.#found.length;
    while (keep > 0 && (this.#found[keep - 1] ?? 0) >= index) keep -= 1;
    this.#found = this.#found.slice(0, keep);
  }
}
