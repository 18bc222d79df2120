import type { Gap } from './idle.ts';

/** Where a moment of the run stands on the axis, with folded gaps drawn as notches of one width. */
export interface Scale {
  readonly totalMs: number;
  /** 0 is the left end of the axis, 1 the right one. */
  at(ms: number): number;
  readonly notches: readonly Notch[];
  /** Round times to write at the axis, about `wanted` of them, none inside of a notch. */
  marks(wanted: number): readonly number[];
}

export interface Notch {
  readonly gap: Gap;
  /** Parts of the axis. */
  readonly from: number;
  readonly width: number;
}

/** Wide enough for its length in words where few are folded. */
const NOTCH = 0.06;
const MOST_NOTCHES = 0.4;

export function scaleOf(totalMs: number, gaps: readonly Gap[]): Scale {
  const shownMs = totalMs - gaps.reduce((sum, { from, to }) => sum + to - from, 0);
  const width = Math.min(NOTCH, MOST_NOTCHES / Math.max(1, gaps.length));
  const perMs = (1 - gaps.length * width) / Math.max(1, shownMs);
  const at = (ms: number) => {
    let place = 0;
    let from = 0;
    for (const gap of gaps) {
      if (ms <= gap.from) break;
      place += (gap.from - from) * perMs + width * Math.min(1, (ms - gap.from) / (gap.to - gap.from));
      from = Math.min(ms, gap.to);
    }
    return place + Math.max(0, ms - from) * perMs;
  };
  return {
    totalMs,
    at,
    notches: gaps.map((gap) => ({ gap, from: at(gap.from), width })),
    marks(wanted) {
      const step = roundStep(shownMs / Math.max(1, wanted));
      const apart = 0.6 / Math.max(1, wanted);
      const kept: number[] = [];
      for (const mark of shownSpans(totalMs, gaps).flatMap((span) => multiplesIn(span, step))) {
        const last = kept.at(-1);
        if (last === undefined || at(mark) - at(last) >= apart) kept.push(mark);
      }
      return kept;
    },
  };
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const LONG_STEPS = [
  ...[10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12, 24].map((count) => count * HOUR),
];

/** The next round length of time. */
function roundStep(atLeastMs: number): number {
  if (atLeastMs > 5 * SECOND)
    return LONG_STEPS.find((step) => step >= atLeastMs) ?? Math.ceil(atLeastMs / (24 * HOUR)) * 24 * HOUR;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, atLeastMs)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= atLeastMs) ?? power * 10;
}

type Span = readonly [from: number, to: number];

function shownSpans(totalMs: number, gaps: readonly Gap[]): readonly Span[] {
  const starts = [0, ...gaps.map(({ to }) => to)];
  const ends = [...gaps.map(({ from }) => from), totalMs];
  return starts.map((from, index): Span => [from, ends[index] ?? totalMs]);
}

function multiplesIn([from, to]: Span, step: number): readonly number[] {
  const first = Math.ceil(from / step);
  const count = Math.floor(to / step) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => (first + i) * step);
}
