import type { Fact } from '../../shared/facts.ts';
import type { RunState } from '../../shared/run-state.ts';
import { applyFact, emptyRunState, snapshotRunState } from '../../shared/run-state.ts';

const SNAPSHOT_EVERY = 500;

/** The facts of one run in order, the state after the last of them, and the state after any of them (monitor.md M7). */
export class RunTimeline {
  readonly facts: Fact[] = [];
  readonly live: RunState = emptyRunState();
  /** `snapshots[i]` is the state after fact `i * SNAPSHOT_EVERY`. */
  readonly #snapshots: RunState[] = [snapshotRunState(emptyRunState())];

  /** Folds facts in and returns the steps that changed. Facts that are known are passed over: overlapping batches do no harm. */
  append(facts: readonly Fact[]): ReadonlySet<string> {
    const changed = new Set<string>();
    for (const fact of facts) {
      if (fact.n <= this.facts.length) continue;
      if (fact.n !== this.facts.length + 1) throw new RangeError(`fact ${fact.n} follows fact ${this.facts.length}`);
      this.facts.push(fact);
      for (const step of applyFact(this.live, fact)) changed.add(step);
      if (fact.n % SNAPSHOT_EVERY === 0) this.#snapshots.push(snapshotRunState(this.live));
    }
    return changed;
  }

  /** The state after fact `n`. The caller may keep it: later facts do not change it. */
  stateAt(n: number): RunState {
    const wanted = Math.min(Math.max(0, Math.floor(n)), this.facts.length);
    const state = snapshotRunState(this.#snapshots[Math.floor(wanted / SNAPSHOT_EVERY)] ?? emptyRunState());
    for (let i = state.n; i < wanted; i += 1) {
      const fact = this.facts[i];
      if (fact !== undefined) applyFact(state, fact);
    }
    return state;
  }
}
