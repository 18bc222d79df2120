import { bodyAt } from '../../shared/find-step.ts';
import type { Graph, GraphNode } from '../../shared/graph/graph.ts';
import { graphOfBody } from '../../shared/graph/graph.ts';
import type { Pipeline } from '../../shared/pipeline.ts';
import { scopeOf } from '../../shared/step-path.ts';
import type { RunView } from '../state/run/run-store.ts';

/** What is inside of a container, as a graph of its own; null where there is nothing to show. */
export type Inside = (node: GraphNode) => Graph | null;

/** The bodies of the containers that are open; each shows the scope that `scopeOf` names. */
export function insideOf(
  pipeline: Pipeline | null,
  open: ReadonlySet<string>,
  scopeOf: (node: GraphNode) => string | null,
): Inside {
  return (node) => {
    const scope = node.container === null || !open.has(node.id) ? null : scopeOf(node);
    const body = scope === null || pipeline === null ? null : bodyAt(pipeline, scope);
    return scope === null || body === null ? null : graphOfBody(body, scope);
  };
}

/** Rows with those of open containers under them, at any depth. */
export function withBodies<T>(
  rows: readonly T[],
  { nodeOf, inside, rowsOf }: { nodeOf: (row: T) => GraphNode; inside: Inside; rowsOf: (graph: Graph) => readonly T[] },
  depth = 0,
): readonly { readonly row: T; readonly depth: number }[] {
  return rows.flatMap((row) => {
    const graph = inside(nodeOf(row));
    const under = graph === null ? [] : withBodies(rowsOf(graph), { nodeOf, inside, rowsOf }, depth + 1);
    return [{ row, depth }, ...under];
  });
}

/** The iteration that was chosen, else the newest; of an included pipeline the only scope. */
export function scopeShown(
  node: Pick<GraphNode, 'id' | 'container'>,
  { shown, timeline }: Pick<RunView, 'shown' | 'timeline'>,
  chosen: { readonly [loop: string]: number },
): string | null {
  if (node.container === null) return null;
  if (node.container === 'pipeline') return scopeOf(node.id, null);
  const loop = shown.loops.get(node.id);
  return scopeOf(node.id, chosen[node.id] ?? (loop === undefined ? null : timeline.tallies.of(loop).newest) ?? 0);
}

export function toggled(open: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(open);
  if (!next.delete(id)) next.add(id);
  return next;
}
