import { describe, expect, it } from 'vitest';
import { createSystemClock } from '../../electron/execution/clock.ts';

const MINUTE = 60_000;

/** The clock of a computer that sleeps for `asleepMs` during its first wait, and the pieces that its waits are made of. */
function dozing(asleepMs: number) {
  let nowMs = 0;
  const pieces: number[] = [];
  const clock = createSystemClock(
    async (ms) => {
      nowMs += ms + (pieces.length === 0 ? asleepMs : 0);
      pieces.push(ms);
    },
    () => nowMs,
  );
  return { clock, pieces };
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
    const { clock, pieces } = dozing(8 * 60 * MINUTE);
    await clock.sleepUntil(7 * 60 * MINUTE);
    expect(pieces).toEqual([10_000, 10_000, 10_000]);
  });

  it('waits until then, and at least for a turn', async () => {
    const { clock, pieces } = dozing(0);
    await clock.sleepUntil(MINUTE + 5);
    expect(clock.now()).toBe(MINUTE + 5);
    await clock.sleepUntil(3);
    expect(pieces.at(-1)).toBe(0);
  });
});
