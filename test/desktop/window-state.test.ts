import { expect, it } from 'vitest';
import { restoreWindow } from '../../electron/desktop/window-state.ts';

const screens = [{ x: 0, y: 0, width: 1920, height: 1080 }];
const saved = { x: 100, y: 50, width: 1200, height: 800, isMaximized: false };

it('gives back the place that was saved', () => {
  expect(restoreWindow(saved, screens)).toEqual(saved);
});

it.each([
  { ...saved, x: 1900 },
  { ...saved, x: -1150 },
  { ...saved, y: -20 },
  { ...saved, y: 1050 },
])('places a window anew that nobody could reach: %j', (place) => {
  expect(restoreWindow(place, screens)).toBeNull();
});

it('finds it on a second screen', () => {
  expect(
    restoreWindow({ ...saved, x: 2000 }, [...screens, { x: 1920, y: 0, width: 1280, height: 1024 }]),
  ).not.toBeNull();
});

it.each([undefined, null, 'x', {}, { ...saved, width: 10 }, { ...saved, x: '1' }, { ...saved, height: 1e9 }])(
  'ignores what is no place: %j',
  (place) => {
    expect(restoreWindow(place, screens)).toBeNull();
  },
);
