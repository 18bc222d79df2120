import type { ValueSpec } from '../../../shared/value-spec.ts';
import type { Includes } from '../include/read-includes.ts';
import { entriesAt } from '../keys/fields.ts';
import type { Resolutions } from '../steps/resolve-steps.ts';
import { calledBy } from '../steps/resolve-steps.ts';
import { isSingle } from '../steps/step-kind.ts';
import type { StepEntry, StepTree } from '../steps/step-tree.ts';
import { loopsAround } from '../steps/step-tree.ts';
import type { FileNames } from './scope.ts';

interface Known {
  readonly resolutions: Resolutions;
  readonly includes: Includes;
}

type Results = ReadonlyMap<StepEntry, ValueSpec>;

/** What each step gives: what its action declares, or what its container makes of what runs in it (language.md L22-L26). */
export function resultsOf(tree: StepTree, known: Known): Pick<FileNames, 'results' | 'iterationResults'> {
  const [results, iterationResults] = [new Map<StepEntry, ValueSpec>(), new Map<StepEntry, ValueSpec>()];
  for (const step of innermostFirst(tree)) {
    const called = ownResult(step, known);
    if (isSingle(step) && called !== undefined) iterationResults.set(step, called);
    const result = containerResult(step, { results, iterationResults }) ?? called;
    if (result !== undefined) results.set(step, result);
  }
  return { results, iterationResults };
}

/** Members of a group stand before it already. */
function innermostFirst(tree: StepTree): readonly StepEntry[] {
  if (tree.all.length === tree.top.length) return tree.all;
  const depths = new Map(tree.all.map((step) => [step, loopsAround(step).length]));
  return [...tree.all].sort((a, b) => (depths.get(b) ?? 0) - (depths.get(a) ?? 0));
}

function ownResult(step: StepEntry, { resolutions, includes }: Known): ValueSpec | undefined {
  const included = includes.get(step);
  if (included === undefined) return calledBy(step, resolutions)?.found.action.result;
  const outputs = included.pipeline.outputs.map(({ name, type = 'any' }): [string, ValueSpec] => [name, { type }]);
  return object({ outputs: object(Object.fromEntries(outputs)) });
}

function containerResult(
  step: StepEntry,
  { results, iterationResults }: { results: Results; iterationResults: Results },
): ValueSpec | undefined {
  if (step.kind === 'group') return resultsById(step.members, results);
  if (step.kind !== 'for_each' && step.kind !== 'loop') return undefined;
  const iteration = isSingle(step) ? (iterationResults.get(step) ?? ANY) : resultsById(step.body, results);
  const counts = { iterations: COUNT, completed: COUNT, failed: COUNT };
  const each = { results: { type: 'array', items: iteration } as const, ...counts };
  return object(step.kind === 'for_each' ? each : { ...each, terminated_by: TEXT, state: stateOf(step) });
}

const ANY: ValueSpec = { type: 'any' };
const COUNT: ValueSpec = { type: 'integer' };
const TEXT: ValueSpec = { type: 'string' };

function resultsById(steps: readonly StepEntry[], results: Results): ValueSpec {
  return object(Object.fromEntries(steps.map((step) => [step.id, results.get(step) ?? ANY])));
}

function stateOf(step: StepEntry): ValueSpec {
  return object(Object.fromEntries(entriesAt(step.fields, 'set_state').map(({ key }) => [key, ANY])));
}

function object(properties: { readonly [name: string]: ValueSpec }): ValueSpec {
  return { type: 'object', properties, additionalProperties: false };
}
