import type { LogChunk } from '../../shared/api/answers.ts';
import type { RequestParameters } from '../../shared/api/studio-api.ts';
import type { Fact } from '../../shared/facts.ts';
import type { Schedule } from '../state/frame-batch.ts';
import type { OutputSignal } from '../state/run/run-store.ts';
import type { LogLine } from './log-lines.ts';
import { insertByTime, LineSplitter } from './log-lines.ts';

/** Where logs are read from. */
export interface LogShelf {
  readonly read: (parameters: RequestParameters<'logs:read'>) => Promise<LogChunk>;
  readonly sizes: (parameters: RequestParameters<'logs:sizes'>) => Promise<readonly number[]>;
}

interface Source {
  readonly step: string;
  readonly attempt: number;
  readonly splitter: LineSplitter;
  offset: number;
  /** How much is asked for at once. */
  chunkBytes: number;
}

const AT_ONCE = 4;
const MEASURED_AT_ONCE = 500;
/** Between two questions for what came up meanwhile: what a step prints while it runs is told without being asked for. */
const REST_MS = 200;
const LEAST_BYTES = 64 * 1024;
const MOST_BYTES = 512 * 1024;
/** What comes in one answer is worked through in one go. By its lines that takes time, not by its bytes. */
const LINES_AT_ONCE = 8000;

/**
 * The log of the open run, of all its attempts, in order of time. Reads only while somebody looks, a few attempts at
 * once, from where it stopped. Most attempts write nothing: which of them did is asked of many at once.
 */
export class LogBook {
  readonly lines: LogLine[] = [];
  /** Counts changes; what `useSyncExternalStore` compares. */
  version = 0;
  error: unknown = null;
  readonly #shelf: LogShelf;
  readonly #rest: Schedule;
  readonly #sources = new Map<string, Source>();
  /** Those that may have written something: they have begun or ended, and no signal has told. */
  readonly #doubtful = new Set<Source>();
  readonly #measuring = new Set<Source>();
  /** Those of which something is there that was not read, in the order in which they are read. */
  readonly #stale = new Set<Source>();
  readonly #reading = new Set<Source>();
  readonly #listeners = new Set<(movedFrom: number) => void>();
  #run: string | null = null;
  #heard = 0;
  #rests = false;

  constructor(shelf: LogShelf, rest: Schedule = (act) => void setTimeout(act, REST_MS)) {
    this.#shelf = shelf;
    this.#rest = rest;
  }

  /** Null: no run is open. */
  get run(): string | null {
    return this.#run;
  }

