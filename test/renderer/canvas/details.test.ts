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
    expect(heard).toEqual(['near', 'far']);
    details.reach(nodes, { view: { x: 0, y: 0, zoom: 0.05 }, pane, detail: 'name' });
    details.reach(nodes, { view: { x: 0, y: 0, zoom: 0.05 }, pane, detail: 'block' });
    details.reach(nodes, { view: { x: 0, y: 0, zoom: 1 }, pane, detail: 'all' });
    expect(heard).toEqual(['near', 'far']);
    expect(details.of('near')).toBe('all');
  });
});
