import type { Point } from '../../shared/graph/layout.ts';
import { NODE_HEIGHT, NODE_WIDTH } from '../../shared/graph/layout.ts';

export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const PADDING = 28;
/** Below a graph, for the buttons in the corner. */
const FOOT = 58;
/** So far one may go away: a long chain of 2,000 steps is still seen as a whole. */
export const LEAST_ZOOM = 0.01;

/** The view that shows all of a graph, no larger than it is drawn, in the middle of the pane. */
export function fitViewport(layout: Size, pane: Size): View {
  const wide = (pane.width - 2 * PADDING) / Math.max(1, layout.width);
  const high = (pane.height - PADDING - FOOT) / Math.max(1, layout.height);
  const zoom = Math.max(LEAST_ZOOM, Math.min(1, wide, high));
  const height = layout.height * zoom;
  const y = Math.max(PADDING, Math.min((pane.height - height) / 2, pane.height - FOOT - height));
  return { x: (pane.width - layout.width * zoom) / 2, y, zoom };
}

/** The view that brings a node well into the pane; null if it is there and can be read. */
export function centreOn(node: Point, view: View, pane: Size): View | null {
  const zoom = Math.max(view.zoom, 0.6);
  const left = node.x * view.zoom + view.x;
  const top = node.y * view.zoom + view.y;
  const inside =
    left >= 8 &&
    top >= 8 &&
    left + NODE_WIDTH * view.zoom <= pane.width - 8 &&
    top + NODE_HEIGHT * view.zoom <= pane.height - 8;
  if (inside && zoom === view.zoom) return null;
  return {
    x: pane.width / 2 - (node.x + NODE_WIDTH / 2) * zoom,
    y: pane.height / 2 - (node.y + NODE_HEIGHT / 2) * zoom,
    zoom,
  };
}
