import type { StepState } from '../../../shared/state/run-state.ts';
import type { DataFolder } from '../../storage/data-folder.ts';
import { readJournal } from '../../storage/journal/read-journal.ts';
import type { History, UsualTime } from '../estimate.ts';
import { nextTurn } from '../next-turn.ts';
import { foldFacts } from './fold-facts.ts';

const MOST_RUNS = 3;

/**
 * How long the steps of a pipeline took in its newest completed runs, on average. Empty where there are none. Steps that
 * asked a person are left out: how long that takes says nothing.
 */
export async function loadHistory(data: DataFolder, pipelineId: string): Promise<History> {
  const runs = await data.runs();
  const similar = runs
    .filter(
      ({ status, pipeline, importedAt }) =>
        // one from another machine says nothing about this one
        status === 'completed' && pipeline?.id === pipelineId && importedAt === undefined,
    )
    .slice(0, MOST_RUNS);
  const times = new Map<string, UsualTime[]>();
  for (const { run } of similar) {
    const state = foldFacts(readJournal(data.open(run).journalPath).facts);
    for (const [step, entry] of state.steps) {
      const ms = timeOf(entry);
      if (ms === null) continue;
      const iterations = state.loops.get(step)?.iterations.size;
      const time = { ms, ...(iterations === undefined ? {} : { iterations }) };
      times.set(step, [...(times.get(step) ?? []), time]);
    }
    await nextTurn();
  }
  return new Map([...times].map(([step, all]) => [step, averageOf(all)]));
}

function timeOf({ status, durationMs, question }: StepState): number | null {
  if (question !== undefined) return null;
  // a step that was skipped took no time, and may take none again
  if (status === 'skipped') return 0;
  return status === 'completed' ? (durationMs ?? null) : null;
}

function averageOf(all: readonly UsualTime[]): UsualTime {
  const sizes = all.flatMap(({ iterations }) => iterations ?? []);
  const ms = mean(all.map((each) => each.ms));
  return sizes.length === 0 ? { ms } : { ms, iterations: mean(sizes) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
