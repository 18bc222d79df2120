import type { Fact } from '../../../shared/facts.ts';
import { applyFact } from '../../../shared/state/apply-fact.ts';
import { emptyRunState, type RunState } from '../../../shared/state/run-state.ts';
import { inTurns } from '../next-turn.ts';

/** Takes about 10 ms. */
const FACTS_PER_TURN = 2_000;

/** A run's state, folded from its facts at once. */
export function foldFacts(facts: readonly Fact[], upTo: number = facts.length): RunState {
  const state = emptyRunState();
  for (const fact of facts.slice(0, upTo)) applyFact(state, fact);
  return state;
}

/** The same, giving way to the event loop. */
export async function foldFactsInTurns(facts: readonly Fact[]): Promise<RunState> {
  const state = emptyRunState();
  await inTurns(facts, FACTS_PER_TURN, (fact) => void applyFact(state, fact));
  return state;
}
