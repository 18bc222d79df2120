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
  /** It says that it runs, but its owner is gone. */
  readonly isInterrupted: boolean;
  read(stored: StoredValue): Json;
}

/**
 * `wanted`: a run id, or the beginning of one. Throws `invalid_input` for unknown runs, `storage_failure` for damaged
 * ones, `illegal_state` `run_never_began`.
 */
export async function loadRun(data: DataFolder, wanted: string): Promise<LoadedRun> {
  const { readJournal } = await import('../../storage/journal/read-journal.ts');
  const run = data.resolve(wanted);
  const folder = data.open(run);
  const { facts } = readJournal(folder.journalPath);
  const state = foldFacts(facts);
  const isInterrupted = isGoingOn(state) && !(await isOwned(folder));
  if (facts.length === 0 && isInterrupted) await refuseEmpty(folder);
  return { run, folder, facts, state, isInterrupted, read: (stored) => folder.blobs.get(stored) };
}

function isGoingOn({ status }: RunState): boolean {
  return status === 'running' || status === 'created';
}

async function isOwned(folder: RunFolder): Promise<boolean> {
  const { readOwner } = await import('../../storage/lock/lock.ts');
  return (await readOwner(folder.path))?.alive === true;
}

async function refuseEmpty(folder: RunFolder): Promise<never> {
  const [{ emptyJournal }, { nodeFileLayer }] = await Promise.all([
    import('../../storage/journal/empty-journal.ts'),
    import('../../storage/files/file-layer.ts'),
  ]);
  throw emptyJournal(folder, nodeFileLayer);
}

/** The state after the fact number `upTo`; after all of them without it. */
export function foldFacts(facts: readonly Fact[], upTo = Number.POSITIVE_INFINITY): RunState {
  const state = emptyRunState();
  for (const fact of facts) if (fact.n <= upTo) applyFact(state, fact);
  return state;
}
