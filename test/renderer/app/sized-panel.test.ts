import { afterEach, expect, it } from 'vitest';
import { fitted } from '../../../renderer/app/sized-panel.tsx';

const [width, height] = [window.innerWidth, window.innerHeight];
afterEach(() => Object.assign(window, { innerWidth: width, innerHeight: height }));

it('keeps a pane as it was made, and leaves room for the graph in a small window', () => {
  Object.assign(window, { innerWidth: 1440, innerHeight: 900 });
  expect([fitted('sidebar', 300), fitted('inspector', 500), fitted('dock', 400)]).toEqual([300, 500, 400]);
  Object.assign(window, { innerWidth: 720, innerHeight: 450 });
  expect([fitted('sidebar', 300), fitted('inspector', 500), fitted('dock', 400)]).toEqual([216, 324, 248]);
});
