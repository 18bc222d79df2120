import type { PreviewedParameter } from '../../../shared/api/answers.ts';
import type { Json } from '../../../shared/json.ts';
import type { Step } from '../../../shared/pipeline.ts';
import { type RunState } from '../../../shared/state/run-state.ts';
import { withoutIterations } from '../../../shared/step-path.ts';
import { renderNode } from '../../execution/attempt/parameters.ts';
import { StepProblem } from '../../execution/attempt/step-problem.ts';
import type { BlobStore } from '../../storage/blobs.ts';
import type { EvaluationContext } from '../../templates/evaluate/scope.ts';

/** What is longer is not edited in a form. */
const MAX_VALUE_CHARACTERS = 64 * 1024;

/** The parameters that a step would be given if it began now. `context`: null where what is around it has not begun. */
export function previewStep(
  step: Step,
  path: string,
  { context, state, blobs }: { context: EvaluationContext | null; state: RunState; blobs: Pick<BlobStore, 'get'> },
): readonly PreviewedParameter[] {
  return step.parameters.map(([name, node]) => {
    const edited = editOf(state, path, name);
    if (edited !== undefined) return short(name, blobs.get(edited.value));
    if (node.kind === 'literal') return short(name, node.value);
    if (context === null) return { name, value: null, problem: 'it is made of values that are not there yet' };
    try {
      return short(name, renderNode(node, context, name));
    } catch (error) {
      if (!(error instanceof StepProblem)) throw error;
      return { name, value: null, problem: error.error.message };
    }
  });
}

/** The newest value that was given by hand, for the step at this place or for it in every iteration. */
function editOf({ edits }: RunState, path: string, parameter: string) {
  const names = new Set([`${path}.${parameter}`, `${withoutIterations(path)}.${parameter}`]);
  return edits.findLast(({ kind, name }) => kind === 'parameter' && names.has(name));
}

function short(name: string, value: Json): PreviewedParameter {
  if (JSON.stringify(value).length <= MAX_VALUE_CHARACTERS) return { name, value, problem: null };
  return { name, value: null, problem: 'it is too long to be edited here' };
}
