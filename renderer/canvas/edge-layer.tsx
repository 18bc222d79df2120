import { ViewportPortal } from '@xyflow/react';
import { memo, useEffect, useMemo } from 'react';
import { roundedPath } from '../../shared/graph/edge-path.ts';
import type { Graph, GraphEdge } from '../../shared/graph/graph.ts';
import type { EdgePath, Layout } from '../../shared/graph/layout.ts';
import { useGraph, useParts } from '../state/parts.tsx';
import { useStep, useSteps } from '../state/step-view.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { EdgePainter } from './edge-painter.ts';
import { edgeState } from './edge-state.ts';
import { useDetail } from './use-detail.ts';

/** Above this many steps a moving dash costs more than it tells. */
const MOVING_LIMIT = 300;

/**
 * All edges, in one drawing under the nodes. They are not React Flow's own: those look at every change of the viewport,
 * 2,000 of them on every frame of a drag, while these are drawn once and moved by the viewport's transform.
 */
export const EdgeLayer = memo(function EdgeLayer() {
  const parts = useParts();
  const graph = useGraph((view) => view.graph);
  const layout = useGraph((view) => view.layout);
  const drawn = useMemo(() => placedEdges(graph, layout), [graph, layout]);
  const painter = useMemo(() => new EdgePainter(parts), [parts]);
  useEffect(() => painter.start(), [painter]);
  if (graph === null) return null;
  return (
    <ViewportPortal>
      <svg className="edges" data-moving={graph.nodes.length <= MOVING_LIMIT} aria-hidden>
        {drawn.map(({ edge, path }) => (
          <path
            key={edge.id}
            className="edge"
            data-kind={edge.kind}
            d={roundedPath(path.points)}
            ref={(element) => (element === null ? undefined : painter.add(edge, element))}
          />
        ))}
      </svg>
      {drawn.map(({ edge, path }) =>
        edge.label === null || path.label === null ? null : <EdgeLabel key={edge.id} edge={edge} path={path} />,
      )}
    </ViewportPortal>
  );
});

interface PlacedEdge {
  readonly edge: GraphEdge;
  readonly path: EdgePath;
}

function placedEdges(graph: Graph | null, layout: Layout | null): readonly PlacedEdge[] {
  return (graph?.edges ?? []).flatMap((edge) => {
    const path = layout?.edges.get(edge.id);
    return path === undefined ? [] : [{ edge, path }];
  });
}

interface LabelProps {
  readonly edge: GraphEdge;
  readonly path: EdgePath;
}

/** Made once the step that it stands before is near: from afar no label can be read. */
const EdgeLabel = memo(function EdgeLabel(props: LabelProps) {
  const detail = useDetail(props.edge.target);
  return detail === 'all' ? <LabelText {...props} /> : null;
});

/** The condition of the step that the edge leads to, with its value once it is known; or the name of a route. */
function LabelText({ edge, path }: LabelProps) {
  const others = useMemo(() => [edge.target], [edge.target]);
  const state = useSteps(edge.source, others, (view) => edgeState(edge, view.shown));
  const target = useStep(edge.target);
  const condition = edge.kind === 'data' ? target?.condition : undefined;
  const text = condition?.expression ?? edge.label ?? '';
  return (
    <div className="edge-label" data-state={state} title={text} style={{ left: path.label?.x, top: path.label?.y }}>
      {condition !== undefined && (
        <b style={{ color: condition.value ? 'var(--ok)' : 'var(--mute)' }}>{String(condition.value)} </b>
      )}
      <SafeText>{text}</SafeText>
    </div>
  );
}
