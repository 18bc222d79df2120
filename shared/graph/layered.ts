import type { IndexedGraph } from './layers.ts';
import { assignLayers, indexGraph, orderLayers } from './layers.ts';
import type { Direction, EdgePath, Layout, LayoutInput, Point } from './layout.ts';
import { LABEL_HEIGHT } from './layout.ts';
import { placeAcross } from './place.ts';

const GAP_ACROSS = 24;
/** Between layers: room for two or three lanes, and for the eye to follow them. */
const GAP_ALONG: Readonly<Record<Direction, number>> = { right: 56, down: 34 };
const LANE_FROM = 12;
const LANE = 8;
/** Long edges get a place in every layer they pass; beyond so many the picture is too dense for it to matter. */
const MOST_WAYPOINTS = 6000;

/**
 * A layout at once: longest-path layers, barycentre sweeps, blocks pulled towards their neighbours, edges at right
 * angles. Under 100 ms for 1,000 nodes, so the graph is there before ELK has one that is better (monitor.md M21).
 */
export function layoutLayered(input: LayoutInput): Layout {
  const { nodes, direction } = input;
  if (nodes.length === 0) return { width: 0, height: 0, nodes: new Map(), edges: new Map() };
  const frame = layer(input);
  const down = direction === 'down';
  const across = Float64Array.from({ length: frame.graph.count }, (_, i) => frame.crossSize(i));
  const middle = placeAcross(frame.layers, frame.graph, { sizes: across, gap: GAP_ACROSS });
  const along = placeAlong(frame, input);
  const turn = (main: number, cross: number): Point => (down ? { x: cross, y: main } : { x: main, y: cross });
  const least = nodes.reduce((low, _, i) => Math.min(low, (middle[i] ?? 0) - (across[i] ?? 0) / 2), Infinity);
  const corner = (i: number) =>
    turn(along.start[frame.layerOf[i] ?? 0] ?? 0, (middle[i] ?? 0) - (across[i] ?? 0) / 2 - least);
  const placed = new Map(nodes.map((node, i) => [node.id, corner(i)]));
  const edges = route({ input, frame, along, middle: middle.map((value) => value - least), turn });
  const width = Math.max(...nodes.map((node) => (placed.get(node.id)?.x ?? 0) + node.width));
  const height = Math.max(...nodes.map((node) => (placed.get(node.id)?.y ?? 0) + node.height));
  return { width, height, nodes: placed, edges };
}

interface Frame {
  readonly graph: IndexedGraph;
  readonly layers: number[][];
  readonly layerOf: readonly number[];
  /** For each edge the nodes and waypoints from its source to its target; null for one that goes backwards. */
  readonly chains: readonly (readonly number[] | null)[];
  crossSize(node: number): number;
}

/** Layers with waypoints in them, ordered. */
function layer(input: LayoutInput): Frame {
  const { nodes, direction } = input;
  const index = new Map(nodes.map((node, i) => [node.id, i]));
  const ends = input.edges.map((edge) => [index.get(edge.source) ?? 0, index.get(edge.target) ?? 0] as const);
  const layerOf = assignLayers(indexGraph(nodes.length, ends));
  const spans = ends.map(([from, to]) => (layerOf[to] ?? 0) - (layerOf[from] ?? 0));
  const detailed = spans.reduce((sum, span) => sum + Math.max(0, span - 1), 0) <= MOST_WAYPOINTS;
  const links: [number, number][] = [];
  let count = nodes.length;
  const chains = ends.map(([from, to], edge) => {
    const span = spans[edge] ?? 0;
    if (span <= 0) return null;
    const between = detailed
      ? Array.from({ length: span - 1 }, (_, i) => ({ node: count + i, layer: (layerOf[from] ?? 0) + i + 1 }))
      : [];
    count += between.length;
    for (const waypoint of between) layerOf[waypoint.node] = waypoint.layer;
    const chain = [from, ...between.map((waypoint) => waypoint.node), to];
    chain.forEach((node, i) => chain[i + 1] !== undefined && links.push([node, chain[i + 1] ?? 0]));
    return chain;
  });
  const graph = indexGraph(count, links);
  const layers: number[][] = Array.from({ length: Math.max(...layerOf) + 1 }, () => []);
  for (let node = 0; node < count; node += 1) layers[layerOf[node] ?? 0]?.push(node);
  orderLayers(layers, graph);
  const size = (node: number) => nodes[node]?.[direction === 'down' ? 'width' : 'height'] ?? 4;
  return { graph, layers, layerOf, chains, crossSize: size };
}

