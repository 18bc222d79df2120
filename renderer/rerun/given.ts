import type { Json, JsonObject } from '../../shared/json.ts';
import type { Plan, PlannedStep } from '../../shared/plan.ts';
import type { RunState } from '../../shared/state/run-state.ts';
import type { Draft } from '../run-inputs/draft.ts';
import { entryAt } from '../state/place.ts';

/** A result that a step gets when it runs alone. */
export interface GivenField {
  readonly step: string;
  /** Where it comes from unless another is given; null: from nowhere yet. */
  readonly origin: string | null;
  /** Its value, as far as it is at hand. */
  readonly value: Json | undefined;
}

/** What the step reads, with what the plan says of it. `state`: of the run that recorded results come from, if it is open. */
export function givenFields(
  reads: readonly string[],
  { plan, state, isSource }: { plan: Plan | null; state: RunState; isSource: boolean },
): readonly GivenField[] {
  return reads.map((step) => {
    const planned = plan?.kind === 'step' ? plan.steps.find((each) => each.step === step) : undefined;
    const result = isSource ? entryAt(state, step)?.result : undefined;
    const isRecorded = planned === undefined || planned.reason === 'recorded' || planned.reason === 'given';
    return {
      step,
      origin: planned === undefined ? null : originOf(planned),
      value: isRecorded && result !== undefined && 'inline' in result ? result.inline : undefined,
    };
  });
}

function originOf({ reason, from, decision }: PlannedStep): string {
  if (reason === 'given') return 'given here';
  if (decision === 'skip') return 'skipped in that run';
  if (from === undefined || 'given' in from) return 'given by hand in that run';
  const run = `run ${from.run.slice(0, 10)}`;
  if (from.pin === undefined) return `recorded by ${run}`;
  return `pinned, from ${run}${from.pin === 'stale' ? ' △ the step has changed since' : ''}`;
}

/** The results that were given in the fields, as JSON. An empty field gives none. */
export function readGiven(
  fields: readonly GivenField[],
  draft: Draft,
): { readonly values: JsonObject; readonly problems: { readonly [step: string]: string } } {
  const values: { [step: string]: Json } = {};
  const problems: { [step: string]: string } = {};
  for (const { step } of fields) {
    const text = draft[step]?.trim() ?? '';
    if (text === '') continue;
    try {
      values[step] = JSON.parse(text) as Json;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      problems[step] = 'this is no JSON value; a text stands in "quotation marks"';
    }
  }
  return { values, problems };
}
