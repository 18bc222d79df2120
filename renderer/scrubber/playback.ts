import type { Fact } from '../../shared/facts.ts';

/** Waiting for a person or a night's pause is not played in full. */
const LONGEST_GAP_MS = 2000;

/** How long to stay at fact `n` before the next one, at a speed; null at the last. */
export function delayAfter(facts: readonly Fact[], n: number, speed: number): number | null {
  const here = facts[n - 1];
  const next = facts[n];
  if (here === undefined || next === undefined) return null;
  const gap = Date.parse(next.at) - Date.parse(here.at);
  return Math.min(LONGEST_GAP_MS, Math.max(0, gap)) / speed;
}

/** The fact to show after `elapsedMs` more, several at once where they lie closer than a frame; `rest` is not used up. */
export function advance(
  facts: readonly Fact[],
  from: { readonly n: number; readonly elapsedMs: number; readonly speed: number },
): { readonly n: number; readonly rest: number } {
  let { n } = from;
  let rest = from.elapsedMs;
  for (;;) {
    const wait = delayAfter(facts, n, from.speed);
    if (wait === null || wait > rest) return { n, rest };
    rest -= wait;
    n += 1;
  }
}
