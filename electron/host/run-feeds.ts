import type { Engine } from '../execution/engine.ts';
import { openRunFeed, type RunFeed } from './run-feed.ts';

/** Feeds in use, and the few that were used last: a window that scrubs asks for pages of one run again and again. */
export interface RunFeeds {
  /** Throws what `engine.state` throws for an unknown or damaged run. Call `release` once for each `acquire`. */
  acquire(run: string): RunFeed;
  release(run: string): void;
  close(): void;
}

const IDLE_FEEDS = 4;

export function createRunFeeds(engine: Pick<Engine, 'state' | 'subscribe'>): RunFeeds {
  const feeds = new Map<string, { readonly feed: RunFeed; users: number }>();

  /** Oldest use first, because `acquire` and `release` put an entry at the end. */
  const dropIdle = (keep: number): void => {
    const idle = [...feeds].filter(([, entry]) => entry.users === 0);
    for (const [run, { feed }] of idle.slice(0, Math.max(0, idle.length - keep))) {
      feed.close();
      feeds.delete(run);
    }
  };
  const use = (run: string, change: 1 | -1): RunFeed => {
    const entry = feeds.get(run) ?? { feed: openRunFeed(engine, run), users: 0 };
    entry.users += change;
    feeds.delete(run);
    feeds.set(run, entry);
    return entry.feed;
  };
  return {
    acquire: (run) => use(run, 1),
    release: (run) => {
      if (feeds.has(run)) use(run, -1);
      dropIdle(IDLE_FEEDS);
    },
    close: () => {
      for (const { feed } of feeds.values()) feed.close();
      feeds.clear();
    },
  };
}
