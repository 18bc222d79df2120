import type { IterationState, LoopState } from '../../shared/state/run-scopes.ts';
import type { Mark, Tally } from './tally.ts';

export type IterationSort = 'failed-first' | 'number' | 'longest' | 'shortest';

export interface IterationFilter {
  readonly status: 'all' | IterationState['status'];
  /** Part of the iteration's number, or of what `textOf` says about it. */
  readonly text: string;
}

/** The iteration to look at when none was chosen: while the loop runs the newest, afterwards the first that failed. */
export function followedIteration(
  { total, completed, failed, iterations }: Pick<LoopState, 'total' | 'completed' | 'failed' | 'iterations'>,
  newest: number | null,
): { readonly iteration: number | null; readonly why: string } {
  const isOver = completed + failed === (total ?? iterations.size);
  if (!isOver || failed === 0) return { iteration: newest, why: ', the newest' };
  let first = Number.POSITIVE_INFINITY;
  for (const [iteration, { status }] of iterations) if (status === 'failed') first = Math.min(first, iteration);
  return Number.isFinite(first)
    ? { iteration: first, why: failed === 1 ? ', which failed' : ', the first that failed' }
    : { iteration: newest, why: ', the newest' };
}

/** The numbers of the iterations that have begun and match, in order. */
export function listIterations(
  tally: Tally,
  iterations: ReadonlyMap<number, IterationState>,
  view: {
    readonly sort: IterationSort;
    readonly filter: IterationFilter;
    readonly textOf?: (iteration: number) => string;
  },
): readonly number[] {
  const found: number[] = [];
  const matches = matcherOf(view.filter, view.textOf ?? (() => ''));
  for (let i = 0; i < tally.size; i += 1) {
    const mark = tally.markOf(i);
    if (mark !== 'none' && matches(i, mark)) found.push(i);
  }
  return sorted(found, { tally, iterations, sort: view.sort });
}

function matcherOf({ status, text }: IterationFilter, textOf: (iteration: number) => string) {
  const wanted = text.trim().toLowerCase();
  return (iteration: number, mark: Mark): boolean => {
    if (status !== 'all' && mark !== status) return false;
    return wanted === '' || String(iteration).includes(wanted) || textOf(iteration).toLowerCase().includes(wanted);
  };
}

function sorted(
  found: number[],
  { tally, iterations, sort }: { tally: Tally; iterations: ReadonlyMap<number, IterationState>; sort: IterationSort },
): readonly number[] {
  if (sort === 'number') return found;
  if (sort === 'failed-first')
    return (['failed', 'started', 'completed'] as const).flatMap((mark) =>
      found.filter((i) => tally.markOf(i) === mark),
    );
  const sign = sort === 'longest' ? -1 : 1;
  const ms = (iteration: number) => iterations.get(iteration)?.durationMs ?? null;
  // What has not ended has no duration, and comes last whichever way it is sorted.
  const timed = found.filter((i) => ms(i) !== null).sort((a, b) => sign * ((ms(a) ?? 0) - (ms(b) ?? 0)) || a - b);
  return [...timed, ...found.filter((i) => ms(i) === null)];
}
