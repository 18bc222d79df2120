import type { Fact } from '../../shared/facts.ts';
import type { LogChunk, RequestParameters } from '../../shared/studio-api.ts';
import type { OutputSignal } from '../state/run-store.ts';
import type { LogLine } from './log-lines.ts';
import { insertByTime, LineSplitter } from './log-lines.ts';

type ReadLog = (parameters: RequestParameters<'logs:read'>) => Promise<LogChunk>;

interface Source {
  readonly step: string;
  readonly attempt: number;
  readonly splitter: LineSplitter;
  offset: number;
  /** Something may be there that was not read. */
  stale: boolean;
  reading: boolean;
}

const AT_ONCE = 4;
const CHUNK_BYTES = 512 * 1024;

/**
 * The log of the open run, of all its attempts, in order of time. Reads only while somebody looks, a few attempts at
 * once, from where it stopped.
 */
export class LogBook {
  readonly lines: LogLine[] = [];
  /** Counts changes; what `useSyncExternalStore` compares. */
  version = 0;
  error: unknown = null;
  readonly #read: ReadLog;
  readonly #sources = new Map<string, Source>();
  readonly #listeners = new Set<(movedFrom: number) => void>();
  #run: string | null = null;
  #heard = 0;

  constructor(read: ReadLog) {
    this.#read = read;
  }

  /** True while there is something that was not read yet. */
  get reading(): boolean {
    for (const source of this.#sources.values()) if (source.stale || source.reading) return true;
    return false;
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
        if (source !== undefined) source.stale = true;
      }
    }
    this.#pump();
  }

  hear(signals: readonly OutputSignal[]): void {
    for (const { run, step, attempt, offset } of signals) {
      if (run !== this.#run) continue;
      const source = this.#source(step, attempt);
      if (offset > source.offset) source.stale = true;
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
    this.#sources.clear();
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
      stale: true,
      reading: false,
    };
    this.#sources.set(key, source);
    return source;
  }

  #pump(): void {
    if (this.#run === null || this.#listeners.size === 0) return;
    let busy = 0;
    for (const source of this.#sources.values()) if (source.reading) busy += 1;
    for (const source of this.#sources.values()) {
      if (busy >= AT_ONCE) return;
      if (!source.stale || source.reading) continue;
      busy += 1;
      void this.#readOn(this.#run, source);
    }
  }

  async #readOn(run: string, source: Source): Promise<void> {
    source.stale = false;
    source.reading = true;
    try {
      const { step, attempt, offset } = source;
      const chunk = await this.#read({ run, step, attempt, offset, maxBytes: CHUNK_BYTES });
      if (run !== this.#run) return;
      source.offset = chunk.nextOffset;
      if (chunk.nextOffset < chunk.totalBytes && chunk.nextOffset > offset) source.stale = true;
      if (chunk.records.length > 0) this.#tell(insertByTime(this.lines, source.splitter.split(chunk.records)));
    } catch (error) {
      if (run !== this.#run) return;
      this.error = error;
      this.#tell(this.lines.length);
    } finally {
      source.reading = false;
      if (run === this.#run) this.#settle();
    }
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
