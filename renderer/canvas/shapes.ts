import { roundedPath } from '../../shared/graph/edge-path.ts';
import type { Graph, GraphEdge, GraphNode } from '../../shared/graph/graph.ts';
import type { Layout } from '../../shared/graph/layout.ts';
import { labelWidth, NODE_HEIGHT, NODE_WIDTH } from '../../shared/graph/layout.ts';
import type { Look } from '../../shared/state/look.ts';
import { LOOK_WORDS } from '../../shared/state/look.ts';
import { escapeXml } from '../../shared/text/escape-xml.ts';
import { showMarks } from '../../shared/text/marks.ts';
import { middleEllipsis } from '../ui/format.ts';
import type { EdgeState } from './edge-state.ts';

/** The graph as plain shapes, which an SVG file and a bitmap are both made from. */
export type Shape =
  | {
      readonly type: 'rect';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly radius: number;
      readonly fill: string;
      readonly stroke: string | null;
      readonly dashed: boolean;
    }
  | {
      readonly type: 'path';
      readonly d: string;
      readonly stroke: string;
      readonly width: number;
      readonly opacity: number;
    }
  | {
      readonly type: 'text';
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly size: number;
      readonly weight: number;
      readonly fill: string;
      readonly mono: boolean;
      readonly anchor: 'start' | 'middle';
    };

export interface Palette {
  readonly background: string;
  readonly panel: string;
  readonly line: string;
  readonly text: string;
  readonly mute: string;
  readonly look: (look: Look) => string;
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly background: string;
  readonly shapes: readonly Shape[];
}

const MARGIN = 32;

export function drawGraph(
  graph: Graph,
  layout: Layout,
  options: {
    readonly palette: Palette;
    readonly lookOf: (node: GraphNode) => Look;
    readonly edgeOf: (edge: GraphEdge) => EdgeState;
  },
): Drawing {
  const edges = graph.edges.flatMap((edge) => edgeShapes(edge, { layout, ...options }));
  const nodes = graph.nodes.flatMap((node) => nodeShapes(node, { layout, ...options }));
  return {
    width: layout.width + 2 * MARGIN,
    height: layout.height + 2 * MARGIN,
    background: options.palette.background,
    shapes: [...edges, ...nodes],
  };
}

function edgeShapes(
  edge: GraphEdge,
  { layout, palette, edgeOf }: { layout: Layout; palette: Palette; edgeOf: (edge: GraphEdge) => EdgeState },
): Shape[] {
  const path = layout.edges.get(edge.id);
  if (path === undefined) return [];
  const state = edgeOf(edge);
  const taken = state === 'taken' || state === 'live';
  const points = path.points.map(({ x, y }) => ({ x: x + MARGIN, y: y + MARGIN }));
  const line: Shape = {
    type: 'path',
    d: roundedPath(points),
    stroke: taken ? palette.text : palette.mute,
    width: taken ? 1.75 : 1.25,
    opacity: state === 'not-taken' ? 0.35 : taken ? 0.75 : 0.7,
  };
  if (edge.label === null || path.label === null) return [line];
  const width = labelWidth(edge.label);
  const at = { x: path.label.x + MARGIN, y: path.label.y + MARGIN };
  return [
    line,
    {
      type: 'rect',
      x: at.x - width / 2,
      y: at.y - 10,
      width,
      height: 20,
      radius: 10,
      fill: palette.panel,
      stroke: palette.line,
      dashed: false,
    },
    {
      type: 'text',
      x: at.x,
      y: at.y + 3.5,
      text: showMarks(middleEllipsis(edge.label, Math.floor((width - 16) / 6.2))),
      size: 10.5,
      weight: 500,
      fill: palette.mute,
      mono: true,
      anchor: 'middle',
    },
  ];
}

function nodeShapes(
  node: GraphNode,
  { layout, palette, lookOf }: { layout: Layout; palette: Palette; lookOf: (node: GraphNode) => Look },
): Shape[] {
  const corner = layout.nodes.get(node.id);
  if (corner === undefined) return [];
  const [x, y] = [corner.x + MARGIN, corner.y + MARGIN];
  const look = lookOf(node);
  const color = palette.look(look);
  const dashed = look === 'skipped' || look === 'cancelled';
  const word = look === 'pending' ? '' : ` · ${LOOK_WORDS[look].toLowerCase()}`;
  return [
    {
      type: 'rect',
      x,
      y,
      width: NODE_WIDTH,
      height: NODE_HEIGHT,
      radius: 6,
      fill: palette.panel,
      stroke: palette.line,
      dashed,
    },
    { type: 'rect', x, y, width: 4, height: NODE_HEIGHT, radius: 2, fill: color, stroke: null, dashed: false },
    {
      type: 'text',
      x: x + 16,
      y: y + 24,
      text: showMarks(middleEllipsis(node.id, 24)),
      size: 13,
      weight: 600,
      fill: look === 'failed' ? color : palette.text,
      mono: false,
      anchor: 'start',
    },
    {
      type: 'text',
      x: x + 16,
      y: y + 42,
      text: showMarks(middleEllipsis(`${node.what}${word}`, 28)),
      size: 11,
      weight: 400,
      fill: palette.mute,
      mono: true,
      anchor: 'start',
    },
  ];
}

export function toSvg({ width, height, background, shapes }: Drawing): string {
  const body = shapes.map(svgShape).join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">\n<rect width="100%" height="100%" fill="${escapeXml(background)}"/>\n${body}\n</svg>\n`;
}

function svgShape(shape: Shape): string {
  switch (shape.type) {
    case 'rect': {
      const stroke =
        shape.stroke === null
          ? ''
          : ` stroke="${escapeXml(shape.stroke)}"${shape.dashed ? ' stroke-dasharray="4 3"' : ''}`;
      return `<rect x="${shape.x}" y="${shape.y}" width="${shape.width}" height="${shape.height}" rx="${shape.radius}" fill="${escapeXml(shape.fill)}"${stroke}/>`;
    }
    case 'path':
      return `<path d="${shape.d}" fill="none" stroke="${escapeXml(shape.stroke)}" stroke-width="${shape.width}" opacity="${shape.opacity}"/>`;
    case 'text': {
      const font = shape.mono ? "'JetBrains Mono', monospace" : 'Inter, system-ui, sans-serif';
      return `<text x="${shape.x}" y="${shape.y}" font-family="${font}" font-size="${shape.size}" font-weight="${shape.weight}" fill="${escapeXml(shape.fill)}" text-anchor="${shape.anchor}">${escapeXml(shape.text)}</text>`;
    }
    default:
      return '';
  }
}
