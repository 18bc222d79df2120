import { describe, expect, it } from 'vitest';
import { graphOfPipeline } from '../../../shared/graph/graph.ts';
import { layoutLayered } from '../../../shared/graph/layered.ts';
import { escapeXml } from '../../../shared/text/escape-xml.ts';
import { centreOn, fitViewport } from '../../../renderer/canvas/fit.ts';
import { drawGraph, toSvg } from '../../../renderer/canvas/shapes.ts';
import { layoutInput } from '../../../renderer/state/graph-store.ts';
import { hostileScenario, ordersRun } from '../helpers/scenarios.ts';

const palette = { background: '#fff', panel: '#fff', line: '#ddd', text: '#111', mute: '#666', look: () => '#0a0' };

function svgOf(pipeline: Parameters<typeof graphOfPipeline>[0]): string {
  const graph = graphOfPipeline(pipeline);
  const layout = layoutLayered({ ...layoutInput(graph), direction: 'right' });
  return toSvg(drawGraph(graph, layout, { palette, lookOf: () => 'completed', edgeOf: () => 'taken' }));
}

describe('the graph as a file', () => {
  it('M18 draws every step and every label', () => {
    const svg = svgOf(ordersRun('completed').pipeline);
    for (const id of ['read_orders', 'handle_empty', 'archive']) expect(svg).toContain(`>${id}</text>`);
    expect(svg).toContain('if false');
  });

  it('holds no markup but its own', () => {
    const svg = svgOf(hostileScenario().runs[0]?.pipeline ?? ordersRun('failed').pipeline);
    expect(svg).not.toMatch(/<(?!\/?(?:svg|rect|path|text)\b)/);
    expect(svg).toContain('&lt;svg…oad=alert(1)&gt;');
    expect(escapeXml('a\u0000<b c="d">&')).toBe('a&lt;b c=&quot;d&quot;&gt;&amp;');
  });
});

describe('fitting the view', () => {
  it('shows all of a graph in the middle, never larger than it is', () => {
    expect(fitViewport({ width: 100, height: 50 }, { width: 1000, height: 500 })).toEqual({ x: 450, y: 225, zoom: 1 });
    const view = fitViewport({ width: 4000, height: 100 }, { width: 1000, height: 500 });
    expect(view.zoom * 4000).toBeLessThanOrEqual(1000);
  });

  it('leaves the corner below free, where the buttons are', () => {
    const { y, zoom } = fitViewport({ width: 100, height: 460 }, { width: 1000, height: 500 });
    expect(y + 460 * zoom).toBeLessThanOrEqual(500 - 58);
    expect(y).toBeGreaterThanOrEqual(28);
  });

  it('M1 brings a step into view only if it is not there', () => {
    const pane = { width: 1000, height: 500 };
    expect(centreOn({ x: 100, y: 100 }, { x: 0, y: 0, zoom: 1 }, pane)).toBeNull();
    expect(centreOn({ x: 5000, y: 100 }, { x: 0, y: 0, zoom: 1 }, pane)).toMatchObject({ zoom: 1 });
  });
});
