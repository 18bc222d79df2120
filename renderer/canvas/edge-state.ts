import type { GraphEdge } from '../../shared/graph/graph.ts';
import type { RunState } from '../../shared/state/run-state.ts';
import { isSettled } from '../../shared/state/run-state.ts';
import { entryAt } from '../state/place.ts';

/** `live` leads into a step that runs; `taken` was gone along; `not-taken` will not be. */
export type EdgeState = 'idle' | 'live' | 'taken' | 'not-taken';

export function edgeState(edge: Pick<GraphEdge, 'source' | 'target' | 'kind'>, state: RunState): EdgeState {
  const source = entryAt(state, edge.source);
  const target = entryAt(state, edge.target);
  if (source === undefined || target === undefined || !isSettled(source.status)) return 'idle';
  if (edge.kind !== 'data' && source.route?.on !== edge.kind) return 'not-taken';
  if (target.status === 'started' || target.status === 'retrying' || target.status === 'waiting') return 'live';
  if (target.status === 'skipped' || source.status === 'skipped') return edge.kind === 'data' ? 'not-taken' : 'taken';
  return target.status === 'pending' ? 'idle' : 'taken';
}
