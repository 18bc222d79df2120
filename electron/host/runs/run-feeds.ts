import type { Engine } from '../../execution/engine.ts';
import type { DataFolder } from '../../storage/data-folder.ts';
import { readJournalInParts } from '../../storage/journal/read-journal.ts';
import { type FactSource, RunFeed } from './run-feed.ts';

/** Feeds in use, and the few that were used last: a window that scrubs asks for pages of one run again and again. */
export interface RunFeeds {
  /** Call `release` once for each `acquire`. */
  acquire(run: string): RunFeed;
  release(run: string): void;
  /** Calls back with the feed when it is ready, and releases it. Rejects for a damaged run. */
  use<T>(run: string, read: (feed: RunFeed) => T): Promise<T>;
  /** The run has come into this process or has left it. */
  reconnect(run: string): void;
  close(): void;
}

const IDLE_FEEDS = 4;

export function createRunFeeds(source: FactSource): RunFeeds {
  const feeds = new Map<string, { readonly feed: RunFeed; users: number }>();

  /** Oldest use first, because `count` puts an entry at the end. */
  const dropIdle = (keep: number): void => {
    const idle = [...feeds].filter(([, entry]) => entry.users === 0);
    for (const [run] of idle.slice(0, Math.max(0, idle.length - keep))) drop(run);
  };
  const drop = (run: string): void => {
    feeds.get(run)?.feed.close();
    feeds.delete(run);
  };
  const count = (run: string, change: 1 | -1): RunFeed => {
    const entry = feeds.get(run) ?? { feed: new RunFeed(source, run), users: 0 };
    entry.users += change;
    feeds.delete(run);
    feeds.set(run, entry);
    return entry.feed;
  };
  const release = (run: string): void => {
    if (feeds.has(run)) count(run, -1);
    dropIdle(IDLE_FEEDS);
  };
  return {
    acquire: (run) => count(run, 1),
    release,
    use: async (run, read) => {
      const feed = count(run, 1);
      try {
        await feed.ready;
        return read(feed);
      } catch (error) {
        // A feed that could not be read is no use to the next one who asks.
        drop(run);
        throw error;
      } finally {
        release(run);
      }
    },
    reconnect: (run) => feeds.get(run)?.feed.reconnect(),
    close: () => {
      for (const { feed } of feeds.values()) feed.close();
      feeds.clear();
    },
  };
}

export function factSource(engine: Engine, data: DataFolder): FactSource {
  return {
    subscribe: (run, subscription) => engine.subscribe(run, subscription),
    lastFact: (run) => engine.handle(run)?.lastFact ?? null,
    readFacts: async (run) => (await readJournalInParts(data.open(run).journalPath)).facts,
  };
}
