import { expect, it } from 'vitest';
import { keepAwake } from '../../electron/desktop/awake.ts';

function computer() {
  const held = new Set<number>();
  const kinds: string[] = [];
  let look = (): void => undefined;
  let running = 0;
  const end = keepAwake({
    powerSaveBlocker: {
      start: (kind) => {
        kinds.push(kind);
        held.add(kinds.length);
        return kinds.length;
      },
      stop: (id) => held.delete(id),
    },
    isRunning: () => running > 0,
    every: (_ms, callBack) => {
      look = callBack;
      return () => {
        look = () => undefined;
      };
    },
  });
  const at = (count: number): number => {
    running = count;
    look();
    return held.size;
  };
  return { at, end, held, kinds };
}

it('keeps the computer awake while runs are under way, and not longer; the screen may go dark', () => {
  const { at, kinds } = computer();
  expect([0, 1, 2, 1, 0, 0, 1].map(at)).toEqual([0, 1, 1, 1, 0, 0, 1]);
  expect(kinds).toEqual(['prevent-app-suspension', 'prevent-app-suspension']);
});

it('lets it sleep when the app ends', () => {
  const { at, end, held } = computer();
  at(1);
  end();
  expect(held.size).toBe(0);
  expect(at(1)).toBe(0);
});
