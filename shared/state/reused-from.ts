import type { ReusedFrom } from '../facts.ts';

/** The origin of a result for people, as it goes on after "result": `from run 01j…`, `given by hand`. */
export function describeOrigin(from: ReusedFrom): string {
  if ('given' in from) return 'given by hand';
  if (from.pin === undefined) return `from run ${from.run}`;
  return `pinned, from run ${from.run}${from.pin === 'stale' ? ' (△ the step has changed since)' : ''}`;
}

/** How a result was pinned; null: it was not. */
export function pinOf(from: ReusedFrom | undefined): 'current' | 'stale' | null {
  return from === undefined || 'given' in from ? null : (from.pin ?? null);
}
