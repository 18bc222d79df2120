import { describe, expect, it } from 'vitest';
import { createSystemClock, sleepUntil } from '../../electron/execution/clock.ts';

const MINUTE = 60_000;

/** A clock whose computer sleeps for `asleepMs` during its first wait. */
function dozing(asleepMs: number) {
  let nowMs = 0;
  const waits: number[] = [];
  return {
    waits,
    now: () => nowMs,
    sleep: async (ms: number): Promise<void> => {
      nowMs += Math.max(0, ms) + (waits.length === 0 ? asleepMs : 0);
      waits.push(ms);
    },
  };
}

describe('the clock of a computer that sleeps', () => {
  it('E22 counts time that the computer is awake: each piece of a wait once, however long it was asleep in it', async () => {
    const pieces: number[] = [];
    const clock = createSystemClock(async (ms) => void pieces.push(ms));
    await clock.sleep(25_000);
    await clock.sleep(-5);
    await clock.sleep(10_000);
    expect(pieces).toEqual([10_000, 10_000, 5000, 0, 10_000]);
  });

  it('rejects with the reason that was given, also between two pieces', async () => {
    const controller = new AbortController();
    const clock = createSystemClock(async () => controller.abort(new Error('enough')));
    await expect(clock.sleep(25_000, controller.signal)).rejects.toThrow('enough');
  });

  it('sees soon after waking up that a time of day has come', async () => {
    const clock = dozing(8 * 60 * MINUTE);
    await sleepUntil(clock, 7 * 60 * MINUTE, new AbortController().signal);
    expect(clock.waits).toEqual([30_000]);
  });

  it('waits until then, and at least for a turn', async () => {
    const clock = dozing(0);
    await sleepUntil(clock, MINUTE + 5, new AbortController().signal);
    expect(clock.now()).toBe(MINUTE + 5);
    await sleepUntil(clock, 3, new AbortController().signal);
    expect(clock.waits.at(-1)).toBeLessThan(0);
  });
});
