import type { Effects, Step } from '../../shared/pipeline.ts';

const RANK: Readonly<Record<Effects, number>> = { none: 0, local: 1, external: 2 };

/** The tools that a pipeline uses, those with the widest reach first. */
export function toolsOf(
  steps: readonly Step[],
): readonly { readonly name: string; readonly count: number; readonly effects: Effects }[] {
  const found = new Map<string, { name: string; count: number; effects: Effects }>();
  for (const { tool, effects } of steps) {
    const known = found.get(tool) ?? { name: tool, count: 0, effects: 'none' };
    found.set(tool, {
      name: tool,
      count: known.count + 1,
      effects: RANK[effects] > RANK[known.effects] ? effects : known.effects,
    });
  }
  return [...found.values()].sort((a, b) => RANK[b.effects] - RANK[a.effects] || b.count - a.count);
}
