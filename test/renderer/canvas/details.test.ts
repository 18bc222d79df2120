import { describe, expect, it } from 'vitest';
import { Details } from '../../../renderer/canvas/details.ts';

const pane = { width: 800, height: 600 };
const nodes = new Map([
  ['near', { x: 100, y: 100 }],
  ['far', { x: 9000, y: 100 }],
]);

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
    const frames: (() => void)[] = [];
    const details = new Details((act) => frames.push(act));
    const many = new Map(Array.from({ length: 100 }, (_, i) => [`s${i}`, { x: (i % 10) * 300, y: i * 10 }]));
    const made = () => [...many.keys()].filter((step) => details.of(step) === 'all');
    const far = { view: { x: 0, y: 0, zoom: 0.25 }, pane, detail: 'all' } as const;
    details.approach(many, far);
    const first = made();
    expect(first.length).toBeGreaterThan(0);
    expect(first.length).toBeLessThan(10);
    const across = first.map((step) => many.get(step)?.x ?? 0);
    expect(Math.min(...across)).toBeGreaterThan(900);
    details.approach(many, far);
    expect([made(), frames.length]).toEqual([first, 1]);
    details.approach(many, { view: { x: -900, y: -60, zoom: 1 }, pane, detail: 'all' });
    while (frames.length > 0) frames.shift()?.();
    expect(made()).toContain('s14');
    expect(made()).not.toContain('s0');
    expect(made().length).toBeLessThan(60);
  });

  it('M21 makes all that a new graph shows at once', () => {
    const details = new Details(() => expect.unreachable('there is nothing left to be made'));
    const many = new Map(Array.from({ length: 100 }, (_, i) => [`s${i}`, { x: (i % 10) * 300, y: i * 10 }]));
    details.reach(many, { view: { x: 0, y: 0, zoom: 0.25 }, pane, detail: 'name' });
    expect([...many.keys()].every((step) => details.of(step) === 'name')).toBe(true);
  });

  it('M21 forgets what was in sight of another graph', () => {
    const details = new Details();
    details.reach(nodes, { view: { x: 0, y: 0, zoom: 1 }, pane, detail: 'all' });
    details.forget();
    expect(details.of('near')).toBe('block');
  });
});
