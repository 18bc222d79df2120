import type { IterationState, LoopState } from '../../shared/run-scopes.ts';

export interface IterationRow {
  readonly iteration: number;
  readonly state: IterationState;
}

export type IterationSort = 'trouble' | 'order' | 'duration';

const URGENCY: Readonly<Record<IterationState['status'], number>> = { failed: 0, started: 1, completed: 2 };

/** The iterations that have begun: failed ones first, or as they came, or the longest first. */
export function iterationRows(loop: LoopState, sort: IterationSort): readonly IterationRow[] {
  const rows = [...loop.iterations].map(([iteration, state]) => ({ iteration, state }));
  const byOrder = (a: IterationRow, b: IterationRow) => a.iteration - b.iteration;
  if (sort === 'duration')
    return rows.sort((a, b) => (b.state.durationMs ?? Infinity) - (a.state.durationMs ?? Infinity) || byOrder(a, b));
  if (sort === 'trouble')
    return rows.sort((a, b) => URGENCY[a.state.status] - URGENCY[b.state.status] || byOrder(a, b));
  return rows.sort(byOrder);
}
