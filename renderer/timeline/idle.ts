import { everyStep } from '../../shared/run-scopes.ts';
import type { RunState, StepState } from '../../shared/run-state.ts';
import { beginOf } from './bars.ts';

/** A stretch in which nothing ran, in milliseconds since the run began. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  /** What the run did instead. */
  readonly why: 'person' | 'retry' | 'nothing';
}

type Interval = readonly [from: number, to: number];

/** Shorter ones are no bother, whatever their share. */
const LEAST_MS = 250;
const LEAST_SHARE = 0.06;

/** The stretches worth folding away. While only people are waited for, or the time to try again, nothing runs. */
export function idleGaps(state: RunState, { totalMs, now }: { totalMs: number; now: number }): readonly Gap[] {
  const begun = beginOf(state);
  if (begun === null) return [];
  const steps = [...everyStep(state)].filter(([path]) => !isContainer(state, path)).map(([, step]) => step);
  const at = (time: string | undefined) => (time === undefined ? now : Date.parse(time)) - begun;
  const persons = steps.flatMap(({ waits = [] }) => waits.map(({ from, to }): Interval => [at(from), at(to)]));
  const retries = steps.flatMap((step) => retriesOf(step, at));
  const busy = steps.flatMap((step) => busyOf(step, at));
  const why = (gap: Interval) =>
    persons.some((wait) => overlaps(wait, gap))
      ? 'person'
      : retries.some((wait) => overlaps(wait, gap))
        ? 'retry'
        : 'nothing';
  const least = Math.max(LEAST_MS, totalMs * LEAST_SHARE);
  return holesIn(busy, totalMs)
    .filter(([from, to]) => to - from >= least)
    .map((gap) => ({ from: gap[0], to: gap[1], why: why(gap) }));
}

/** A container runs only in what is inside of it. */
function isContainer(state: RunState, path: string): boolean {
  return state.loops.has(path) || state.scopes.has(path);
}

/** The attempts without the waits for people in them. */
function busyOf({ attempts, waits = [] }: StepState, at: (time: string | undefined) => number): readonly Interval[] {
  const gone = waits.map(({ from, to }): Interval => [at(from), at(to)]);
  return attempts.flatMap(({ startedAt, endedAt }) =>
    gone.reduce<readonly Interval[]>(
      (left, wait) => left.flatMap((each) => without(each, wait)),
      [[at(startedAt), at(endedAt)]],
    ),
  );
}

function retriesOf({ attempts, status }: StepState, at: (time: string | undefined) => number): readonly Interval[] {
  return attempts.flatMap((attempt, index): Interval[] => {
    const next = attempts[index + 1];
    if (attempt.retryAt === undefined || attempt.endedAt === undefined) return [];
    if (next === undefined && status !== 'retrying') return [];
    return [[at(attempt.endedAt), at(next?.startedAt)]];
  });
}

function without([from, to]: Interval, [start, end]: Interval): readonly Interval[] {
  if (end <= from || start >= to) return [[from, to]];
  return [[from, start] as const, [end, to] as const].filter(([a, b]) => b > a);
}

function overlaps([from, to]: Interval, [start, end]: Interval): boolean {
  return from < end && start < to;
}

/** What no interval covers. */
function holesIn(busy: readonly Interval[], totalMs: number): readonly Interval[] {
  const holes: Interval[] = [];
  let covered = 0;
  for (const [from, to] of busy.toSorted((a, b) => a[0] - b[0])) {
    if (from > covered) holes.push([covered, from]);
    covered = Math.max(covered, to);
  }
  if (covered < totalMs) holes.push([covered, totalMs]);
  return holes;
}
