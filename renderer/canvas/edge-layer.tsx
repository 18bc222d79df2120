import { ViewportPortal } from '@xyflow/react';
import { memo, useMemo } from 'react';
import { roundedPath } from '../../shared/graph/edge-path.ts';
import type { Graph, GraphEdge } from '../../shared/graph/graph.ts';
import type { EdgePath, Layout } from '../../shared/graph/layout.ts';
import type { ZoomLevel } from '../state/graph-store.ts';
import { useGraph, useStudio } from '../state/parts.tsx';
import { useStep, useSteps } from '../state/step-view.ts';
import { SafeText } from '../ui/safe-text.tsx';
import type { EdgeState } from './edge-state.ts';
import { edgeState } from './edge-state.ts';

/** Above this many steps a moving dash costs more than it tells. */
const MOVING_LIMIT = 300;

/**
 * All edges, in one drawing under the nodes. They are not React Flow's own: those look at every change of the viewport,
 * 2,000 of them on every frame of a drag, while these are drawn once and moved by the viewport's transform.
 */
export const EdgeLayer = memo(function EdgeLayer() {
  const graph = useGraph((view) => view.graph);
  const layout = useGraph((view) => view.layout);
  const level = useGraph((view) => view.level);
  const drawn = useMemo(() => placedEdges(graph, layout), [graph, layout]);
  const bundles = useMemo(() => bundlesOf(drawn), [drawn]);
  if (graph === null) return null;
  return (
    <ViewportPortal>
      <svg className="edges" data-moving={graph.nodes.length <= MOVING_LIMIT} aria-hidden>
        {bundles.map((bundle) => (
          <Bundle key={bundle[0]?.edge.id} edges={bundle} />
        ))}
      </svg>
      {(level === 'card' || level === 'compact') &&
        drawn.map(
          ({ edge, path }) =>
            edge.label !== null &&
            path.label !== null && <EdgeLabel key={edge.id} edge={edge} path={path} level={level} />,
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

const BUNDLE = 48;

function bundlesOf(edges: readonly PlacedEdge[]): readonly (readonly PlacedEdge[])[] {
  return Array.from({ length: Math.ceil(edges.length / BUNDLE) }, (_, i) => edges.slice(i * BUNDLE, (i + 1) * BUNDLE));
}

/** React looks at every neighbour of what has changed: of thousands side by side, all for one. */
const Bundle = memo(function Bundle({ edges }: { edges: readonly PlacedEdge[] }) {
  return edges.map(({ edge, path }) => <Edge key={edge.id} edge={edge} path={path} />);
});

function useEdgeState(edge: GraphEdge): EdgeState {
  const others = useMemo(() => [edge.target], [edge.target]);
  return useSteps(edge.source, others, (view) => edgeState(edge, view.shown));
}

const Edge = memo(function Edge({ edge, path }: { edge: GraphEdge; path: EdgePath }) {
  const state = useEdgeState(edge);
  const chosen = useStudio((studio) => studio.selected === edge.source || studio.selected === edge.target);
  return (
    <path className="edge" data-kind={edge.kind} data-state={state} data-chosen={chosen} d={roundedPath(path.points)} />
  );
});

/** The condition of the step that the edge leads to, with its value once it is known; or the name of a route. */
const EdgeLabel = memo(function EdgeLabel({
  edge,
  path,
  level,
}: {
  edge: GraphEdge;
  path: EdgePath;
  level: ZoomLevel;
}) {
  const state = useEdgeState(edge);
  const target = useStep(edge.target);
  const condition = edge.kind === 'data' ? target?.condition : undefined;
  const text = condition?.expression ?? edge.label ?? '';
  return (
    <div
      className="edge-label"
      data-level={level}
      data-state={state}
      title={text}
      style={{ left: path.label?.x, top: path.label?.y }}
    >
      {condition !== undefined && (
        <b style={{ color: condition.value ? 'var(--ok)' : 'var(--mute)' }}>{String(condition.value)} </b>
      )}
      <SafeText>{text}</SafeText>
    </div>
  );
});
