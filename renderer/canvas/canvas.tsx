import type { Node, Viewport } from '@xyflow/react';
import { Background, BackgroundVariant, ReactFlow, ReactFlowProvider, useReactFlow } from '@xyflow/react';
import type { ReactNode } from 'react';
import { memo, useCallback, useEffect, useMemo, useRef } from 'react';
import type { Layout } from '../../shared/graph/layout.ts';
import { NODE_HEIGHT, NODE_WIDTH } from '../../shared/graph/layout.ts';
import { useGraph, useParts, useStudio } from '../state/parts.tsx';
import { CanvasControls } from './canvas-controls.tsx';
import { CanvasMap } from './canvas-map.tsx';
import { EdgeLayer } from './edge-layer.tsx';
import { centreOn, fitViewport, LEAST_ZOOM } from './fit.ts';
import { openStep } from './open-step.ts';
import { quietTransitions } from './quiet-transitions.ts';
import { StepMenu } from './step-menu.tsx';
import { StepNode } from './step-node.tsx';
import { useCanvasKeys } from './use-canvas-keys.ts';

const nodeTypes = { step: StepNode };
/**
 * Beyond so many, nodes outside the view are left out. Below, they stay: to find out on every frame which ones are in
 * sight costs two to three times the script of moving all of them (npm run bench:ui).
 */
const ALL_DRAWN_LIMIT = 2500;

export function Canvas() {
  return (
    <ReactFlowProvider>
      <CanvasBody />
    </ReactFlowProvider>
  );
}

const CanvasBody = memo(function CanvasBody() {
  const parts = useParts();
  const { graph: graphStore, studio } = parts;
  const layout = useGraph((view) => view.layout);
  const pane = useRef<HTMLDivElement>(null);
  const nodes = useMemo(() => toNodes(layout), [layout]);
  const onKeyDown = useCanvasKeys();
  useFitting(pane);
  useEffect(() => (pane.current === null ? undefined : quietTransitions(pane.current)), []);
  // A click begins a movement, too; only one that moves something is a person's wish to stay there.
  const onMove = (event: unknown, viewport: Viewport) => {
    graphStore.getState().setView(viewport);
    if (event !== null) graphStore.getState().setMoved();
  };
  return (
    <StepMenu>
      <Frame pane={pane} onKeyDown={onKeyDown}>
        <ReactFlow
          nodes={nodes}
          edges={NO_EDGES}
          nodeTypes={nodeTypes}
          onNodeClick={(_event, node) => studio.getState().select(node.id)}
          onNodeDoubleClick={(_event, node) => openStep(parts, node.id)}
          onPaneClick={() => studio.getState().select(null)}
          onMove={onMove}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          zoomOnDoubleClick={false}
          disableKeyboardA11y
          deleteKeyCode={null}
          selectionKeyCode={null}
          multiSelectionKeyCode={null}
          panOnScroll
          minZoom={LEAST_ZOOM}
          maxZoom={2}
          onlyRenderVisibleElements={nodes.length > ALL_DRAWN_LIMIT}
          proOptions={{ hideAttribution: true }}
        >
          <Background variant={BackgroundVariant.Dots} gap={24} size={1.4} />
          <EdgeLayer />
          <CanvasMap />
          <CanvasControls />
        </ReactFlow>
      </Frame>
    </StepMenu>
  );
});

interface FrameProps {
  readonly pane: React.RefObject<HTMLDivElement | null>;
  readonly onKeyDown: React.KeyboardEventHandler;
  readonly children: ReactNode;
}

/** Says at which zoom level its nodes are seen. What that hides and enlarges is told in the style sheet: no node is drawn again. */
function Frame({ pane, onKeyDown, children }: FrameProps) {
  const level = useGraph((view) => view.level);
  const far = useGraph((view) => view.far);
  return (
    <div
      ref={pane}
      role="application"
      aria-label="Graph of the pipeline"
      tabIndex={0}
      className="canvas relative h-full min-h-0"
      data-level={level}
      data-far={far}
      onKeyDown={onKeyDown}
    >
      {children}
    </div>
  );
}

const NO_EDGES: [] = [];

/** Nodes carry their id and place and nothing else: what a run says never passes through here. */
function toNodes(layout: Layout | null): Node[] {
  if (layout === null) return [];
  return [...layout.nodes].map(([id, position]) => ({
    id,
    type: 'step',
    position,
    data: {},
    width: NODE_WIDTH,
    height: NODE_HEIGHT,
  }));
}

/** Shows the whole graph when a new one stands, and brings the selection into view when that is asked for. */
function useFitting(pane: React.RefObject<HTMLDivElement | null>): void {
  const { graph: graphStore, studio } = useParts();
  const flow = useReactFlow();
  const fitted = useGraph((view) => view.fitted);
  const revealed = useStudio((state) => state.revealed);
  const fit = useCallback(() => {
    const box = pane.current?.getBoundingClientRect();
    const { layout, setView } = graphStore.getState();
    if (box === undefined || layout === null || box.width === 0) return;
    void flow.setViewport(fitViewport(layout, box)).then(() => setView(flow.getViewport()));
  }, [flow, graphStore, pane]);
  useEffect(fit, [fit, fitted]);
  useEffect(() => {
    const { selected } = studio.getState();
    const at = selected === null ? undefined : graphStore.getState().layout?.nodes.get(selected);
    const box = pane.current?.getBoundingClientRect();
    if (at === undefined || box === undefined || revealed === 0) return;
    const next = centreOn(at, flow.getViewport(), box);
    if (next === null) return;
    graphStore.getState().setMoved();
    void flow.setViewport(next, { duration: 140 });
  }, [revealed, flow, graphStore, studio, pane]);
  useEffect(() => {
    const element = pane.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      graphStore.getState().setPane(element.getBoundingClientRect());
      if (!graphStore.getState().moved) fit();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [fit, graphStore, pane]);
}
