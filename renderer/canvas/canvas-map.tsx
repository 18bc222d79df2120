import type { MiniMapNodeProps } from '@xyflow/react';
import { MiniMap } from '@xyflow/react';
import { memo } from 'react';
import { useGraph } from '../state/parts.tsx';
import { useLook } from '../state/step-view.ts';

/** Small enough to be taken in at a glance: a map would only repeat it. */
const SMALL = 6;

export const CanvasMap = memo(function CanvasMap() {
  const count = useGraph((view) => view.graph?.nodes.length ?? 0);
  const moved = useGraph((view) => view.moved);
  // While all of the graph is in sight, a map shows nothing new and covers steps.
  if (count <= SMALL || !moved) return null;
  return (
    <MiniMap
      className="max-[1100px]:hidden"
      style={{ width: 136, height: 84 }}
      nodeComponent={MapNode}
      bgColor="var(--panel)"
      maskColor="color-mix(in oklab, var(--bg) 62%, transparent)"
      maskStrokeColor="var(--line-strong)"
      maskStrokeWidth={1}
      pannable
      zoomable
      ariaLabel="Overview of the graph"
    />
  );
});

const UNKNOWN = { id: '', dependencies: [] };

const MapNode = memo(function MapNode({ id, x, y, width, height }: MiniMapNodeProps) {
  const node = useGraph((view) => view.graph?.nodeById.get(id));
  const look = useLook(node ?? UNKNOWN);
  const quiet = look === 'pending' || look === 'queued' || look === 'skipped';
  return (
    <rect
      data-look={look}
      x={x}
      y={y}
      width={width}
      height={height}
      rx={6}
      fill={quiet ? 'var(--line-strong)' : 'var(--c)'}
    />
  );
});
