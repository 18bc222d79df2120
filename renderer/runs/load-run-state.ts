import { applyFact } from '../../shared/apply-fact.ts';
import type { RunState } from '../../shared/run-state.ts';
import { emptyRunState } from '../../shared/run-state.ts';
import type { StudioClient } from '../../shared/studio-api.ts';

const PAGE = 10_000;

/** The state at the end of another run than the open one. */
export async function loadRunState(client: StudioClient, run: string): Promise<RunState> {
  const state = emptyRunState();
  for (;;) {
    const facts = await client.request('runs:facts', { run, from: state.n, limit: PAGE });
    for (const fact of facts) applyFact(state, fact);
    if (facts.length < PAGE) return state;
  }
}
