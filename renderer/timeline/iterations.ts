import type { IterationState, LoopState } from '../../shared/state/run-scopes.ts';

/** Iterations of a loop that stand in one row: one of them, or a round number of neighbours. */
export interface Group {
  readonly first: number;
  readonly last: number;
  /** Of those that have begun; in milliseconds since the run began. */
  readonly from: number;
  readonly to: number;
  readonly begun: number;
  readonly failed: number;
  readonly running: number;
  /** How many ran at once along the bar, from 0 to 1 (the most of this bar). One number for one iteration. */
  readonly load: readonly { readonly share: number; readonly failed: boolean }[];
}

const MOST_ROWS = 30;
const PARTS = 60;

/** How many iterations stand in one row, so that `count` of them make a list that can be read: 1, 10, 100 … */
export function groupSize(count: number): number {
  let size = 1;
  while (count / size > MOST_ROWS) size *= 10;
  return size;
}

/** The iterations from `first` to `last` in rows; those that have none begun are left out. */
export function groupsOf(
  loop: LoopState,
  { first, last }: { readonly first: number; readonly last: number },
  { begun, now }: { readonly begun: number; readonly now: number },
): readonly Group[] {
  const size = groupSize(last - first + 1);
  const groups: Group[] = [];
  for (let from = first; from <= last; from += size) {
    const group = groupOf(loop, { first: from, last: Math.min(last, from + size - 1) }, { begun, now });
    if (group !== null) groups.push(group);
  }
  return groups;
}

/** Null: none has begun. */
export function groupOf(
  { iterations }: LoopState,
  { first, last }: { readonly first: number; readonly last: number },
  { begun, now }: { readonly begun: number; readonly now: number },
): Group | null {
  const spans: Span[] = [];
  for (let each = first; each <= last; each += 1) {
    const iteration = iterations.get(each);
    if (iteration === undefined) continue;
    const { startedMs, endedMs } = timesOf(iteration);
    const from = startedMs - begun;
    spans.push({ from, to: Math.max(from, (endedMs ?? now) - begun), status: iteration.status });
  }
  if (spans.length === 0) return null;
  const from = spans.reduce((least, span) => Math.min(least, span.from), Number.POSITIVE_INFINITY);
  const to = spans.reduce((most, span) => Math.max(most, span.to), 0);
  const count = (status: Span['status']) => spans.filter((span) => span.status === status).length;
  return {
    first,
    last,
    from,
    to,
    begun: spans.length,
    failed: count('failed'),
    running: count('started'),
    load: loadOf(spans, { from, to }),
  };
}

interface Times {
  readonly startedMs: number;
  readonly endedMs: number | null;
}

/** Read once: an iteration that changes is another object. */
const times = new WeakMap<IterationState, Times>();

function timesOf(iteration: IterationState): Times {
  const before = times.get(iteration);
  if (before !== undefined) return before;
  const { startedAt, endedAt } = iteration;
  const read = { startedMs: Date.parse(startedAt), endedMs: endedAt === undefined ? null : Date.parse(endedAt) };
  times.set(iteration, read);
  return read;
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly status: 'started' | 'completed' | 'failed';
}

/** The bar in parts of one length; a failed iteration marks the part it ended in, so that it is not lost among the others. */
function loadOf(spans: readonly Span[], { from, to }: { from: number; to: number }): Group['load'] {
  const parts = spans.length === 1 || to <= from ? 1 : PARTS;
  const length = Math.max(1, to - from) / parts;
  const sums = Array.from({ length: parts }, () => 0);
  const failed = new Set<number>();
  const partAt = (ms: number) => Math.min(parts - 1, Math.max(0, Math.floor((ms - from) / length)));
  for (const span of spans) {
    const end = partAt(span.to);
    for (let part = partAt(span.from); part <= end; part += 1) {
      const start = from + part * length;
      sums[part] =
        (sums[part] ?? 0) + Math.max(0.05, (Math.min(span.to, start + length) - Math.max(span.from, start)) / length);
    }
    if (span.status === 'failed') failed.add(end);
  }
  const most = Math.max(...sums, Number.MIN_VALUE);
  return sums.map((sum, part) => ({ share: sum / most, failed: failed.has(part) }));
}
