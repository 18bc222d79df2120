import type { StepglassError } from '../../../shared/errors.ts';
import type { Fact, FactBody } from '../../../shared/facts.ts';
import { damaged, storageFailure } from '../files/failure.ts';
import type { FileLayer } from '../files/file-layer.ts';
import { GroupSync } from '../files/group-sync.ts';
import { writeAll } from '../files/write-all.ts';
import { encodeJournalLine } from './journal-lines.ts';
import type { JournalContents } from './read-journal.ts';
import { readJournal } from './read-journal.ts';

export interface JournalOptions {
  readonly files: FileLayer;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** What `readJournalInParts` gave a moment ago, where reading a long file at once would block for too long. */
  readonly contents?: JournalContents;
}

export interface Appended {
  /** The fact with its number and time, as it will be read back. */
  readonly fact: Fact;
  /**
   * Resolves when the line is written, or for a durable one when it is on the disk. Rejects with the journal's
   * `storage_failure`. Nobody has to wait for it: the failure is also what every later append rejects with.
   */
  readonly written: Promise<void>;
}

interface QueuedLine {
  readonly fact: Fact;
  readonly durable: boolean;
  readonly resolve: () => void;
  readonly reject: (error: StepglassError) => void;
}

/**
 * The facts of one run, the only truth about it (E6, E7). Lines of one turn of the event loop share a write, durable
 * ones that wait at the same time share an fsync; lines may be written while an fsync is under way.
 *
 * The first failure to write, fsync or find the file as it was left ends the journal: nothing more is written, every
 * append rejects with that same error. What is on the disk then is a prefix of what was appended, perhaps with a torn
 * last line, which the next `open` cuts.
 */
export class Journal {
  #facts: readonly Fact[];
  /** A warning for the person if a torn tail was cut, naming file and offset. */
  readonly torn: { readonly offset: number; readonly warning: string } | null;
  /** The number of the last fact appended. */
  n: number;
  /** Why nothing can be appended any more. */
  failure: StepglassError | null = null;
  readonly #path: string;
  readonly #options: JournalOptions;
  readonly #fd: number;
  readonly #inode: number;
  readonly #group: GroupSync;
  #sizeBytes: number;
  #queue: QueuedLine[] = [];
  #writtenN: number;
  #syncedN: number;
  #closed = false;

  /**
   * Opens an existing journal: reads it, cuts a torn tail, and fsyncs once, so that whatever was read is on the disk
   * before anything is built on it. Blocks for the time that takes.
   * Throws `storage_failure`: `missing`, `journal_damaged`, `newer_format`, `disk_full`, `read_only`, `io_failed`.
   */
  static open(path: string, options: JournalOptions): Journal {
    const { files } = options;
    const contents = options.contents ?? readJournal(path, files);
    let fd = -1;
    try {
      if (contents.torn !== null) files.truncate(path, contents.torn.offset);
      fd = files.open(path, 'a');
      if (contents.sizeBytes > 0) files.syncDataNow(fd);
      return new Journal(path, fd, { ...options, contents });
    } catch (error) {
      if (fd >= 0) files.close(fd);
      throw storageFailure('open the journal', path, error);
    }
  }

