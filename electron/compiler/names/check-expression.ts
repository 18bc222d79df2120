import type { Pipeline, Step } from '../../../shared/pipeline.ts';
import { withoutIterations } from '../../../shared/step-path.ts';
import { checkTemplate } from '../../templates/check/check.ts';
import { findReferences } from '../../templates/check/references.ts';
import { type CompiledTemplate, compileCondition } from '../../templates/compile.ts';
import { type TemplateProblem, TemplateSyntaxError } from '../../templates/errors.ts';
import { FUNCTION_NAMES } from '../../templates/evaluate/functions.ts';
import { didYouMean } from '../../templates/suggest.ts';
import { ITEM_NAMES, ITERATION_NAMES, NAMESPACES } from './reserved.ts';

/**
 * What is wrong with a condition that stands in no file, as it would be evaluated at the step with this path (`*`: at
 * any step, so that names are not checked). Null: nothing. Offsets are into the text.
 */
export function checkExpressionAt(pipeline: Pipeline, path: string, text: string): TemplateProblem | null {
  let compiled: CompiledTemplate;
  try {
    compiled = compileCondition(text);
  } catch (error) {
    if (error instanceof TemplateSyntaxError) return error;
    throw error;
  }
  const [problem] = checkTemplate(compiled);
  if (problem !== undefined || path === '*') return problem ?? null;
  return unknownName(compiled, namesAt(pipeline, path));
}

function unknownName(compiled: CompiledTemplate, names: ReadonlySet<string>): TemplateProblem | null {
  const unknown = findReferences(compiled).find(
    ({ root, guarded, called }) => !guarded && !names.has(root) && !(called && FUNCTION_NAMES.includes(root)),
  );
  if (unknown === undefined) return null;
  const { root, start, end } = unknown;
  const message = `there is no name \`${root}\` at this step`;
  return { code: 'unknown_name', message, hint: didYouMean(root, names), start, end };
}

/** The bare names that the step at a path sees: those of its level, and of the loops around out to its pipeline. */
function namesAt(pipeline: Pipeline, path: string): ReadonlySet<string> {
  let names = namesOf(pipeline);
  let steps = pipeline.steps;
  for (const id of withoutIterations(path).split('.').slice(0, -1)) {
    const container: Step['container'] = steps.find((each) => each.id === id)?.container;
    if (container === undefined) break;
    if (container.kind === 'pipeline') {
      names = namesOf(container.pipeline);
      steps = container.pipeline.steps;
      continue;
    }
    steps = container.body.steps;
    const own = container.kind === 'for_each' ? [...ITEM_NAMES, container.as] : ITERATION_NAMES;
    for (const name of [...own, ...(container.isNamed ? [container.loopName] : []), ...steps.map((each) => each.id)])
      names.add(name);
  }
  return names;
}

function namesOf({ steps, inputs }: Pipeline): Set<string> {
  return new Set([...steps.map(({ id }) => id), ...inputs.map(({ name }) => name), ...NAMESPACES.keys()]);
}
