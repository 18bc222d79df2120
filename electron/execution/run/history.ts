import type { DataFolder } from '../../storage/data-folder.ts';
import { readJournal } from '../../storage/journal/read-journal.ts';
import { nextTurn } from '../next-turn.ts';
import type { History } from '../progress.ts';
import { foldFacts } from './fold-facts.ts';

const MOST_RUNS = 3;

/** How long the steps of a pipeline took in its newest completed runs, on average. Empty where there are none. */
export async function loadHistory(data: DataFolder, pipelineId: string): Promise<History> {
  const runs = await data.runs();
  const similar = runs
    .filter(
      ({ status, pipeline, importedAt }) =>
        // one from another machine says nothing about this one
        status === 'completed' && pipeline?.id === pipelineId && importedAt === undefined,
    )
    .slice(0, MOST_RUNS);
  const times = new Map<string, number[]>();
  for (const { run } of similar) {
    const state = foldFacts(readJournal(data.open(run).journalPath).facts);
    for (const [step, { status, durationMs }] of state.steps) {
      if (status === 'completed' && durationMs !== undefined) times.set(step, [...(times.get(step) ?? []), durationMs]);
      // a step that was skipped took no time, and may take none again
      else if (status === 'skipped') times.set(step, [...(times.get(step) ?? []), 0]);
    }
    await nextTurn();
  }
  return new Map([...times].map(([step, all]) => [step, all.reduce((sum, ms) => sum + ms, 0) / all.length]));
}
