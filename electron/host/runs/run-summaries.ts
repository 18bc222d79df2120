import type { RunSummary } from '../../../shared/api/answers.ts';
import type { RunState } from '../../../shared/state/run-state.ts';
import { type RunSummary as StoredSummary, summarizeRun } from '../../../shared/state/run-summary.ts';

/** A summary as storage keeps it, as windows show it. */
export function toWindowSummary(stored: StoredSummary): RunSummary {
  const { run, status, createdAt, startedAt, endedAt, inputs, parent, pipeline, problem, waiting, brokeAt } = stored;
  const message = stored.error ?? problem ?? null;
  return {
    run,
    status,
    inputs,
    startedAt,
    endedAt,
    createdAt: createdAt ?? '',
    pipeline: { id: pipeline?.id ?? '', name: pipeline?.name ?? '', file: pipeline?.file ?? '' },
    settled: stored.settledSteps,
    total: stored.totalSteps,
    parent: parent === null ? null : { run: parent.run, step: parent.step ?? null },
    error: message === null ? null : { step: stored.failedStep, message },
    waiting,
    brokeAt,
    ...(stored.importedAt === undefined ? {} : { importedAt: stored.importedAt }),
    only: stored.only,
    pinned: stored.pinned,
  };
}

/** The summary of a run whose state is at hand. */
export function summarizeForWindow(state: RunState): RunSummary {
  return toWindowSummary(summarizeRun(state));
}

/** True if every word of the query is in the run's id, pipeline, status, error or inputs. Upper and lower case are one. */
export function matchesQuery(summary: RunSummary, query: string): boolean {
  const { run, pipeline, status, error, inputs } = summary;
  const text = [
    run,
    pipeline.id,
    pipeline.name,
    pipeline.file,
    status,
    error?.step,
    error?.message,
    JSON.stringify(inputs),
  ]
    .join('\n')
    .toLowerCase();
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return words.every((word) => text.includes(word));
}
