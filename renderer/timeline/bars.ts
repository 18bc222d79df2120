import type { Graph } from '../../shared/graph/graph.ts';
import type { RunState, StepState } from '../../shared/state/run-state.ts';
import { ownerOf } from '../../shared/step-path.ts';
import { entryAt } from '../state/place.ts';
import { criticalPath } from './critical-path.ts';

/** A stretch of time in one row, in milliseconds since the run began. */
export interface Bar {
  /** `waiting`: for a person, inside of an attempt or after it. */
  readonly kind:
    | 'queued'
    | 'completed'
    | 'failed'
    | 'running'
    | 'cancelled'
    | 'interrupted'
    | 'waiting-retry'
    | 'waiting';
  readonly from: number;
  readonly to: number;
  /** 0 for what is no attempt. */
  readonly attempt: number;
  /** As it was measured beside the work, in ms: between two facts there is some more. Not there: what is seen. */
  readonly tookMs?: number;
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

/** When the run began; null: it has not. In ms since 1970. */
export function beginOf(state: RunState): number | null {
  const begun = Date.parse(state.startedAt ?? state.createdAt ?? '');
  return Number.isNaN(begun) ? null : begun;
}

/** Bars for every step that has begun, in the order they began. `now` ends what is still under way. */
export function timelineOf(graph: Graph, state: RunState, now: number): TimelineView {
  const begun = beginOf(state);
  if (begun === null) return { rows: [], totalMs: 0, criticalMs: 0 };
  const critical = criticalPath(graph, state);
  const opened = Math.max(begun, levelBegan(state, graph.scope));
  const rows = graph.nodes.flatMap((node): TimelineRow[] => {
    const step = entryAt(state, node.id);
    const first = step?.attempts[0];
    if (step === undefined || first === undefined) return [];
    const before = node.dependencies.map((id) => Date.parse(entryAt(state, id)?.endedAt ?? ''));
    const ready = Math.max(opened, ...before.filter((at) => !Number.isNaN(at)));
    const queued = Date.parse(first.startedAt) - ready;
    const bars = [
      ...(queued > 1 ? [{ kind: 'queued' as const, from: ready - begun, to: ready - begun + queued, attempt: 0 }] : []),
      ...attemptBars(step, { begun, now }),
      ...waitBars(step, { begun, now }),
    ];
    return [{ step: node.id, bars, critical: critical.has(node.id) }];
  });
  rows.sort((a, b) => (a.bars[0]?.from ?? 0) - (b.bars[0]?.from ?? 0));
  const end = state.endedAt === null ? now : Date.parse(state.endedAt);
  const totalMs = Math.max(1, end - begun, ...rows.flatMap(({ bars }) => bars.map(({ to }) => to)));
  const criticalMs = [...critical].reduce((sum, id) => sum + spanOf(entryAt(state, id), now), 0);
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

interface Span {
  readonly begun: number;
  readonly now: number;
}

/** Between an attempt that failed and the next one the step waits to try again. */
function attemptBars({ attempts, status }: StepState, { begun, now }: Span): Bar[] {
  return attempts.flatMap((attempt, index): Bar[] => {
    const from = Date.parse(attempt.startedAt) - begun;
    const to = (attempt.endedAt === undefined ? now : Date.parse(attempt.endedAt)) - begun;
    const kind = attempt.status === 'started' ? 'running' : attempt.status;
    const next = attempts[index + 1];
    const measured = attempt.durationMs === undefined ? {} : { tookMs: attempt.durationMs };
    const bar: Bar = { kind, from, to: Math.max(from, to), attempt: attempt.attempt, ...measured };
    const again =
      next === undefined ? (status === 'retrying' ? now - begun : null) : Date.parse(next.startedAt) - begun;
    return attempt.retryAt === undefined || again === null || again <= bar.to
      ? [bar]
      : [bar, { kind: 'waiting-retry', from: bar.to, to: again, attempt: 0 }];
  });
}

function waitBars({ waits = [] }: StepState, { begun, now }: Span): Bar[] {
  return waits.map(({ from, to }) => ({
    kind: 'waiting',
    from: Date.parse(from) - begun,
    to: Math.max(Date.parse(from), to === undefined ? now : Date.parse(to)) - begun,
    attempt: 0,
  }));
}

function spanOf(step: StepState | undefined, now: number): number {
  if (step?.startedAt === undefined) return 0;
  return Math.max(0, (step.endedAt === undefined ? now : Date.parse(step.endedAt)) - Date.parse(step.startedAt));
}
