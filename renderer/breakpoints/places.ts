import type { Breakpoint, KeptBreakpoint } from '../../shared/breakpoint.ts';
import { isAtStep } from '../../shared/breakpoint.ts';
import { ownerOf, splitPath, withoutIterations } from '../../shared/step-path.ts';

/** What stands on a step: `on` stops a run, `off` is kept only. */
export type BreakMark = 'on' | 'off' | null;

/** The mark of the step at a path. One for any step marks none. */
export function markAt(kept: readonly KeptBreakpoint[], path: string): BreakMark {
  let mark: BreakMark = null;
  for (const each of kept) {
    if (each.step === '*' || !isAtStep(each, path)) continue;
    if (each.enabled) return 'on';
    mark = 'off';
  }
  return mark;
}

/** Those that stand on the step at a path, one for any step left out. */
export function breakpointsAt(kept: readonly KeptBreakpoint[], path: string): readonly KeptBreakpoint[] {
  return kept.filter((each) => each.step !== '*' && isAtStep(each, path));
}

/** A loop around a step, and which of its iterations is meant; empty: each. */
export interface LoopChoice {
  /** Its path, without numbers of iterations. */
  readonly loop: string;
  readonly iteration: string;
}

/** The loops around a step as a breakpoint names them, the outermost first; without numbers those of each iteration. */
export function loopsOf(step: string, isLoop: (path: string) => boolean): readonly LoopChoice[] {
  const { scope } = splitPath(step);
  const owner = ownerOf(scope);
  if (owner === null) return [];
  const loop = withoutIterations(owner.container);
  const outer = loopsOf(owner.container, isLoop);
  return isLoop(loop)
    ? [...outer, { loop, iteration: owner.iteration === null ? '' : String(owner.iteration) }]
    : outer;
}

/** The step with the iterations that were chosen: `outer.inner[2].save`. */
export function withLoops(step: string, choices: readonly LoopChoice[]): string {
  const chosen = new Map(choices.map(({ loop, iteration }) => [loop, iteration.trim()]));
  const parts = withoutIterations(step).split('.');
  return parts
    .map((part, at) => {
      const iteration = chosen.get(parts.slice(0, at + 1).join('.')) ?? '';
      return iteration === '' ? part : `${part}[${iteration}]`;
    })
    .join('.');
}

/** A breakpoint and a run's stop are of the same kind: before, after, or at an error of a step. */
export function stopWords(when: Breakpoint['when']): string {
  return when === 'error' ? 'at an error of' : when;
}