  /** True while there is something that was not read yet. */
  get reading(): boolean {
    return [this.#doubtful, this.#measuring, this.#stale, this.#reading].some(({ size }) => size > 0);
  }

  /** Looks through the facts that came since the last call for attempts that began or ended. */
  follow(run: string | null, facts: readonly Fact[]): void {
    if (run !== this.#run) this.#reset(run);
    for (; this.#heard < facts.length; this.#heard += 1) {
      const fact = facts[this.#heard];
      if (fact === undefined) break;
      if (fact.type === 'step.started') this.#source(fact.step, fact.attempt);
      else if (
        fact.type === 'step.completed' ||
        fact.type === 'step.failed' ||
        fact.type === 'step.cancelled' ||
        fact.type === 'step.attempt_failed'
      ) {
        const source = this.#sources.get(keyOf(fact.step, fact.attempt));
        if (source !== undefined) this.#doubtful.add(source);
      }
    }
    this.#pump();
  }

  hear(signals: readonly OutputSignal[]): void {
    for (const { run, step, attempt, offset } of signals) {
      if (run !== this.#run) continue;
      const source = this.#source(step, attempt);
      if (offset > source.offset) this.#stale.add(source);
    }
    this.#pump();
  }

  /** The listener is told the first index that is new or has moved. */
  subscribe(listener: (movedFrom: number) => void): () => void {
    this.#listeners.add(listener);
    this.#pump();
    return () => this.#listeners.delete(listener);
  }

  #reset(run: string | null): void {
    this.#run = run;
    this.#heard = 0;
    this.#rests = false;
    this.#sources.clear();
    this.#doubtful.clear();
    this.#measuring.clear();
    this.#stale.clear();
    this.#reading.clear();
    this.lines.length = 0;
    this.error = null;
    this.#tell(0);
  }

  #source(step: string, attempt: number): Source {
    const key = keyOf(step, attempt);
    const known = this.#sources.get(key);
    if (known !== undefined) return known;
    const source: Source = {
      step,
      attempt,
      splitter: new LineSplitter(step, attempt),
      offset: 0,
      chunkBytes: LEAST_BYTES,
    };
    this.#sources.set(key, source);
    this.#doubtful.add(source);
    return source;
  }

  #pump(): void {
    if (this.#run === null || this.#listeners.size === 0) return;
    if (this.#doubtful.size > 0 && this.#measuring.size === 0 && !this.#rests) void this.#measure(this.#run);
    for (const source of this.#stale) {
      if (this.#reading.size >= AT_ONCE) return;
      if (!this.#reading.has(source)) void this.#readOn(this.#run, source);
    }
  }

  /** One question at a time; what comes up meanwhile goes into the next one, which comes a moment later. */
  async #measure(run: string): Promise<void> {
    const sources = [...this.#doubtful].slice(0, MEASURED_AT_ONCE);
    if (sources.length < MEASURED_AT_ONCE) this.#restFrom(run);
    for (const source of sources) {
      this.#doubtful.delete(source);
      this.#measuring.add(source);
    }
    try {
      const attempts = sources.map(({ step, attempt }) => ({ step, attempt }));
      const sizes = await this.#shelf.sizes({ run, attempts });
      if (run !== this.#run) return;
      for (const [i, source] of sources.entries()) if ((sizes[i] ?? 0) > source.offset) this.#stale.add(source);
    } catch (error) {
      this.#fail(run, error);
    } finally {
      for (const source of sources) this.#measuring.delete(source);
      if (run === this.#run) this.#settle();
    }
  }

  #restFrom(run: string): void {
    this.#rests = true;
    this.#rest(() => {
      if (run !== this.#run) return;
      this.#rests = false;
      this.#pump();
    });
  }

  async #readOn(run: string, source: Source): Promise<void> {
    this.#stale.delete(source);
    this.#reading.add(source);
    try {
      const { step, attempt, offset, chunkBytes } = source;
      const chunk = await this.#shelf.read({ run, step, attempt, offset, maxBytes: chunkBytes });
      if (run !== this.#run) return;
      source.offset = chunk.nextOffset;
      if (chunk.nextOffset < chunk.totalBytes && chunk.nextOffset > offset) this.#stale.add(source);
      if (chunk.records.length === 0) return;
      const lines = source.splitter.split(chunk.records);
      source.chunkBytes = chunkFor((chunk.nextOffset - offset) / Math.max(1, lines.length));
      this.#tell(insertByTime(this.lines, lines));
    } catch (error) {
      this.#fail(run, error);
    } finally {
      this.#reading.delete(source);
      if (run === this.#run) this.#settle();
    }
  }

  #fail(run: string, error: unknown): void {
    if (run !== this.#run) return;
    this.error = error;
    this.#tell(this.lines.length);
  }

  /** Reads on; those who look are told when nothing is left, for an empty log is not one that is still read. */
  #settle(): void {
    this.#pump();
    if (!this.reading) this.#tell(this.lines.length);
  }

  #tell(movedFrom: number): void {
    this.version += 1;
    for (const listener of this.#listeners) listener(movedFrom);
  }
}

function keyOf(step: string, attempt: number): string {
  return `${attempt} ${step}`;
}

function chunkFor(bytesPerLine: number): number {
  return Math.round(Math.min(MOST_BYTES, Math.max(LEAST_BYTES, bytesPerLine * LINES_AT_ONCE)));
}
