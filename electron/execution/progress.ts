import { isSettled, type RunState } from '../../shared/state/run-state.ts';
import { type EstimateQuestion, estimate } from './estimate.ts';
import type { Definition } from './run/definition.ts';

export interface Progress {
  /** In [0, 1]. */
  readonly fraction: number;
  readonly settled: number;
  readonly total: number;
  /** Null: not known, and not guessed (E20). */
  readonly etaMs: number | null;
  /** When that was so, in ms since 1970. */
  readonly asOfMs: number;
}

/** Settled weight over total, each step weighs 1; skipped steps count as settled (E20). Pure. `order` is topological. */
export function progressOf(
  definition: Definition,
  state: RunState,
  { order, ...known }: { readonly order: readonly string[] } & Omit<EstimateQuestion, 'left'>,
): Progress {
  const left = order.filter((id) => !isDone(state, id));
  const total = order.length;
  const settled = total - left.length;
  const inside = left.reduce((sum, id) => sum + partOf(state, id), 0);
  const etaMs = estimate(definition, state, { left, ...known });
  return { fraction: total === 0 ? 1 : (settled + inside) / total, settled, total, etaMs, asOfMs: known.nowMs };
}

/** What of a loop is done: its weight is shared by its iterations. */
function partOf(state: RunState, id: string): number {
  const loop = state.loops.get(id);
  if (loop === undefined || loop.total === null || loop.total === 0) return 0;
  return (loop.completed + loop.failed) / loop.total;
}

function isDone(state: RunState, id: string): boolean {
  const status = state.steps.get(id)?.status;
  return status !== undefined && isSettled(status);
}
