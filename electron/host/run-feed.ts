import type { Fact, Signal } from '../../shared/facts.ts';
import type { Engine } from '../execution/engine.ts';
import type { Stream, StreamSignals } from './wire.ts';

export interface FactBatch {
  readonly facts: readonly Fact[];
  readonly signals: readonly Signal[];
}

/**
 * The facts of one run in memory, read once and shared by all windows that look at it. Each window has a place in the
 * list, so a slow one costs nothing and misses nothing.
 */
export interface RunFeed {
  /** Resolves when all facts that were there at the start are in `facts`. */
  readonly ready: Promise<void>;
  /** In order; fact `n` stands at `n - 1`. */
  readonly facts: readonly Fact[];
  /** Everything after fact number `from`, then what happens. */
  open(from: number, signals: StreamSignals): Stream<FactBatch>;
  close(): void;
}

/** One batch: at 60 a second still more than any engine makes, and small enough to fold in a frame. */
const FACTS_PER_BATCH = 1000;

export function openRunFeed(engine: Pick<Engine, 'state' | 'subscribe'>, run: string): RunFeed {
  const expected = engine.state(run).n;
  const facts: Fact[] = [];
  const signals = new SignalBoard();
  const listeners = new Set<() => void>();
  let markReady = (): void => undefined;
  const ready = new Promise<void>((resolve) => {
    markReady = resolve;
  });
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const end = engine.subscribe(run, {
    from: 0,
    onFacts: (batch) => {
      for (const fact of batch) if (fact.n === facts.length + 1) facts.push(fact);
      if (facts.length >= expected) markReady();
      tell();
    },
    onSignal: (signal) => {
      signals.post(signal);
      tell();
    },
  });
  if (facts.length >= expected) markReady();
  return {
    ready,
    facts,
    open: (from, { notify }) => {
      const cursor = { facts: from, signals: 0 };
      listeners.add(notify);
      return {
        take: () => takeBatch(facts, signals, cursor),
        close: () => listeners.delete(notify),
      };
    },
    close: () => {
      end();
      listeners.clear();
    },
  };
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
  private readonly latest = new Map<string, { readonly order: number; readonly signal: Signal }>();

  post(signal: Signal): void {
    this.newest += 1;
    const place = signal.type === 'progress' ? '' : `${signal.step}#${signal.attempt}`;
    this.latest.set(`${signal.type}:${place}`, { order: this.newest, signal });
  }

  since(order: number): readonly Signal[] {
    if (order >= this.newest) return [];
    return [...this.latest.values()].filter((entry) => entry.order > order).map((entry) => entry.signal);
  }
}
