import type { Fact } from '../../../shared/facts.ts';
import { decodeCheckedLine, encodeCheckedLine, linesOf } from '../files/checked-line.ts';
import { damaged } from '../files/failure.ts';

/**
 * The format that this release writes. Raise it for a new type of fact, and for a field that an older release would pass
 * over to the harm of the run (docs/decisions/0007); `format.test.ts` has the list.
 */
const JOURNAL_FORMAT = 1;

/** A line that was read: the fact, and what the line says about itself. */
interface JournalLine {
  readonly fact: Fact;
  /** The last line known to be on the disk when this one was written. */
  readonly synced: number;
  /** Only in line 1. */
  readonly format: number | undefined;
}

/**
 * One checked line: the fact with `synced`, and in line 1 with `format`. `n` comes first, so that the end of a file
 * tells its last number without being parsed.
 */
export function encodeJournalLine(fact: Fact, synced: number): string {
  const { n, ...rest } = fact;
  const json = JSON.stringify({ n, synced, ...(n === 1 ? { format: JOURNAL_FORMAT } : {}), ...rest });
  return encodeCheckedLine(json);
}

/**
 * Reads a journal as its bytes come, and tells a torn tail from damage (E6). The first bad line ends the good ones;
 * what follows is only asked whether it covers the bad line.
 */
export class JournalParser {
  /** The number of the last good line. */
  n = 0;
  /** Where the good lines end, in bytes. */
  goodBytes = 0;
  readonly #path: string;
  #facts: Fact[] = [];
  #rest: Buffer = Buffer.alloc(0);
  #isBad = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** Whether there is something behind the good lines: a bad line, or one without an end. */
  get hasTail(): boolean {
    return this.#isBad || this.#rest.length > 0;
  }

  /**
   * Takes the next bytes of the file. Throws `journal_damaged` when a good line says that the bad one before it had
   * reached the disk, and `newer_format`.
   */
  feed(bytes: Buffer): void {
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    let at = 0;
    for (const { start, end } of linesOf(all)) {
      this.#line(all.subarray(start, end));
      at = end + 1;
    }
    this.#rest = all.subarray(at);
  }

  /** The good facts since it was asked last. */
  take(): Fact[] {
    return this.#facts.splice(0);
  }

  /** Forgets what is behind the good lines, to be fed the file again from `goodBytes`. */
  dropTail(): void {
    this.#rest = Buffer.alloc(0);
    this.#isBad = false;
  }

  /** Says that there is nothing more. A file with bytes but without one good line is damage, never an empty journal. */
  finish(): void {
    if (this.n > 0 || !this.hasTail) return;
    throw damaged(
      'journal_damaged',
      this.#path,
      'the first line of the journal cannot be read; it is damaged, or the run was killed before it had begun',
    );
  }

  #line(bytes: Buffer): void {
    const line = readLine(bytes);
    if (line?.format !== undefined && line.format > JOURNAL_FORMAT) this.#refuseFormat(line.format);
    const expected = this.n + 1;
    if (!this.#isBad && line?.fact.n === expected) {
      this.#facts.push(line.fact);
      this.n = expected;
      this.goodBytes += bytes.length + 1;
      return;
    }
    this.#isBad = true;
    if (line !== null && line.synced >= expected) this.#refuseDamage(expected, line.fact.n);
  }

  #refuseFormat(format: number): never {
    throw damaged(
      'newer_format',
      this.#path,
      `the journal has format ${format}, this release reads up to ${JOURNAL_FORMAT}: open the run with the release that wrote it, or a newer one`,
    );
  }

  #refuseDamage(n: number, by: number): never {
    throw damaged(
      'journal_damaged',
      this.#path,
      `the journal is damaged: line ${n} at byte ${this.goodBytes} is not what was written, and line ${by} says that it had reached the disk. Restore the file from a copy; other runs are not touched`,
    );
  }
}

/** The line, or null if it is bad. */
function readLine(bytes: Buffer): JournalLine | null {
  const json = decodeCheckedLine(bytes);
  if (json === null) return null;
  const { synced, format, ...fact } = JSON.parse(json) as Fact & { synced: number; format?: number };
  return { fact: fact as Fact, synced, format };
}
