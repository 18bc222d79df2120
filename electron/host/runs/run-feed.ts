import type { Fact, Signal } from '../../../shared/facts.ts';
import type { Engine } from '../../execution/engine.ts';
import type { Stream, StreamSignals } from '../transport/wire.ts';

export interface FactBatch {
  readonly facts: readonly Fact[];
  readonly signals: readonly Signal[];
}

export interface FactSource extends Pick<Engine, 'subscribe'> {
  /** The last fact that subscribers were told of a run that this process owns; null: it does not own it. */
  lastFact(run: string): number | null;
  /** Everything in the journal now; rejects for a damaged one. */
  readFacts(run: string): Promise<readonly Fact[]>;
}

/** So many facts a live run hands over without reading its journal. */
const AT_HAND = 1000;
/** One batch: at 60 a second still more than any engine makes, and small enough to fold in a frame. */
const FACTS_PER_BATCH = 1000;

/**
 * The facts of one run in memory, read once and shared by all windows that look at it. Each window has a place in the
 * list, so a slow one costs nothing and misses nothing.
 */
export class RunFeed {
  /** Resolves when all facts that were there at the start are in `facts`; of a run that has just begun, the first one. */
  readonly ready: Promise<void>;
  readonly #source: FactSource;
  readonly #run: string;
  readonly #facts: Fact[] = [];
  readonly #signals = new SignalBoard();
  readonly #streams = new Set<StreamSignals>();
  #end: (() => void) | null = null;
  #isClosed = false;
  #markBegun: () => void = () => undefined;

  constructor(source: FactSource, run: string) {
    this.#source = source;
    this.#run = run;
    this.ready = this.#begin();
    this.ready.catch((error: unknown) => {
      for (const { fail } of this.#streams) fail(error);
    });
  }

  /** In order; fact `n` stands at `n - 1`. */
  get facts(): readonly Fact[] {
    return this.#facts;
  }

  /** Everything after fact number `from`, then what happens. */
  open(from: number, signals: StreamSignals): Stream<FactBatch> {
    const cursor = { facts: from, signals: 0 };
    this.#streams.add(signals);
    this.ready.catch(signals.fail);
    return {
      take: () => takeBatch(this.#facts, this.#signals, cursor),
      close: () => this.#streams.delete(signals),
    };
  }

  /** The run has come into this process or has left it: from now on its facts come another way. */
  reconnect(): void {
    if (this.#end === null || this.#isClosed) return;
    this.#end();
    this.#subscribe();
    // A run that left without a single fact has begun as far as it ever will.
    this.#markBegun();
  }

  close(): void {
    this.#isClosed = true;
    this.#end?.();
    this.#streams.clear();
  }

  async #begin(): Promise<void> {
    const last = this.#source.lastFact(this.#run);
    if (last === null || last > AT_HAND) await this.#read();
    if (this.#isClosed) return;
    const begun = new Promise<void>((resolve) => {
      this.#markBegun = resolve;
    });
    this.#subscribe();
    // Facts are told when they are on the disk, a moment after the run has started.
    if (last !== null && this.#facts.length === 0) await begun;
  }

  async #read(): Promise<void> {
    const facts = await this.#source.readFacts(this.#run);
    // lines of a live run may be in the file before they are durable
    this.#take(facts.slice(0, this.#source.lastFact(this.#run) ?? facts.length));
  }

  #subscribe(): void {
    this.#end = this.#source.subscribe(this.#run, {
      from: this.#facts.length,
      onFacts: (facts) => this.#take(facts),
      onSignal: (signal) => {
        this.#signals.post(signal);
        this.#tell();
      },
    });
  }

  #take(facts: readonly Fact[]): void {
    for (const fact of facts) if (fact.n === this.#facts.length + 1) this.#facts.push(fact);
    if (this.#facts.length > 0) this.#markBegun();
    this.#tell();
  }

  #tell(): void {
    for (const { notify } of this.#streams) notify();
  }
}

function takeBatch(
  facts: readonly Fact[],
  board: SignalBoard,
  cursor: { facts: number; signals: number },
): FactBatch | null {
  const batch = facts.slice(cursor.facts, cursor.facts + FACTS_PER_BATCH);
  cursor.facts += batch.length;
  // Signals speak of the present: they wait until the window has caught up.
  const signals = cursor.facts < facts.length ? [] : board.since(cursor.signals);
  if (signals.length > 0) cursor.signals = board.newest;
  return batch.length === 0 && signals.length === 0 ? null : { facts: batch, signals };
}

/** The latest signal of each kind and place (E19), with the order of their coming. */
class SignalBoard {
  newest = 0;
  readonly #latest = new Map<string, { readonly order: number; readonly signal: Signal }>();

  post(signal: Signal): void {
    this.newest += 1;
    const place = signal.type === 'progress' ? '' : `${signal.step}#${signal.attempt}`;
    this.#latest.set(`${signal.type}:${place}`, { order: this.newest, signal });
  }

  since(order: number): readonly Signal[] {
    if (order >= this.newest) return [];
    return [...this.#latest.values()].filter((entry) => entry.order > order).map((entry) => entry.signal);
  }
}
