import type { Fact, FactOf } from '../../../shared/facts.ts';
import { everyStep } from '../../../shared/state/run-scopes.ts';
import type { RunState } from '../../../shared/state/run-state.ts';
import { killTree } from './kill.ts';
import { findProcesses, markerOf, processIdentity } from './process-tree.ts';

/**
 * Kills what is left of attempts that were under way when the run's owner died (E8), before any new attempt starts:
 * journaled processes whose start time still matches, and on Linux whatever carries the marker of such an attempt.
 * Returns how many processes were found. `state` is the fold of `facts` before the resumption.
 */
export async function killSurvivors(state: RunState, facts: readonly Fact[]): Promise<number> {
  const open = new Map(
    [...everyStep(state)].filter(([, entry]) => entry.status === 'started').map(([id, { attempt }]) => [id, attempt]),
  );
  if (open.size === 0) return 0;
  const journaled = facts.filter(
    (fact): fact is FactOf<'process.started'> =>
      fact.type === 'process.started' && open.get(fact.step) === fact.attempt,
  );
  const known: number[] = [];
  for (const { pid, startedAt } of journaled)
    if (startedAt !== '' && (await processIdentity(pid)) === startedAt) known.push(pid);
  const markers = new Set([...open].map(([step, attempt]) => markerOf(state.run, step, attempt)));
  const found = await findProcesses(known, markers);
  if (found.length > 0) await killTree(known, markers);
  return found.length;
}