interface Along {
  readonly start: readonly number[];
  readonly end: readonly number[];
}

/** Layers follow each other with room for the labels that stand between them. */
function placeAlong(frame: Frame, { nodes, edges, direction }: LayoutInput): Along {
  const down = direction === 'down';
  const gap = GAP_ALONG[direction];
  const room = frame.layers.map(() => gap);
  edges.forEach((edge, i) => {
    const chain = frame.chains[i];
    if (chain === null || chain === undefined || edge.labelWidth === 0) return;
    const into = frame.layerOf[chain.at(-1) ?? 0] ?? 0;
    room[into] = Math.max(room[into] ?? 0, down ? LABEL_HEIGHT + 36 : edge.labelWidth + 54);
  });
  const start: number[] = [];
  const end: number[] = [];
  let at = 0;
  frame.layers.forEach((layer, i) => {
    if (i > 0) at += room[i] ?? gap;
    start.push(at);
    at += Math.max(0, ...layer.map((node) => nodes[node]?.[down ? 'height' : 'width'] ?? 0));
    end.push(at);
  });
  return { start, end };
}

interface Routing {
  readonly input: LayoutInput;
  readonly frame: Frame;
  readonly along: Along;
  readonly middle: Float64Array;
  turn(main: number, cross: number): Point;
}

/** Right-angled ways; all edges of one source turn in the same lane, so that they read as one trunk. */
function route({ input, frame, along, middle, turn }: Routing): Map<string, EdgePath> {
  const lanes = laneOffsets(frame, { middle, gap: GAP_ALONG[input.direction] });
  const paths = new Map<string, EdgePath>();
  input.edges.forEach((edge, i) => {
    const chain = frame.chains[i] ?? [indexOf(input, edge.source), indexOf(input, edge.target)];
    const first = chain[0] ?? 0;
    const last = chain.at(-1) ?? 0;
    const points: Point[] = [turn(along.end[frame.layerOf[first] ?? 0] ?? 0, middle[first] ?? 0)];
    for (let step = 1; step < chain.length; step += 1) {
      const from = chain[step - 1] ?? 0;
      const to = chain[step] ?? 0;
      const layerTo = frame.layerOf[to] ?? 0;
      const lane =
        (along.end[layerTo - 1] ?? along.end[frame.layerOf[from] ?? 0] ?? 0) + LANE_FROM + (lanes.get(from) ?? 0);
      if (Math.abs((middle[from] ?? 0) - (middle[to] ?? 0)) > 0.5)
        points.push(turn(lane, middle[from] ?? 0), turn(lane, middle[to] ?? 0));
    }
    const arrival = along.start[frame.layerOf[last] ?? 0] ?? 0;
    points.push(turn(arrival, middle[last] ?? 0));
    const back = (input.direction === 'down' ? LABEL_HEIGHT / 2 : edge.labelWidth / 2) + 10;
    paths.set(edge.id, { points, label: edge.labelWidth === 0 ? null : turn(arrival - back, middle[last] ?? 0) });
  });
  return paths;
}

/** Within a gap, sources further up turn earlier or later by turns, a few pixels apart. */
function laneOffsets(frame: Frame, { middle, gap }: { middle: Float64Array; gap: number }): Map<number, number> {
  const offsets = new Map<number, number>();
  for (const layer of frame.layers) {
    const turning = layer.filter((node) =>
      (frame.graph.out[node] ?? []).some((to) => Math.abs((middle[to] ?? 0) - (middle[node] ?? 0)) > 0.5),
    );
    const most = Math.max(1, Math.floor((gap - 2 * LANE_FROM) / LANE));
    turning.forEach((node, i) => offsets.set(node, (i % most) * LANE));
  }
  return offsets;
}

function indexOf(input: LayoutInput, id: string): number {
  return input.nodes.findIndex((node) => node.id === id);
}
