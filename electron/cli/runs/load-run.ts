import type { Fact, StoredValue } from '../../../shared/facts.ts';
import type { Json } from '../../../shared/json.ts';
import { applyFact } from '../../../shared/state/apply-fact.ts';
import { emptyRunState, type RunState } from '../../../shared/state/run-state.ts';
import type { DataFolder } from '../../storage/data-folder.ts';
import type { RunFolder } from '../../storage/run-folder.ts';

/** A run as its journal tells it, for commands that only look. */
export interface LoadedRun {
  readonly run: string;
  readonly folder: RunFolder;
  readonly facts: readonly Fact[];
  readonly state: RunState;
  read(stored: StoredValue): Json;
}

/** `wanted`: a run id, or the beginning of one. Throws `invalid_input` for unknown runs, `storage_failure` for damaged ones. */
export async function loadRun(data: DataFolder, wanted: string): Promise<LoadedRun> {
  const { readJournal } = await import('../../storage/journal/read-journal.ts');
  const run = data.resolve(wanted);
  const folder = data.open(run);
  const { facts } = readJournal(folder.journalPath);
  return { run, folder, facts, state: foldFacts(facts), read: (stored) => folder.blobs.get(stored) };
}

/** The state after the fact number `upTo`; after all of them without it. */
export function foldFacts(facts: readonly Fact[], upTo = Number.POSITIVE_INFINITY): RunState {
  const state = emptyRunState();
  for (const fact of facts) if (fact.n <= upTo) applyFact(state, fact);
  return state;
}
