import type { Fact, FactBody } from '../../../shared/facts.ts';
import { applyFact } from '../../../shared/state/apply-fact.ts';
import { shareScope } from '../../../shared/state/run-scopes.ts';
import { type RunState, snapshotRunState } from '../../../shared/state/run-state.ts';
import { scopeOf } from '../../../shared/step-path.ts';

/** What the engine needs of a journal (`storage/journal.ts`). */
export interface FactLog {
  /** Numbers the fact at once; `written` resolves when its line is written, or (durable) fsynced. */
  append(body: FactBody, options: { durable: boolean }): { readonly fact: Fact; readonly written: Promise<void> };
}

export interface LedgerHooks {
  /** A fact has entered `table`; `changed` are the steps whose entry it changed. What it throws is a failure like any other. */
  readonly onApplied: (fact: Fact, changed: readonly string[]) => void;
  /** A fact could not be written, or what follows from it not be done. Called once; nothing enters `table` any more. */
  readonly onFailure: (error: unknown) => void;
}

export interface Appended {
  readonly fact: Fact;
  /** Resolves when the line is written (not necessarily on disk). */
  readonly written: Promise<void>;
  /** Resolves when the fact has entered `table`: it, and every fact before it, is as durable as was asked for. */
  readonly applied: Promise<void>;
}

interface Pending {
  readonly fact: Fact;
  isWritten: boolean;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A run's two tables over its journal (E5). `head` holds every fact appended: consequences are computed from it, so
 * that a line agrees with all lines before it. `table` holds what is on disk, in the order of the numbers: dependents,
 * subscribers and channels see nothing else.
 */
export class Ledger {
  readonly head: RunState;
  readonly table: RunState;
  readonly #log: FactLog;
  readonly #hooks: LedgerHooks;
  readonly #queue: Pending[] = [];
  #last: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | null = null;

  /** `state`: the fold of what the journal already holds; from now on it is the ledger's own. */
  constructor(log: FactLog, state: RunState, hooks: LedgerHooks) {
    this.#log = log;
    this.#hooks = hooks;
    this.table = state;
    this.head = snapshotRunState(state);
  }

  /** Appends a fact; it is in `head` on return. After a failure to write, both promises reject and nothing is written. */
  append(body: FactBody, durable: boolean): Appended {
    const { fact, written } = this.#write(body, durable);
    applyFact(this.head, fact);
    const applied = new Promise<void>((resolve, reject) => {
      const pending: Pending = { fact, isWritten: false, resolve, reject };
      this.#queue.push(pending);
      written.then(() => this.#onWritten(pending)).catch((error: unknown) => this.#fail(error));
    });
    // the failure is told through `onFailure`; who does not wait for this fact need not hear of it twice
    applied.catch(() => undefined);
    this.#last = applied;
    return { fact, written, applied };
  }

  /** True if every fact appended so far has entered `table`: none is on its way. */
  get isQuiet(): boolean {
    return this.#queue.length === 0;
  }

  /** Resolves when every fact appended so far has entered `table`. Rejects with the failure to write. */
  async flush(): Promise<void> {
    if (this.#failure !== null) throw this.#failure.error;
    await this.#last;
  }

  #write(body: FactBody, durable: boolean): { fact: Fact; written: Promise<void> } {
    if (this.#failure !== null) throw this.#failure.error;
    try {
      return this.#log.append(body, { durable });
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  #onWritten(pending: Pending): void {
    pending.isWritten = true;
    for (let first = this.#queue[0]; first?.isWritten === true; first = this.#queue[0]) {
      this.#queue.shift();
      const changed = applyFact(this.table, first.fact);
      this.#share(first.fact);
      first.resolve();
      this.#hooks.onApplied(first.fact, changed);
    }
  }

  /** What is over is held once, not once in each table. */
  #share(fact: Fact): void {
    if (fact.type === 'loop.iteration_completed') shareScope(this.table, this.head, scopeOf(fact.step, fact.iteration));
    else if (fact.type === 'step.completed' || fact.type === 'step.failed')
      shareScope(this.table, this.head, fact.step);
  }

  #fail(error: unknown): void {
    if (this.#failure !== null) return;
    this.#failure = { error };
    for (const pending of this.#queue.splice(0)) pending.reject(error);
    this.#hooks.onFailure(error);
  }
}
