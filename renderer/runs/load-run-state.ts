import type { StudioClient } from '../../shared/api/studio-api.ts';
import { applyFact } from '../../shared/state/apply-fact.ts';
import type { RunState } from '../../shared/state/run-state.ts';
import { emptyRunState } from '../../shared/state/run-state.ts';

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
