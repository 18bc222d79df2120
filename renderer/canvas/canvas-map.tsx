import { Panel, useReactFlow, useStoreApi } from '@xyflow/react';
import type { PointerEvent } from 'react';
import { memo, useEffect, useMemo, useRef } from 'react';
import { useGraph, useParts } from '../state/parts.tsx';
import { CanvasMapPainter, MAP } from './canvas-map-painter.ts';

/** Small enough to be taken in at a glance: a map would only repeat it. */
const SMALL = 6;

export const CanvasMap = memo(function CanvasMap() {
  const count = useGraph((view) => view.graph?.nodes.length ?? 0);
  const moved = useGraph((view) => view.moved);
  // While all of the graph is in sight, a map shows nothing new and covers steps.
  if (count <= SMALL || !moved) return null;
  return (
    <Panel position="bottom-right" className="m-3! max-[1100px]:hidden">
      <Overview />
    </Panel>
  );
});

/**
 * All of the graph on one small bitmap, and the part of it that is in sight. React Flow's own map makes two elements of
 * each node and looks at all of them on every frame of a drag: it alone costs more than 1,000 plain nodes.
 */
function Overview() {
  const parts = useParts();
  const flow = useReactFlow();
  const store = useStoreApi();
  const frame = useRef<HTMLDivElement>(null);
  const painter = useMemo(() => new CanvasMapPainter(parts), [parts]);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current === null || frame.current === null) return;
    const end = painter.start(canvas.current, frame.current);
    const follow = () => {
      const { transform, width, height } = store.getState();
      painter.showView({ x: transform[0], y: transform[1], zoom: transform[2] }, { width, height });
    };
    follow();
    const endView = store.subscribe((now, before) => {
      if (now.transform !== before.transform || now.width !== before.width || now.height !== before.height) follow();
    });
    return () => {
      end();
      endView();
    };
  }, [painter, store]);
  const moveTo = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const point = painter.pointAt(event.clientX - box.x, event.clientY - box.y);
    parts.graph.getState().setMoved();
    void flow.setCenter(point.x, point.y, { zoom: flow.getZoom() });
  };
  return (
    <div
      role="img"
      aria-label="Overview of the graph"
      className="map"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        moveTo(event);
      }}
      onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && moveTo(event)}
      onWheel={(event) => void flow.zoomTo(flow.getZoom() * 2 ** (-event.deltaY * 0.002))}
    >
      <canvas ref={canvas} width={MAP.width * 2} height={MAP.height * 2} />
      <div ref={frame} className="map-view" />
    </div>
  );
}
