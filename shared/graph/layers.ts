/** A graph by index, which sorting and sweeping are quick over. */
export interface IndexedGraph {
  readonly count: number;
  readonly out: readonly (readonly number[])[];
  readonly into: readonly (readonly number[])[];
}

export function indexGraph(count: number, edges: readonly (readonly [number, number])[]): IndexedGraph {
  const out: number[][] = Array.from({ length: count }, () => []);
  const into: number[][] = Array.from({ length: count }, () => []);
  for (const [from, to] of withoutCycles(count, edges)) {
    out[from]?.push(to);
    into[to]?.push(from);
  }
  return { count, out, into };
}

/** A file with errors may hold a cycle; the edge that closes it is left out of the layering. */
function withoutCycles(count: number, edges: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const out: number[][] = Array.from({ length: count }, () => []);
  for (const [from, to] of edges) out[from]?.push(to);
  const mark = new Uint8Array(count);
  const kept: (readonly [number, number])[] = [];
  for (let root = 0; root < count; root += 1) {
    if (mark[root] !== 0) continue;
    const stack: { node: number; next: number }[] = [{ node: root, next: 0 }];
    mark[root] = 1;
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const to = out[top.node]?.[top.next];
      top.next += 1;
      if (to === undefined) {
        mark[top.node] = 2;
        stack.pop();
      } else if (mark[to] !== 1) {
        kept.push([top.node, to]);
        if (mark[to] === 0) {
          mark[to] = 1;
          stack.push({ node: to, next: 0 });
        }
      }
    }
  }
  return kept;
}

/** A layer that holds more than this is broken into several: a fan of 120 steps would else be a line that nobody can read. */
export function layerBound(count: number): number {
  return Math.max(16, Math.ceil(1.6 * Math.sqrt(count)));
}

/** The layer of each node: behind the last of those before it, where there is room; sources stand close to what they feed. */
export function assignLayers(graph: IndexedGraph, bound = layerBound(graph.count)): number[] {
  const order = topologicalOrder(graph);
  const layer = Array.from({ length: graph.count }, () => 0);
  const held: number[] = [];
  const take = (node: number, least: number) => {
    let at = least;
    while ((held[at] ?? 0) >= bound) at += 1;
    held[at] = (held[at] ?? 0) + 1;
    layer[node] = at;
  };
  for (const node of order)
    take(
      node,
      (graph.into[node] ?? []).reduce((least, from) => Math.max(least, (layer[from] ?? 0) + 1), 0),
    );
  for (const node of order.toReversed()) {
    const after = graph.out[node] ?? [];
    if ((graph.into[node] ?? []).length > 0 || after.length === 0) continue;
    const closest = after.reduce((least, to) => Math.min(least, layer[to] ?? 0), Infinity) - 1;
    if ((held[closest] ?? 0) < bound) layer[node] = Math.max(0, closest);
  }
  return layer;
}

/** True if some layer of the graph would hold more than the bound. */
export function isWide(graph: IndexedGraph): boolean {
  const sizes: number[] = [];
  for (const layer of assignLayers(graph, Infinity)) sizes[layer] = (sizes[layer] ?? 0) + 1;
  return sizes.some((size) => size > layerBound(graph.count));
}

function topologicalOrder({ count, out, into }: IndexedGraph): number[] {
  const waiting = into.map((nodes) => nodes.length);
  const order: number[] = [];
  for (let node = 0; node < count; node += 1) if (waiting[node] === 0) order.push(node);
  for (let i = 0; i < order.length; i += 1) {
    for (const to of out[order[i] ?? 0] ?? []) {
      waiting[to] = (waiting[to] ?? 0) - 1;
      if (waiting[to] === 0) order.push(to);
    }
  }
  return order;
}

/** Orders each layer by the middle of its neighbours, forth and back, which removes most crossings. */
export function orderLayers(layers: number[][], graph: IndexedGraph, sweeps = 6): void {
  const place = new Float64Array(graph.count);
  const middle = new Float64Array(graph.count);
  const number = (nodes: readonly number[]) => nodes.forEach((node, index) => (place[node] = index));
  layers.forEach(number);
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    const forth = sweep % 2 === 0;
    const neighbours = forth ? graph.into : graph.out;
    const from = forth ? 1 : layers.length - 2;
    for (let i = from; i >= 0 && i < layers.length; i += forth ? 1 : -1) {
      const layer = layers[i] ?? [];
      sortByMiddle(layer, neighbours, { place, middle });
      number(layer);
    }
  }
}

/** `middle` is room to work in, the same for all layers. */
function sortByMiddle(
  layer: number[],
  neighbours: readonly (readonly number[])[],
  { place, middle }: { place: Float64Array; middle: Float64Array },
): void {
  for (const node of layer) middle[node] = meanOf(neighbours[node] ?? [], place) ?? place[node] ?? 0;
  layer.sort((a, b) => (middle[a] ?? 0) - (middle[b] ?? 0) || (place[a] ?? 0) - (place[b] ?? 0));
}

export function meanOf(nodes: readonly number[], value: Float64Array): number | null {
  if (nodes.length === 0) return null;
  let sum = 0;
  for (const node of nodes) sum += value[node] ?? 0;
  return sum / nodes.length;
}
