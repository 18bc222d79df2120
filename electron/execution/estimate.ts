import type { LoopState } from '../../shared/state/run-scopes.ts';
import type { RunState } from '../../shared/state/run-state.ts';
import { type Definition, stepOf } from './run/definition.ts';

/** How long a step took in earlier runs. */
export interface UsualTime {
  /** On average, in ms. */
  readonly ms: number;
  /** Of a loop, on average. */
  readonly iterations?: number;
}

/** By step; steps that are not in it are unknown. */
export type History = ReadonlyMap<string, UsualTime>;

export interface EstimateQuestion {
  /** Steps that are not settled, in topological order. */
  readonly left: readonly string[];
  readonly history: History;
  /** Steps that take no slot: loops, included pipelines, groups. */
  readonly containers: ReadonlySet<string>;
  readonly nowMs: number;
}

/** A step that takes longer than usual by more than this, and by more than half, is a surprise: nobody knows how it goes on. */
const TOLERANCE_MS = 2000;

/**
 * How long the run will go on, in ms: the longest chain of what is left, or the work that is left through the slots that there
 * are, whichever is more. A running step counts with what it has left of its usual time, a loop with the pace of this run.
 * Null rather than a guess (E20): while a step that is left is unknown, waits for a person, or has gone beyond its usual time.
 */
export function estimate(definition: Definition, state: RunState, question: EstimateQuestion): number | null {
  const { left, containers } = question;
  if (state.waiting.size > 0) return null;
  const ends = new Map<string, number>();
  let work = 0;
  for (const id of left) {
    const ms = remaining(state, id, question);
    if (ms === null) return null;
    const begin = Math.max(0, ...stepOf(definition, id).waits.map((before) => ends.get(before) ?? 0));
    ends.set(id, begin + ms);
    if (!containers.has(id)) work += ms;
  }
  return Math.round(Math.max(0, work / Math.max(1, state.maxParallel), ...ends.values()));
}

function remaining(state: RunState, id: string, { history, nowMs }: EstimateQuestion): number | null {
  const usual = history.get(id);
  const attempt = state.steps.get(id)?.attempts.at(-1);
  if (attempt?.status !== 'started') return usual?.ms ?? null;
  const elapsed = nowMs - Date.parse(attempt.startedAt);
  const loop = state.loops.get(id);
  const byPace = loop === undefined ? null : pace(loop, attempt.startedAt, elapsed);
  if (byPace !== null) return byPace;
  if (usual === undefined) return null;
  const expected = usual.ms * sizeOf(loop, usual);
  return elapsed > expected + Math.max(TOLERANCE_MS, expected / 2) ? null : Math.max(0, expected - elapsed);
}

/** What is left of a loop at the pace of this attempt; null where that is not known yet. */
function pace({ total, completed, failed, iterations }: LoopState, startedAt: string, elapsed: number): number | null {
  if (total === null) return null;
  let done = 0;
  // ISO times compare as texts; those of before a resume tell nothing of the time since
  for (const { endedAt } of iterations.values()) if (endedAt !== undefined && endedAt >= startedAt) done += 1;
  return done === 0 ? null : (elapsed / done) * Math.max(0, total - completed - failed);
}

/** How much longer than usual a loop is. */
function sizeOf(loop: LoopState | undefined, { iterations }: UsualTime): number {
  if (loop?.total === undefined || loop.total === null || iterations === undefined || iterations === 0) return 1;
  return loop.total / iterations;
}
