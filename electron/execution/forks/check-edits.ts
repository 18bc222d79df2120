import { StepglassError } from '../../../shared/errors.ts';
import { stepAtPath } from '../../../shared/find-step.ts';
import type { Pipeline } from '../../../shared/pipeline.ts';
import { splitPath } from '../../../shared/step-path.ts';
import type { Tool } from '../../tools/tool.ts';
import type { Edits } from '../api.ts';
import { checkVariables } from './known-variables.ts';

/** Whether values can be given by hand. Throws `invalid_input`: `unknown_step`, `unknown_parameter`, `unknown_variable`. */
export function checkEdits(
  { parameters = {}, variables = {} }: Pick<Edits, 'parameters' | 'variables'>,
  pipeline: Pipeline,
  tools: readonly Tool[],
): void {
  for (const name of Object.keys(parameters)) checkEditedParameter(name, pipeline, tools);
  checkVariables(pipeline, Object.keys(variables));
}

/**
 * Whether a parameter can be given by hand to a run that goes on. `name`: `step.parameter`, the step by its path, with or
 * without numbers of iterations. Throws `invalid_input`: `unknown_step`, `unknown_parameter`.
 */
function checkEditedParameter(name: string, pipeline: Pipeline, tools: readonly Tool[]): void {
  const { scope: path, id: parameter } = splitPath(name);
  const step = path === '' ? undefined : stepAtPath(pipeline, path);
  if (step === undefined)
    throw new StepglassError(
      'invalid_input',
      'unknown_step',
      `there is no step ${path || name}, whose parameter is edited`,
      {
        details: { step: path },
      },
    );
  if (step.container !== undefined)
    throw new StepglassError(
      'invalid_input',
      'unknown_parameter',
      `step ${path} runs other steps: edit the parameters of those, for example ${path}.STEP.${parameter}`,
      { details: { step: path, parameter } },
    );
  const action = tools.find((tool) => tool.name === step.tool)?.actions[step.action];
  if (action === undefined || Object.hasOwn(action.parameters, parameter)) return;
  throw new StepglassError(
    'invalid_input',
    'unknown_parameter',
    `step ${path} has no parameter ${parameter}: its parameters are ${Object.keys(action.parameters).join(', ')}`,
    { details: { step: path, parameter } },
  );
}
