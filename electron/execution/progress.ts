import { isSettled, type RunState } from '../../shared/state/run-state.ts';
import { type Definition, stepOf } from './run/definition.ts';

/** How long each step took in earlier runs, in ms; steps that are not in it are unknown. */
export type History = ReadonlyMap<string, number>;

export interface Progress {
  /** In [0, 1]. */
  readonly fraction: number;
  readonly settled: number;
  readonly total: number;
  /** Along the critical path; null: not known, and not guessed (E20). */
  readonly etaMs: number | null;
}

/** Settled weight over total, each step weighs 1; skipped steps count as settled (E20). Pure. `order` is topological. */
export function progressOf(
  definition: Definition,
  state: RunState,
  { order, history, nowMs }: { order: readonly string[]; history: History; nowMs: number },
): Progress {
  const left = order.filter((id) => !isDone(state, id));
  const total = order.length;
  const settled = total - left.length;
  const inside = left.reduce((sum, id) => sum + partOf(state, id), 0);
  const etaMs = left.every((id) => history.has(id)) ? estimate(definition, state, { left, history, nowMs }) : null;
  return { fraction: total === 0 ? 1 : (settled + inside) / total, settled, total, etaMs };
}

/** What of a loop is done: its weight is shared by its iterations. */
function partOf(state: RunState, id: string): number {
  const loop = state.loops.get(id);
  if (loop === undefined || loop.total === null || loop.total === 0) return 0;
  return (loop.completed + loop.failed) / loop.total;
}

/** The longest chain of what is left, a running step counting with what it has left of its usual time. */
function estimate(
  definition: Definition,
  state: RunState,
  { left, history, nowMs }: { left: readonly string[]; history: History; nowMs: number },
): number {
  const ends = new Map<string, number>();
  for (const id of left) {
    const begin = Math.max(0, ...stepOf(definition, id).waits.map((before) => ends.get(before) ?? 0));
    ends.set(id, begin + remaining(state, id, { usualMs: history.get(id) ?? 0, nowMs }));
  }
  return Math.round(Math.max(0, ...ends.values()));
}

function remaining(state: RunState, id: string, { usualMs, nowMs }: { usualMs: number; nowMs: number }): number {
  const attempt = state.steps.get(id)?.attempts.at(-1);
  if (attempt?.status !== 'started') return usualMs;
  return Math.max(0, usualMs - (nowMs - Date.parse(attempt.startedAt)));
}

function isDone(state: RunState, id: string): boolean {
  const status = state.steps.get(id)?.status;
  return status !== undefined && isSettled(status);
}
