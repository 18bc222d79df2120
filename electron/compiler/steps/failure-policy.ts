import type { FailurePolicy } from '../../../shared/pipeline.ts';
import type { Fields } from '../keys/fields.ts';
import { numberAt, textAt } from '../keys/fields.ts';
import { ROUTE_WORDS } from './route-words.ts';
import type { StepEntry } from './step-tree.ts';
import { groupsAround } from './step-tree.ts';

/** Whose `on_failure` holds for a step: its own, or that of the nearest group around it which has one. */
export function failureFields(step: StepEntry): Fields {
  if (step.group === null) return step.fields;
  return [step, ...groupsAround(step)].find(({ fields }) => fields.has('on_failure'))?.fields ?? step.fields;
}

/** What the failure of a step does. `retry` tries again (which is the retry policy's part) and then fails. */
export function failurePolicy(fields: Fields, fallback: 'fail' | 'continue' | 'skip'): FailurePolicy {
  const text = textAt(fields, 'on_failure');
  const to = textAt(fields, 'rollback_to');
  if (text === undefined) return { kind: fallback };
  if (text === 'continue' || text === 'skip' || text === 'fail' || text === 'ask') return { kind: text };
  if (text === 'rollback' && to !== undefined)
    return { kind: 'rollback', to, maxRollbacks: numberAt(fields, 'max_rollbacks') ?? 1 };
  return ROUTE_WORDS.has(text) ? { kind: 'fail' } : { kind: 'jump', to: text };
}
