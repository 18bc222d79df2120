import type { Fact } from '../../../shared/facts.ts';
import { applyFact } from '../../../shared/state/apply-fact.ts';
import { ErrorHistory } from '../../../shared/state/error-history.ts';
import type { RunState } from '../../../shared/state/run-state.ts';
import { emptyRunState, snapshotRunState } from '../../../shared/state/run-state.ts';
import { ownerOf, splitPath } from '../../../shared/step-path.ts';
import { TallyBook } from '../../containers/tally.ts';
import { StepCensus } from './census.ts';

/** Facts between two snapshots at first. Doubled whenever the snapshots weigh too much, so that memory stays bounded. */
const FIRST_SPACING = 500;
const MOST_SNAPSHOTS = 40;
/** Each iteration of a loop is a scope. Snapshots share those that did not change between them; an entry remains of each. */
const MOST_SCOPES_HELD = 400_000;

/** The facts of one run in order, the state after the last of them, and the state after any of them (monitor.md M7). */
export class RunTimeline {
  readonly facts: Fact[] = [];
  readonly live: RunState = emptyRunState();
  readonly tallies = new TallyBook();
  /** Of `live`. */
  readonly census = new StepCensus();
  readonly errors = new ErrorHistory();
  /** In order of `n`; the first is that of no facts. */
  #snapshots: RunState[] = [snapshotRunState(emptyRunState())];
  #spacing = FIRST_SPACING;

  /** Folds facts in and returns the steps that changed. Facts that are known are passed over: overlapping batches do no harm. */
  append(facts: readonly Fact[]): ReadonlySet<string> {
    const changed = new Set<string>();
    for (const fact of facts) {
      if (fact.n <= this.facts.length) continue;
      if (fact.n !== this.facts.length + 1) throw new RangeError(`fact ${fact.n} follows fact ${this.facts.length}`);
      this.facts.push(fact);
      for (const step of applyFact(this.live, fact)) {
        changed.add(step);
        const entry = this.live.steps.get(step);
        if (entry !== undefined) this.census.note(step, entry.status);
        for (const container of showing(this.live, step, fact)) changed.add(container);
      }
      this.tallies.hear(this.live, fact);
      this.errors.hear(fact);
      if (fact.n - (this.#snapshots.at(-1)?.n ?? 0) >= this.#spacing) this.#keep();
    }
    return changed;
  }

  /** The state after fact `n`. The caller may keep it: later facts do not change it. */
  stateAt(n: number): RunState {
    const wanted = Math.min(Math.max(0, Math.floor(n)), this.facts.length);
    const state = snapshotRunState(this.#snapshots.findLast((snapshot) => snapshot.n <= wanted) ?? emptyRunState());
    for (let i = state.n; i < wanted; i += 1) {
      const fact = this.facts[i];
      if (fact !== undefined) applyFact(state, fact);
    }
    return state;
  }

  #keep(): void {
    this.#snapshots.push(snapshotRunState(this.live));
    const scopes = this.#snapshots.reduce((sum, snapshot) => sum + snapshot.scopes.size, 0);
    if (this.#snapshots.length <= MOST_SNAPSHOTS && scopes <= MOST_SCOPES_HELD) return;
    this.#snapshots = this.#snapshots.filter((_, i) => i % 2 === 0);
    this.#spacing *= 2;
  }
}

/**
 * The containers that show something of a step inside of them: an included pipeline counts its steps, and every one
 * shows that somebody is waited for, and whether anything else goes on. A loop counts its iterations, which have facts of
 * their own.
 */
function showing(state: RunState, path: string, fact: Fact): readonly string[] {
  const asks =
    state.waiting.size > 0 ||
    fact.type === 'step.waiting' ||
    fact.type === 'step.answered' ||
    fact.type === 'step.reset' ||
    fact.type === 'breakpoint.hit';
  const found: string[] = [];
  for (let owner = ownerOf(splitPath(path).scope); owner !== null; owner = ownerOf(splitPath(owner.container).scope)) {
    if (asks || (found.length === 0 && owner.iteration === null)) found.push(owner.container);
    if (!asks) break;
  }
  return found;
}
