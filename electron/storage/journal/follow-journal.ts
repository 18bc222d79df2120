import { watch } from 'node:fs';
import { StepglassError } from '../../../shared/errors.ts';
import type { Fact } from '../../../shared/facts.ts';
import { damaged, storageFailure } from '../files/failure.ts';
import type { FileLayer } from '../files/file-layer.ts';
import { nodeFileLayer } from '../files/file-layer.ts';
import { JournalParser } from './journal-lines.ts';
import { readJournal } from './read-journal.ts';

export interface FollowOptions {
  /** Facts up to this number are not given. */
  readonly fromN: number;
  /** Called with one batch after the other, in order; never with an empty one. */
  readonly onFacts: (facts: readonly Fact[]) => void;
  /** Ends it: the promise then resolves. */
  readonly signal: AbortSignal;
  readonly files?: FileLayer;
  /** How often to look where the system tells nothing (network disks). Default: 250. */
  readonly pollMs?: number;
  /** Calls `onChange` when the file may have changed; returns how to stop. Default: `fs.watch`. */
  readonly watchFile?: (path: string, onChange: () => void) => () => void;
}

const SLICE_BYTES = 1 << 20;

/**
 * Gives the facts of a run that another process owns, as they are written; changes nothing. They may not be on the disk
 * yet. A line that is not whole is being written, and waited for. Reads at most 1 MiB at a time.
 * Resolves when the signal ends it. Rejects with `storage_failure` (`missing`, `journal_damaged`, `newer_format`), and
 * with what `onFacts` throws.
 */
export async function followJournal(path: string, options: FollowOptions): Promise<void> {
  const { signal, files = nodeFileLayer } = options;
  const reader = new TailReader(path, files);
  const changes = new Changes(path, options);
  try {
    while (!signal.aborted) {
      changes.clear();
      for (let more = true; more && !signal.aborted; ) {
        more = reader.read();
        const facts = reader.take().filter((fact) => fact.n > options.fromN);
        if (facts.length > 0) options.onFacts(facts);
        if (more) await new Promise((resolve) => setImmediate(resolve));
      }
      await changes.next();
    }
  } finally {
    changes.stop();
  }
}

/** Reads a growing journal piece by piece. */
class TailReader {
  readonly #path: string;
  readonly #files: FileLayer;
  readonly #parser: JournalParser;
  #offset = 0;
  #isAtEnd = false;

  constructor(path: string, files: FileLayer) {
    this.#path = path;
    this.#files = files;
    this.#parser = new JournalParser(path);
  }

  take(): Fact[] {
    return this.#parser.take();
  }

  /** Reads one slice; true if there is more right now. */
  read(): boolean {
    try {
      const { sizeBytes } = this.#files.stat(this.#path);
      if (this.#isAtEnd || sizeBytes < this.#offset) this.#restart(sizeBytes);
      this.#feed(Math.min(SLICE_BYTES, sizeBytes - this.#offset));
      this.#isAtEnd = this.#offset >= sizeBytes;
      return !this.#isAtEnd;
    } catch (error) {
      return this.#judge(error);
    }
  }

  /** At the end, a tail is read again: a new owner may have cut it and written something else in its place. */
  #restart(sizeBytes: number): void {
    if (sizeBytes < this.#parser.goodBytes) {
      throw damaged(
        'journal_damaged',
        this.#path,
        `the journal has become shorter while it was followed: ${sizeBytes} bytes were found, ${this.#parser.goodBytes} had been read`,
      );
    }
    this.#parser.dropTail();
    this.#offset = this.#parser.goodBytes;
  }

  #feed(length: number): void {
    if (length === 0) return;
    const bytes = Buffer.alloc(length);
    const fd = this.#files.open(this.#path, 'r');
    try {
      const got = this.#files.read(fd, bytes, this.#offset);
      this.#offset += got;
      this.#parser.feed(bytes.subarray(0, got));
    } finally {
      this.#files.close(fd);
    }
  }

  /** What looks like damage may have been read while its tail was being cut: the file as a whole decides. */
  #judge(error: unknown): boolean {
    if (!(error instanceof StepglassError) || error.code !== 'journal_damaged')
      throw storageFailure('follow the journal', this.#path, error);
    if (readJournal(this.#path, this.#files).facts.length < this.#parser.n) throw error;
    this.#isAtEnd = true;
    return false;
  }
}

/** Waits until the file may have changed, the poll interval is over, or the signal ends it all. */
class Changes {
  readonly #signal: AbortSignal;
  readonly #pollMs: number;
  readonly #unwatch: () => void;
  #hasChanged = false;
  #wake: () => void = () => undefined;

  constructor(path: string, { signal, pollMs = 250, watchFile = watchOneFile }: FollowOptions) {
    this.#signal = signal;
    this.#pollMs = pollMs;
    this.#unwatch = watchFile(path, () => {
      this.#hasChanged = true;
      this.#wake();
    });
  }

  clear(): void {
    this.#hasChanged = false;
  }

  async next(): Promise<void> {
    if (this.#hasChanged || this.#signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, this.#pollMs);
      this.#signal.addEventListener('abort', done);
      this.#wake = done;
    });
  }

  stop(): void {
    this.#unwatch();
  }
}

/** Without a watcher (no inotify handles left, a network disk) polling is enough, only slower. */
function watchOneFile(path: string, onChange: () => void): () => void {
  try {
    const watcher = watch(path, { persistent: false }, onChange);
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    return () => undefined;
  }
}
