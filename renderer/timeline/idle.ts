import { stepsIn } from '../../shared/state/run-scopes.ts';
import { isSettled, type RunState, type StepState } from '../../shared/state/run-state.ts';
import { joinPath, ownerOf } from '../../shared/step-path.ts';
import { entryAt } from '../state/place.ts';
import { beginOf } from './bars.ts';

/** A stretch in which nothing ran, in milliseconds since the run began. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  /** What the run did instead. */
  readonly why: 'person' | 'retry' | 'nothing';
}

/** In ms since 1970. */
type Interval = readonly [from: number, to: number];

/** Shorter ones are no bother, whatever their share. */
const LEAST_MS = 250;
const LEAST_SHARE = 0.06;

/** The stretches worth folding away. While only people are waited for, or the time to try again, nothing runs. */
export function idleGaps(state: RunState, { totalMs, now }: { totalMs: number; now: number }): readonly Gap[] {
  const begun = beginOf(state);
  if (begun === null) return [];
  const levels = [levelWork(state, '', now), ...[...state.scopes.keys()].map((scope) => scopeWork(state, scope, now))];
  const least = Math.max(LEAST_MS, totalMs * LEAST_SHARE);
  return holesIn(
    levels.flatMap(({ busy }) => busy),
    [begun, begun + totalMs],
  )
    .filter(([from, to]) => to - from >= least)
    .map((gap) => ({ from: gap[0] - begun, to: gap[1] - begun, why: whyIdle(levels, gap) }));
}

/** When the steps of one level worked, and when they waited. */
interface Work {
  readonly busy: readonly Interval[];
  readonly persons: readonly Interval[];
  readonly retries: readonly Interval[];
}

/**
 * Of iterations that are over nothing changes: ten thousand of them are not looked through again with every fact. The key
 * is their entry in the loop, which is another one when they are taken back.
 */
const known = new WeakMap<object, Work>();

function scopeWork(state: RunState, scope: string, now: number): Work {
  const entry = settledEntry(state, scope);
  const before = entry === null ? undefined : known.get(entry);
  if (before !== undefined) return before;
  const work = levelWork(state, scope, now);
  if (entry !== null) known.set(entry, work);
  return work;
}

/** What tells that all inside of a scope is over; null: it is not. */
function settledEntry(state: RunState, scope: string): object | null {
  const owner = ownerOf(scope);
  if (owner === null) return null;
  if (owner.iteration === null) {
    const step = entryAt(state, owner.container);
    return step !== undefined && isSettled(step.status) ? step : null;
  }
  const iteration = state.loops.get(owner.container)?.iterations.get(owner.iteration);
  return iteration?.endedAt === undefined ? null : iteration;
}

function levelWork(state: RunState, scope: string, now: number): Work {
  const at = (time: string | undefined) => (time === undefined ? now : Date.parse(time));
  const own = [...stepsIn(state, scope)]
    .filter(([id]) => !isContainer(state, joinPath(scope, id)))
    .map(([, step]) => step);
  return {
    busy: union(own.flatMap((step) => busyOf(step, at))),
    persons: own.flatMap(({ waits = [] }) => waits.map(({ from, to }): Interval => [at(from), at(to)])),
    retries: own.flatMap((step) => retriesOf(step, at)),
  };
}

/** A container runs only in what is inside of it. */
function isContainer(state: RunState, path: string): boolean {
  return state.loops.has(path) || state.scopes.has(path);
}

/** The attempts without the waits for people in them. */
function busyOf({ attempts, waits }: StepState, at: (time: string | undefined) => number): readonly Interval[] {
  const whole = attempts.map(({ startedAt, endedAt }): Interval => [at(startedAt), at(endedAt)]);
  if (waits === undefined) return whole;
  const gone = waits.map(({ from, to }): Interval => [at(from), at(to)]);
  return gone.reduce<readonly Interval[]>((left, wait) => left.flatMap((each) => without(each, wait)), whole);
}

function retriesOf({ attempts, status }: StepState, at: (time: string | undefined) => number): readonly Interval[] {
  return attempts.flatMap((attempt, index): Interval[] => {
    const next = attempts[index + 1];
    if (attempt.retryAt === undefined || attempt.endedAt === undefined) return [];
    if (next === undefined && status !== 'retrying') return [];
    return [[at(attempt.endedAt), at(next?.startedAt)]];
  });
}

function whyIdle(levels: readonly Work[], gap: Interval): Gap['why'] {
  if (levels.some(({ persons }) => persons.some((wait) => overlaps(wait, gap)))) return 'person';
  return levels.some(({ retries }) => retries.some((wait) => overlaps(wait, gap))) ? 'retry' : 'nothing';
}

function without([from, to]: Interval, [start, end]: Interval): readonly Interval[] {
  if (end <= from || start >= to) return [[from, to]];
  return [[from, start] as const, [end, to] as const].filter(([a, b]) => b > a);
}

function overlaps([from, to]: Interval, [start, end]: Interval): boolean {
  return from < end && start < to;
}

function union(intervals: readonly Interval[]): readonly Interval[] {
  if (intervals.length < 2) return intervals;
  const merged: [number, number][] = [];
  for (const [from, to] of intervals.toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last === undefined || from > last[1]) merged.push([from, to]);
    else last[1] = Math.max(last[1], to);
  }
  return merged;
}

/** What no interval covers. */
function holesIn(busy: readonly Interval[], [begin, end]: Interval): readonly Interval[] {
  const holes: Interval[] = [];
  let covered = begin;
  for (const [from, to] of union(busy)) {
    if (from > covered) holes.push([covered, from]);
    covered = Math.max(covered, to);
  }
  if (covered < end) holes.push([covered, end]);
  return holes;
}
