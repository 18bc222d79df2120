import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Fact, Signal } from '../../../shared/facts.ts';
import type { Subscription } from '../../../electron/execution/engine.ts';
import { RunFeed } from '../../../electron/host/runs/run-feed.ts';
import { createRunFeeds } from '../../../electron/host/runs/run-feeds.ts';
import { settle } from '../helpers.ts';

const fact = (n: number): Fact => ({ n, at: '2026-01-01T00:00:00.000Z', type: 'warning', code: 'w', message: `${n}` });
const facts = (from: number, to: number): Fact[] => Array.from({ length: to - from + 1 }, (_, at) => fact(from + at));

/** Where facts come from, driven by hand. `onDisk`: what the journal holds before anybody listens; null: the run is live. */
function source(onDisk: readonly Fact[] | null = null) {
  const subscriptions = new Set<Subscription>();
  let ended = 0;
  let live = onDisk === null;
  let told = 0;
  return {
    subscribe: (_run: string, subscription: Subscription) => {
      subscriptions.add(subscription);
      return () => {
        ended += 1;
        subscriptions.delete(subscription);
      };
    },
    lastFact: () => (live ? told : null),
    readFacts: async () => onDisk ?? [],
    /** `lastFact`: what its subscribers have been told. */
    goLive: (lastFact = 0) => {
      live = true;
      told = lastFact;
    },
    push: (...batch: Fact[]) => {
      for (const { onFacts } of subscriptions) onFacts(batch);
    },
    signal: (signal: Signal) => {
      for (const { onSignal } of subscriptions) onSignal?.(signal);
    },
    from: () => [...subscriptions].map(({ from }) => from),
    count: () => ({ open: subscriptions.size, ended }),
  };
}

const silent = { notify: () => undefined, fail: () => undefined };
const progress = (fraction: number): Signal => ({
  type: 'progress',
  run: 'r',
  fraction,
  settled: 0,
  total: 1,
  etaMs: null,
  asOfMs: 0,
});
const output = (offset: number, step = 's'): Signal => ({ type: 'output', run: 'r', step, attempt: 1, offset });

it('reads what is on disk, then listens from there', async () => {
  const from = source(facts(1, 3));
  const feed = new RunFeed(from, 'r');
  await feed.ready;
  expect(from.from()).toEqual([3]);
  from.push(...facts(3, 4));
  expect(feed.facts.map(({ n }) => n)).toEqual([1, 2, 3, 4]);
});

it('waits for the first fact of a run that has just begun', async () => {
  const from = source();
  const feed = new RunFeed(from, 'r');
  let isReady = false;
  const ready = feed.ready.then(() => {
    isReady = true;
  });
  await settle();
  expect(isReady).toBe(false);
  from.push(...facts(1, 1));
  await ready;
  expect(feed.facts).toHaveLength(1);
});

it('does not wait for ever for a run that left without a fact', async () => {
  const feed = new RunFeed(source(), 'r');
  feed.reconnect();
  await feed.ready;
  expect(feed.facts).toEqual([]);
});

it('reads what a long live run has told before, but no line that is not durable yet', async () => {
  const from = source(facts(1, 2_003));
  from.goLive(2_001);
  const feed = new RunFeed(from, 'r');
  await feed.ready;
  expect(feed.facts).toHaveLength(2_001);
  expect(from.from()).toEqual([2_001]);
});

it('goes on without a gap when the run comes into this process', async () => {
  const from = source(facts(1, 3));
  const feed = new RunFeed(from, 'r');
  await feed.ready;
  from.goLive();
  feed.reconnect();
  expect(from.count()).toEqual({ open: 1, ended: 1 });
  from.push(...facts(4, 5));
  expect(feed.facts).toHaveLength(5);
});

it('tells every window that a run cannot be read', async () => {
  const failed: unknown[] = [];
  const feed = new RunFeed({ ...source([]), readFacts: () => Promise.reject(new Error('damaged')) }, 'r');
  feed.open(0, { notify: () => undefined, fail: (error) => failed.push(error) });
  await expect(feed.ready).rejects.toThrow('damaged');
  await Promise.resolve();
  expect(failed).not.toEqual([]);
});

it('gives each window everything after the number it names', () => {
  const engine = source();
  const feed = new RunFeed(engine, 'r');
  engine.push(...facts(1, 5));
  const late = feed.open(3, silent);
  expect(late.take()?.facts.map(({ n }) => n)).toEqual([4, 5]);
  expect(late.take()).toBeNull();
  engine.push(...facts(6, 6));
  expect(late.take()?.facts.map(({ n }) => n)).toEqual([6]);
});

it('gives only the latest signal of each kind and place, and none before the window has caught up', () => {
  const engine = source();
  const stream = new RunFeed(engine, 'r').open(0, silent);
  for (const signal of [progress(0.1), output(10), progress(0.5), output(20), output(5, 't')]) engine.signal(signal);
  expect(stream.take()?.signals).toEqual(expect.arrayContaining([progress(0.5), output(20), output(5, 't')]));
  expect(stream.take()).toBeNull();
  engine.push(...facts(1, 1500));
  engine.signal(progress(0.9));
  expect(stream.take()).toMatchObject({ signals: [] });
  expect(stream.take()?.signals).toEqual([progress(0.9)]);
});

it('gives every fact once and in order, whatever the batches and however slow the window', () => {
  const batches = fc.array(
    fc.record({
      size: fc.integer({ min: 1, max: 700 }),
      overlap: fc.integer({ min: 0, max: 5 }),
      takes: fc.integer({ min: 0, max: 2 }),
    }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(batches, fc.integer({ min: 0, max: 20 }), (plan, from) => {
      const engine = source();
      const stream = new RunFeed(engine, 'r').open(from, silent);
      const got: number[] = [];
      const take = () => stream.take()?.facts.map(({ n }) => got.push(n)).length;
      let last = 0;
      for (const { size, overlap, takes } of plan) {
        engine.push(...facts(Math.max(1, last - overlap + 1), last + size));
        last += size;
        for (let turn = 0; turn < takes; turn += 1) take();
      }
      while (take() !== undefined);
      expect(got).toEqual(
        facts(1, last)
          .slice(from)
          .map(({ n }) => n),
      );
    }),
  );
});

it('is shared by windows, kept a while after the last one, and closed when others are used', () => {
  const engine = source();
  const feeds = createRunFeeds(engine);
  expect(feeds.acquire('a')).toBe(feeds.acquire('a'));
  expect(engine.count()).toEqual({ open: 1, ended: 0 });
  feeds.release('a');
  feeds.release('a');
  expect(engine.count()).toEqual({ open: 1, ended: 0 });
  for (const run of ['b', 'c', 'd', 'e']) {
    feeds.acquire(run);
    feeds.release(run);
  }
  expect(engine.count()).toEqual({ open: 4, ended: 1 });
  feeds.close();
  expect(engine.count()).toEqual({ open: 0, ended: 5 });
});
