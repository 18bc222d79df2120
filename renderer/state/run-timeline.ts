import type { Fact } from '../../shared/facts.ts';
import type { RunState } from '../../shared/run-state.ts';
import { applyFact, emptyRunState, snapshotRunState } from '../../shared/run-state.ts';

/** Between two snapshots at first; doubled whenever there are too many, so that a long run does not fill the memory. */
const FIRST_SPACING = 500;
const MOST_SNAPSHOTS = 40;

/** The facts of one run in order, the state after the last of them, and the state after any of them (monitor.md M7). */
export class RunTimeline {
  readonly facts: Fact[] = [];
  readonly live: RunState = emptyRunState();
  /** `snapshots[i]` is the state after fact `i * spacing`. */
  #snapshots: RunState[] = [snapshotRunState(emptyRunState())];
  #spacing = FIRST_SPACING;

  /** Folds facts in and returns the steps that changed. Facts that are known are passed over: overlapping batches do no harm. */
  append(facts: readonly Fact[]): ReadonlySet<string> {
    const changed = new Set<string>();
    for (const fact of facts) {
      if (fact.n <= this.facts.length) continue;
      if (fact.n !== this.facts.length + 1) throw new RangeError(`fact ${fact.n} follows fact ${this.facts.length}`);
      this.facts.push(fact);
      for (const step of applyFact(this.live, fact)) changed.add(step);
      if (fact.n % this.#spacing === 0) this.#keep();
    }
    return changed;
  }

  /** The state after fact `n`. The caller may keep it: later facts do not change it. */
  stateAt(n: number): RunState {
    const wanted = Math.min(Math.max(0, Math.floor(n)), this.facts.length);
    const state = snapshotRunState(this.#snapshots[Math.floor(wanted / this.#spacing)] ?? emptyRunState());
    for (let i = state.n; i < wanted; i += 1) {
      const fact = this.facts[i];
      if (fact !== undefined) applyFact(state, fact);
    }
    return state;
  }

  #keep(): void {
    this.#snapshots.push(snapshotRunState(this.live));
    if (this.#snapshots.length <= MOST_SNAPSHOTS) return;
    this.#snapshots = this.#snapshots.filter((_, i) => i % 2 === 0);
    this.#spacing *= 2;
  }
}
