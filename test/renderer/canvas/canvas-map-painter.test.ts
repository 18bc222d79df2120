import { describe, expect, it } from 'vitest';
import { graphOfPipeline } from '../../../shared/graph/graph.ts';
import { CanvasMapPainter, MAP } from '../../../renderer/canvas/canvas-map-painter.ts';
import { makeParts } from '../helpers/make-parts.ts';
import { ordersRun } from '../helpers/scenarios.ts';

const run = ordersRun('completed');
const PANE = { width: 800, height: 500 };
const AWAY = { x: -300, y: 0, zoom: 1 };
const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

function started() {
  const parts = makeParts({ files: new Map(), runs: [] });
  parts.graph.getState().show(graphOfPipeline(run.pipeline), 'right');
  parts.run.getState().open(run.recording.run);
  const boxes: (readonly number[])[] = [];
  const canvas = document.createElement('canvas');
  const context = {
    canvas,
    setTransform: () => undefined,
    clearRect: () => boxes.splice(0),
    fillRect: (...box: number[]) => boxes.push(box),
  };
  Object.assign(canvas, { getContext: () => context });
  const frame = document.createElement('div');
  const map = document.createElement('div');
  map.append(canvas, frame);
  document.body.append(map);
  const painter = new CanvasMapPainter(parts);
  const end = painter.start(canvas, frame);
  return { parts, painter, map, frame, boxes, end };
}

describe('the map of the graph', () => {
  it('is there only while a part of the graph is out of sight', async () => {
    const { painter, map, boxes, end } = started();
    painter.showView({ x: 100, y: 100, zoom: 0.05 }, PANE);
    expect(map.dataset['needed']).toBe('false');
    await nextFrame();
    expect(boxes).toEqual([]);
    painter.showView(AWAY, PANE);
    expect(map.dataset['needed']).toBe('true');
    await nextFrame();
    expect(boxes).toHaveLength(run.pipeline.steps.length);
    end();
  });

  it('keeps every node inside and finds the place on the graph again', async () => {
    const { parts, painter, boxes, end } = started();
    painter.showView(AWAY, PANE);
    await nextFrame();
    for (const [x = -1, y = -1, width = 0, height = 0] of boxes) {
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(MAP.width);
      expect(y + height).toBeLessThanOrEqual(MAP.height);
    }
    const [x = 0, y = 0] = boxes[0] ?? [];
    const first = parts.graph.getState().layout?.nodes.values().next().value;
    const { x: toX, y: toY } = painter.pointAt(x, y);
    expect([toX, toY].map(Math.round)).toEqual([first?.x, first?.y].map((value) => Math.round(value ?? -1)));
    end();
  });

  it('M21 paints one node for one fact', async () => {
    const { parts, painter, boxes, end } = started();
    const { facts } = run.recording;
    const start = facts.findIndex((fact) => fact.type === 'step.started');
    parts.run.getState().receive([{ facts: facts.slice(0, start), signals: [] }]);
    painter.showView(AWAY, PANE);
    await nextFrame();
    boxes.length = 0;
    parts.run.getState().receive([{ facts: facts.slice(start, start + 1), signals: [] }]);
    expect(boxes).toHaveLength(1);
    end();
  });
});
