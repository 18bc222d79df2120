import type { Graph } from '../../shared/graph/graph.ts';
import type { RunState } from '../../shared/state/run-state.ts';
import { entryAt } from '../state/place.ts';

/** Back from the step that ended last, each time to the dependency that ended last: what one would have to make faster. */
export function criticalPath(graph: Graph, state: RunState): ReadonlySet<string> {
  const ended = (id: string) => Date.parse(entryAt(state, id)?.endedAt ?? '') || 0;
  const ran = graph.nodes.filter((node) => (entryAt(state, node.id)?.attempts.length ?? 0) > 0);
  let at = ran.toSorted((a, b) => ended(b.id) - ended(a.id))[0];
  const path = new Set<string>();
  while (at !== undefined && !path.has(at.id)) {
    path.add(at.id);
    const before = at.dependencies.toSorted((a, b) => ended(b) - ended(a))[0];
    at = before === undefined ? undefined : graph.nodeById.get(before);
  }
  return path;
}

/** The iteration that ended last: without it the loop would have ended sooner. Null: none has ended. */
export function lastIteration(state: RunState, container: string): number | null {
  let last: { iteration: number; at: string } | null = null;
  for (const [iteration, { endedAt }] of state.loops.get(container)?.iterations ?? [])
    if (endedAt !== undefined && (last === null || endedAt > last.at)) last = { iteration, at: endedAt };
  return last?.iteration ?? null;
}