  private constructor(path: string, fd: number, options: JournalOptions & { readonly contents: JournalContents }) {
    const { facts, torn, sizeBytes } = options.contents;
    const found = options.files.stat(path);
    this.#path = path;
    this.#fd = fd;
    this.#options = { files: options.files, now: options.now };
    this.#sizeBytes = torn?.offset ?? sizeBytes;
    this.#inode = found.inode;
    this.#group = new GroupSync(() => this.#sync());
    this.#facts = facts;
    this.torn = torn;
    this.n = facts.length;
    this.#writtenN = facts.length;
    this.#syncedN = facts.length;
    if (found.sizeBytes !== this.#sizeBytes) throw this.#changed(found.sizeBytes);
  }

  /** The facts read when the journal was opened; appended ones are not added. */
  get facts(): readonly Fact[] {
    return this.#facts;
  }

  /** Lets go of `facts`: a long run is not kept in memory. */
  forgetFacts(): void {
    this.#facts = [];
  }

  /**
   * Numbers a fact, stamps it with the time, and queues its line. Lines reach the file in the order of the calls, in
   * the microtask after this turn. A fact must be plain JSON and not be changed afterwards.
   */
  append(body: FactBody, { durable }: { readonly durable: boolean }): Appended {
    this.n += 1;
    const fact: Fact = { n: this.n, at: new Date(this.#options.now()).toISOString(), ...body };
    const written = this.#enqueue(fact, durable);
    // A caller may look at `failure` instead of at every promise; an unhandled rejection would end the process.
    written.catch(() => undefined);
    return { fact, written };
  }

  /** Writes and fsyncs what is queued, then closes the file. Does not reject: a failure was told to whom it concerned. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#writeQueue();
    if (this.failure === null && this.#syncedN < this.#writtenN) await this.#group.request().catch(() => undefined);
    this.#closed = true;
    this.failure ??= damaged('journal_closed', this.#path, 'the journal is closed');
    this.#options.files.close(this.#fd);
  }

  #enqueue(fact: Fact, durable: boolean): Promise<void> {
    if (this.failure !== null) return Promise.reject(this.failure);
    return new Promise((resolve, reject) => {
      this.#queue.push({ fact, durable, resolve, reject });
      if (this.#queue.length === 1) queueMicrotask(() => this.#writeQueue());
    });
  }

  #writeQueue(): void {
    const lines = this.#queue.splice(0);
    if (lines.length === 0) return;
    try {
      if (this.failure !== null) throw this.failure;
      this.#checkFile();
      this.#writeLines(lines);
    } catch (error) {
      this.failure ??= storageFailure('write the journal', this.#path, error);
      for (const line of lines) line.reject(this.failure);
      return;
    }
    for (const line of lines) if (!line.durable) line.resolve();
    this.#syncLines(lines.filter((line) => line.durable));
  }

  #writeLines(lines: readonly QueuedLine[]): void {
    const bytes = Buffer.from(lines.map(({ fact }) => encodeJournalLine(fact, this.#syncedN)).join(''));
    writeAll(this.#options.files, this.#fd, bytes);
    this.#sizeBytes += bytes.length;
    this.#writtenN = lines.at(-1)?.fact.n ?? this.#writtenN;
  }

  #syncLines(lines: readonly QueuedLine[]): void {
    if (lines.length === 0) return;
    this.#group.request().then(
      () => {
        for (const line of lines) line.resolve();
      },
      (error: unknown) => {
        const failure = storageFailure('flush the journal to the disk', this.#path, error);
        for (const line of lines) line.reject(failure);
      },
    );
  }

  async #sync(): Promise<void> {
    if (this.failure !== null) throw this.failure;
    const upTo = this.#writtenN;
    try {
      await this.#options.files.syncData(this.#fd);
    } catch (error) {
      // After a failed fsync the system may have dropped the pages: asking again would answer "done" without being so.
      this.failure ??= storageFailure('flush the journal to the disk', this.#path, error);
      throw this.failure;
    }
    this.#syncedN = upTo;
  }

  /** E9: a second owner, a replaced file and a vanished folder all show in what the path leads to. */
  #checkFile(): void {
    const { sizeBytes, inode } = this.#options.files.stat(this.#path);
    if (inode !== this.#inode)
      throw damaged(
        'journal_replaced',
        this.#path,
        'the journal was replaced by another file while its run was going on; nothing more is written to it',
      );
    if (sizeBytes !== this.#sizeBytes) throw this.#changed(sizeBytes);
  }

  #changed(found: number): StepglassError {
    const grew = found > this.#sizeBytes;
    const what = grew
      ? 'another process has written to the journal of this run'
      : 'the journal has become shorter while its run was going on';
    return damaged(
      grew ? 'journal_grew' : 'journal_damaged',
      this.#path,
      `${what}: ${found} bytes were found, ${this.#sizeBytes} expected. This process stops without writing; see who owns the run, then resume`,
    );
  }
}
