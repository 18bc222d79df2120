import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Fact, Signal } from '../../shared/facts.ts';
import { emptyRunState } from '../../shared/run-state.ts';
import type { Subscription } from '../../electron/execution/engine.ts';
import { openRunFeed } from '../../electron/host/run-feed.ts';
import { createRunFeeds } from '../../electron/host/run-feeds.ts';

const fact = (n: number): Fact => ({ n, at: '2026-01-01T00:00:00.000Z', type: 'warning', code: 'w', message: `${n}` });
const facts = (from: number, to: number): Fact[] => Array.from({ length: to - from + 1 }, (_, at) => fact(from + at));

/** The engine's two methods that a feed needs, driven by hand. */
function source(known: number) {
  const subscriptions = new Set<Subscription>();
  let ended = 0;
  return {
    subscribe: (_run: string, subscription: Subscription) => {
      subscriptions.add(subscription);
      return () => {
        ended += 1;
        subscriptions.delete(subscription);
      };
    },
    state: () => ({ ...emptyRunState(), n: known }),
    push: (...batch: Fact[]) => {
      for (const { onFacts } of subscriptions) onFacts(batch);
    },
    signal: (signal: Signal) => {
      for (const { onSignal } of subscriptions) onSignal?.(signal);
    },
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
});
const output = (offset: number, step = 's'): Signal => ({ type: 'output', run: 'r', step, attempt: 1, offset });

it('is ready when all facts that were there at the start have come', async () => {
  const engine = source(3);
  const feed = openRunFeed(engine, 'r');
  let isReady = false;
  const ready = feed.ready.then(() => {
    isReady = true;
  });
  engine.push(...facts(1, 2));
  await Promise.resolve();
  expect(isReady).toBe(false);
  engine.push(...facts(3, 4));
  await ready;
  expect(feed.facts.map(({ n }) => n)).toEqual([1, 2, 3, 4]);
});

it('gives each window everything after the number it names', () => {
  const engine = source(0);
  const feed = openRunFeed(engine, 'r');
  engine.push(...facts(1, 5));
  const late = feed.open(3, silent);
  expect(late.take()?.facts.map(({ n }) => n)).toEqual([4, 5]);
  expect(late.take()).toBeNull();
  engine.push(...facts(6, 6));
  expect(late.take()?.facts.map(({ n }) => n)).toEqual([6]);
});

it('gives only the latest signal of each kind and place, and none before the window has caught up', () => {
  const engine = source(0);
  const stream = openRunFeed(engine, 'r').open(0, silent);
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
      const engine = source(0);
      const stream = openRunFeed(engine, 'r').open(from, silent);
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
  const engine = source(0);
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
