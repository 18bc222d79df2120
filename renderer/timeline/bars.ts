import type { Graph } from '../../shared/graph/graph.ts';
import type { AttemptState, RunState } from '../../shared/run-state.ts';
import { ownerOf } from '../../shared/step-path.ts';
import { entryAt } from '../state/place.ts';

/** A stretch of time in one row, in milliseconds since the run began. */
export interface Bar {
  readonly kind: 'queued' | 'completed' | 'failed' | 'running' | 'cancelled' | 'interrupted' | 'waiting-retry';
  readonly from: number;
  readonly to: number;
  /** 0 for what is no attempt. */
  readonly attempt: number;
}

export interface TimelineRow {
  readonly step: string;
  readonly bars: readonly Bar[];
  readonly critical: boolean;
}

export interface TimelineView {
  readonly rows: readonly TimelineRow[];
  readonly totalMs: number;
  /** How long the chain of steps took that decided when the run ended. */
  readonly criticalMs: number;
}

/** Bars for every step that has begun, in the order they began. `now` ends what is still under way. */
export function timelineOf(graph: Graph, state: RunState, now: number): TimelineView {
  const begun = Date.parse(state.startedAt ?? state.createdAt ?? '');
  if (Number.isNaN(begun)) return { rows: [], totalMs: 0, criticalMs: 0 };
  const critical = criticalPath(graph, state);
  const opened = Math.max(begun, levelBegan(state, graph.scope));
  const rows = graph.nodes.flatMap((node): TimelineRow[] => {
    const step = entryAt(state, node.id);
    const first = step?.attempts[0];
    if (step === undefined || first === undefined) return [];
    const ready = Math.max(
      opened,
      ...node.dependencies.map((id) => Date.parse(entryAt(state, id)?.endedAt ?? '')).filter((at) => !Number.isNaN(at)),
    );
    const queued = Date.parse(first.startedAt) - ready;
    const bars = [
      ...(queued > 1 ? [{ kind: 'queued' as const, from: ready - begun, to: ready - begun + queued, attempt: 0 }] : []),
      ...attemptBars(step.attempts, { begun, now, retrying: step.status === 'retrying' }),
    ];
    return [{ step: node.id, bars, critical: critical.has(node.id) }];
  });
  rows.sort((a, b) => (a.bars[0]?.from ?? 0) - (b.bars[0]?.from ?? 0));
  const end = state.endedAt === null ? now : Date.parse(state.endedAt);
  const totalMs = Math.max(1, end - begun, ...rows.map((row) => row.bars.at(-1)?.to ?? 0));
  const criticalMs = [...critical].reduce((sum, id) => sum + spanOf(state, id), 0);
  return { rows, totalMs, criticalMs };
}

/** When the iteration or the included pipeline began: before that nothing inside of it was queued. 0: not known. */
function levelBegan(state: RunState, scope: string): number {
  const owner = ownerOf(scope);
  if (owner === null) return 0;
  const { container, iteration } = owner;
  const at =
    iteration === null
      ? entryAt(state, container)?.startedAt
      : state.loops.get(container)?.iterations.get(iteration)?.startedAt;
  return Date.parse(at ?? '') || 0;
}

function attemptBars(
  attempts: readonly AttemptState[],
  { begun, now, retrying }: { begun: number; now: number; retrying: boolean },
): Bar[] {
  return attempts.flatMap((attempt, index): Bar[] => {
    const from = Date.parse(attempt.startedAt) - begun;
    const to = (attempt.endedAt === undefined ? now : Date.parse(attempt.endedAt)) - begun;
    const kind = attempt.status === 'started' ? 'running' : attempt.status;
    const next = attempts[index + 1];
    const bar: Bar = { kind, from, to: Math.max(from, to), attempt: attempt.attempt };
    const resumes = next === undefined ? (retrying ? now - begun : null) : Date.parse(next.startedAt) - begun;
    return resumes === null || resumes <= bar.to
      ? [bar]
      : [bar, { kind: 'waiting-retry', from: bar.to, to: resumes, attempt: 0 }];
  });
}

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

function spanOf(state: RunState, id: string): number {
  const step = entryAt(state, id);
  return step?.startedAt === undefined || step.endedAt === undefined
    ? 0
    : Date.parse(step.endedAt) - Date.parse(step.startedAt);
}

/** Round marks for an axis of this length, about `wanted` of them. */
export function axisMarks(totalMs: number, wanted: number): readonly number[] {
  const rough = totalMs / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? power * 10;
  return Array.from({ length: Math.floor(totalMs / step) + 1 }, (_, i) => i * step);
}
