import type { Fact } from '../../shared/facts.ts';

export type TickKind = 'failure' | 'checkpoint' | 'start';

export interface Tick {
  /** Place on the track, 0 to 1. */
  readonly at: number;
  readonly kind: TickKind;
}

const RANK: Readonly<Record<TickKind, number>> = { start: 0, checkpoint: 1, failure: 2 };
/** More marks than this stand closer than an eye can tell apart. */
const BINS = 240;

/** Marks on the scrubber's track; where several fall together the one that matters most stays. */
export function ticksOf(facts: readonly Fact[]): readonly Tick[] {
  const bins = new Map<number, Tick>();
  for (const fact of facts) {
    const kind = kindOf(fact);
    if (kind === null) continue;
    const at = placeOf(fact.n, facts.length);
    const bin = Math.round(at * BINS);
    const held = bins.get(bin);
    if (held === undefined || RANK[kind] > RANK[held.kind]) bins.set(bin, { at, kind });
  }
  return [...bins.values()];
}

/** Where fact `n` stands on a track of `count` facts, 0 to 1. */
export function placeOf(n: number, count: number): number {
  return count <= 1 ? 1 : (n - 1) / (count - 1);
}

function kindOf(fact: Fact): TickKind | null {
  if (fact.type === 'step.failed' || fact.type === 'step.attempt_failed' || fact.type === 'run.failed')
    return 'failure';
  if (fact.type === 'checkpoint.created') return 'checkpoint';
  return fact.type === 'step.started' ? 'start' : null;
}

/** The number of the first fact that is a failure; null if there is none. */
export function firstFailure(facts: readonly Fact[]): number | null {
  return (
    facts.find((fact) => fact.type === 'step.failed')?.n ?? facts.find((fact) => fact.type === 'run.failed')?.n ?? null
  );
}

/** One line about a fact, for the playhead. */
export function describeFact(fact: Fact): string {
  if (fact.type === 'edited') return `${fact.edit.kind} ${fact.edit.name} edited by hand`;
  if (fact.type === 'breakpoint.hit')
    return `stopped at the breakpoint ${fact.when === 'error' ? 'at an error of' : fact.when} ${fact.step}`;
  const [area = '', verb = ''] = fact.type.split('.');
  const words = verb.replaceAll('_', ' ');
  if ('step' in fact && fact.step !== undefined)
    return area === 'run'
      ? `${area} ${words} at ${fact.step}`
      : `${fact.step} ${area === 'step' ? '' : `${area} `}${words}`.trimEnd();
  return `${area} ${words}`;
}
