import type { Effects, Pipeline } from '../../shared/pipeline.ts';
import { toolUses } from '../../shared/tool-uses.ts';

const RANK: Readonly<Record<Effects, number>> = { none: 0, local: 1, external: 2 };

/** The tools that a run of a pipeline can use, also inside of loops and included files; those with the widest reach first. */
export function toolsOf(
  pipeline: Pipeline | null,
): readonly { readonly name: string; readonly count: number; readonly effects: Effects }[] {
  const found = new Map<string, { name: string; count: number; effects: Effects }>();
  for (const { tool, effects } of pipeline === null ? [] : toolUses(pipeline)) {
    const known = found.get(tool) ?? { name: tool, count: 0, effects: 'none' };
    found.set(tool, {
      name: tool,
      count: known.count + 1,
      effects: RANK[effects] > RANK[known.effects] ? effects : known.effects,
    });
  }
  return [...found.values()].sort((a, b) => RANK[b.effects] - RANK[a.effects] || b.count - a.count);
}
