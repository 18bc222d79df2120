import type { StoredValue } from '../../shared/facts.ts';
import { isEqualJson } from '../../shared/json.ts';
import type { Look } from '../../shared/look.ts';
import { lookOfStep } from '../../shared/look.ts';
import type { RunState, StepState } from '../../shared/run-state.ts';

export interface ComparedStep {
  readonly step: string;
  /** Null: the run does not have the step. */
  readonly mine: Look | null;
  readonly theirs: Look | null;
  readonly mineMs: number | null;
  readonly theirsMs: number | null;
  readonly difference: 'status' | 'result' | 'only-here' | 'only-there' | null;
}

/** The steps of both runs, in the order of the first; steps that only the other has come last. */
export function compareRuns(mine: RunState, theirs: RunState): readonly ComparedStep[] {
  const ids = [...mine.steps.keys(), ...[...theirs.steps.keys()].filter((id) => !mine.steps.has(id))];
  return ids.map((step) => {
    const [a, b] = [mine.steps.get(step), theirs.steps.get(step)];
    return {
      step,
      mine: a === undefined ? null : lookOfStep(a),
      theirs: b === undefined ? null : lookOfStep(b),
      mineMs: a?.durationMs ?? null,
      theirsMs: b?.durationMs ?? null,
      difference: differenceOf(a, b),
    };
  });
}

function differenceOf(a: StepState | undefined, b: StepState | undefined): ComparedStep['difference'] {
  if (a === undefined) return 'only-there';
  if (b === undefined) return 'only-here';
  if (a.status !== b.status) return 'status';
  if (a.result === undefined || b.result === undefined) return a.result === b.result ? null : 'result';
  return sameValue(a.result, b.result) ? null : 'result';
}

/** Blobs are named by their content, so equal names are equal values. */
export function sameValue(a: StoredValue, b: StoredValue): boolean {
  if ('inline' in a && 'inline' in b) return isEqualJson(a.inline, b.inline);
  return 'blob' in a && 'blob' in b && a.blob === b.blob;
}
