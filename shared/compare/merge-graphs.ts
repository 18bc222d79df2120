import type { Graph } from '../graph/graph.ts';

/** Both graphs in one: steps and edges that either has, those of `a` first. A step that both have is drawn as in `a`. */
export function mergeGraphs(a: Graph, b: Graph): Pick<Graph, 'nodes' | 'edges'> {
  const edges = new Map([...b.edges, ...a.edges].map((edge) => [edge.id, edge]));
  const inBoth = a.edges.map(({ id }) => id);
  return {
    nodes: [...a.nodes, ...b.nodes.filter(({ id }) => !a.nodeById.has(id))],
    edges: [...new Set([...inBoth, ...edges.keys()])].flatMap((id) => edges.get(id) ?? []),
  };
}
