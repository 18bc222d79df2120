import { describe, expect, it } from 'vitest';
import { Details } from '../../../renderer/canvas/details.ts';

const pane = { width: 800, height: 600 };
const nodes = new Map([
  ['near', { x: 100, y: 100 }],
  ['far', { x: 9000, y: 100 }],
]);

const many = new Map(Array.from({ length: 100 }, (_, i) => [`s${i}`, { x: (i % 10) * 300, y: i * 10 }]));

/** Frames and timers come when the test says so. */
function slow() {
  const frames: (() => void)[] = [];
  const timers: (() => void)[] = [];
  const details = new Details({
    schedule: (act) => frames.push(act),
    later(act) {
      timers.push(act);
      return () => void timers.splice(timers.indexOf(act) >>> 0, 1);
    },
  });
  const run = () => {
    while (frames.length > 0) frames.shift()?.();
  };
  const tick = () => timers.shift()?.();
  return { details, frames, timers, run, tick };
}

describe('the details of nodes', () => {
  it('M21 makes what comes into sight, and nothing of what does not', () => {
    const details = new Details();
    details.reach(nodes, { view: { x: 0, y: 0, zoom: 1 }, pane, detail: 'all' });
    expect([details.of('near'), details.of('far')]).toEqual(['all', 'block']);
    details.reach(nodes, { view: { x: -8800, y: 0, zoom: 1 }, pane, detail: 'name' });
    expect([details.of('near'), details.of('far')]).toEqual(['all', 'name']);
  });

  it('M21 takes nothing away when one goes back, and tells nobody', () => {
    const details = new Details();
    const heard: string[] = [];
    for (const step of nodes.keys()) details.listen(step, () => heard.push(step));
    details.reach(nodes, { view: { x: 0, y: 0, zoom: 0.05 }, pane, detail: 'all' });
    expect(heard.sort()).toEqual(['far', 'near']);
    details.reach(nodes, { view: { x: 0, y: 0, zoom: 0.05 }, pane, detail: 'name' });
    details.reach(nodes, { view: { x: 0, y: 0, zoom: 0.05 }, pane, detail: 'block' });
    details.reach(nodes, { view: { x: 0, y: 0, zoom: 1 }, pane, detail: 'all' });
    expect(heard).toEqual(['far', 'near']);
    expect(details.of('near')).toBe('all');
  });

  it('M21 makes a few in a frame while the view moves, the middle first, and none that is out of sight again', () => {
    const { details, frames, run } = slow();
    const made = () => [...many.keys()].filter((step) => details.of(step) === 'all');
    const far = { view: { x: 0, y: 0, zoom: 0.25 }, pane, detail: 'all' } as const;
    details.approach(many, far);
    const first = made();
    expect(first.length).toBeGreaterThan(0);
    expect(first.length).toBeLessThan(20);
    expect(Math.min(...first.map((step) => many.get(step)?.x ?? 0))).toBeGreaterThan(900);
    details.approach(many, far);
    expect([made(), frames.length]).toEqual([first, 1]);
    details.approach(many, { ...far, view: { x: 600, y: 0, zoom: 0.25 } });
    run();
    expect(made()).toContain('s0');
    expect(made()).not.toContain('s9');
  });

  it('M21 makes nothing while one zooms, and what is in sight when that rests', () => {
    const { details, run, tick, timers } = slow();
    const made = () => [...many.keys()].filter((step) => details.of(step) !== 'block');
    details.reach(many, { view: { x: 0, y: 0, zoom: 0.2 }, pane, detail: 'block' });
    for (const zoom of [0.3, 0.5, 1]) details.approach(many, { view: { x: 0, y: 0, zoom }, pane, detail: 'all' });
    expect(timers.length).toBe(1);
    tick();
    expect([made(), timers.length]).toEqual([[], 1]);
    tick();
    run();
    expect(timers).toEqual([]);
    expect(made()).toContain('s0');
    expect(made()).not.toContain('s9');
  });

  it.each([
    ['in between for one who comes nearer and nearer', 1, true],
    ['not for one who goes further and further away', -1, false],
  ] as const)('M21 makes what is in sight %s', (_, sign, isMade) => {
    const { details, tick } = slow();
    details.reach(many, { view: { x: 0, y: 0, zoom: 1 }, pane, detail: 'block' });
    for (let i = 1; i <= 6; i += 1) {
      details.approach(many, { view: { x: 0, y: 0, zoom: 1 + (sign * i) / 100 }, pane, detail: 'all' });
      tick();
    }
    expect([...many.keys()].some((step) => details.of(step) === 'all')).toBe(isMade);
  });

  it('M21 makes all that a new graph shows at once', () => {
    const { details, frames } = slow();
    details.reach(many, { view: { x: 0, y: 0, zoom: 0.25 }, pane, detail: 'name' });
    expect([...many.keys()].every((step) => details.of(step) === 'name')).toBe(true);
    expect(frames).toEqual([]);
  });

  it('M21 forgets what was in sight of another graph', () => {
    const details = new Details();
    details.reach(nodes, { view: { x: 0, y: 0, zoom: 1 }, pane, detail: 'all' });
    details.forget();
    expect(details.of('near')).toBe('block');
  });
});
