import type { RunState } from '../../shared/run-state.ts';
import { isSettled } from '../../shared/run-state.ts';
import type { GraphEdge } from './graph.ts';

/** `live` leads into a step that runs; `taken` was gone along; `not-taken` will not be. */
export type EdgeState = 'idle' | 'live' | 'taken' | 'not-taken';

export function edgeState(edge: Pick<GraphEdge, 'source' | 'target' | 'kind'>, steps: RunState['steps']): EdgeState {
  const source = steps.get(edge.source);
  const target = steps.get(edge.target);
  if (source === undefined || target === undefined || !isSettled(source.status)) return 'idle';
  if (edge.kind !== 'data') {
    const { route } = source;
    if (route?.on !== edge.kind || route.to !== edge.target) return 'not-taken';
  }
  if (target.status === 'started' || target.status === 'retrying' || target.status === 'waiting') return 'live';
  if (target.status === 'skipped' || source.status === 'skipped') return edge.kind === 'data' ? 'not-taken' : 'taken';
  return target.status === 'pending' ? 'idle' : 'taken';
}
