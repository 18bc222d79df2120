import type { RunSummary } from '../../../shared/api/answers.ts';
import { describeThrown } from '../../../shared/errors.ts';
import type { Engine, RunHandle } from '../../execution/engine.ts';
import type { RunFeeds } from './run-feeds.ts';
import type { RunList } from './run-list.ts';
import { summarizeForWindow } from './run-summaries.ts';

/** Something about an own run that a person may want to know while looking elsewhere. */
export interface RunNews {
  readonly kind: 'ended' | 'waiting' | 'stopped';
  readonly summary: RunSummary;
  readonly step: string | null;
}

/** Looks after the runs that this process owns: keeps the list of runs fresh, and tells what deserves a notification. */
export interface RunWatch {
  follow(handle: RunHandle): void;
  onNews(listener: (news: RunNews) => void): () => void;
}

export interface RunWatchParts {
  readonly engine: Engine;
  readonly list: RunList;
  readonly feeds: RunFeeds;
  readonly log: (line: string) => void;
}

export function createRunWatch({ engine, list, feeds, log }: RunWatchParts): RunWatch {
  const listeners = new Set<(news: RunNews) => void>();
  /** An answer gives the handle of a run that is looked after already. */
  const followed = new WeakSet<RunHandle>();
  const tell = (run: string, kind: RunNews['kind'], step: string | null): void => {
    const state = summarizeForWindow(engine.state(run));
    const summary = kind === 'stopped' ? list.explain({ ...state, status: 'interrupted' }) : state;
    for (const listener of listeners) listener({ kind, summary, step: step ?? summary.error?.step ?? null });
  };
  return {
    follow(handle) {
      if (followed.has(handle)) return;
      followed.add(handle);
      const { run } = handle;
      list.noteGoesOn(run);
      feeds.reconnect(run);
      const end = handle.subscribe({
        from: engine.state(run).n,
        onFacts: (facts) => {
          list.touch(run);
          for (const fact of facts) if (fact.type === 'step.waiting') tell(run, 'waiting', fact.step);
        },
      });
      list.touch(run);
      handle.done
        .then((result) => {
          const isOver = result.status === 'completed' || result.status === 'failed' || result.status === 'cancelled';
          if (isOver) tell(run, 'ended', null);
        })
        .catch(async (error: unknown) => {
          log(`run ${run} stopped: ${describeThrown(error)}`);
          list.noteStopped(run, describeThrown(error));
          tell(run, 'stopped', null);
          await list.refresh();
        })
        .finally(() => {
          end();
          feeds.reconnect(run);
          list.touch(run);
        })
        .catch((error: unknown) => log(`run ${run}: ${describeThrown(error)}`));
    },
    onNews(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
