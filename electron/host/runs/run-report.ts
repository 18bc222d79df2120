import { StepglassError } from '../../../shared/errors.ts';
import { foldFacts } from '../../execution/run/fold-facts.ts';
import type { HostDeps } from '../deps.ts';
import { makeReport } from './make-report.ts';
import type { RunFeeds } from './run-feeds.ts';
import { readSnapshot } from './run-snapshot.ts';

/** The report of a run for a window. Rejects with `definition_damaged`, and with what is wrong with the journal. */
export async function reportOfRun(deps: HostDeps, feeds: RunFeeds, run: string): Promise<string> {
  const folder = deps.data.open(run);
  const state = await feeds.use(run, (feed) => foldFacts(feed.facts));
  const pipeline = await readSnapshot(deps, run).then(
    (snapshot) => snapshot.pipeline,
    (error: unknown) => {
      if (error instanceof StepglassError && error.code === 'definition_outdated') return null;
      throw error;
    },
  );
  const text = folder.readDefinition()[0]?.text ?? '';
  return makeReport({ folder, state, pipeline, text, now: Date.now(), release: deps.identity.version });
}
