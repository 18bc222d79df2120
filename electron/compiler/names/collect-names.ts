import type { VariableWriter } from '../graph/check-variables.ts';
import type { Fields } from '../keys/fields.ts';
import { namesAt } from '../keys/fields.ts';
import type { CheckedHandlers } from '../steps/check-handlers.ts';
import type { Resolutions } from '../steps/resolve-steps.ts';
import { isContainer } from '../steps/resolve-steps.ts';
import type { StepTree } from '../steps/step-tree.ts';
import type { FileNames } from './scope.ts';
import { TemplateBudget } from './scope.ts';

interface Sources {
  readonly top: Fields;
  readonly tree: StepTree;
  readonly resolutions: Resolutions;
  readonly writers: readonly VariableWriter[];
  readonly handlers: CheckedHandlers;
  readonly inputs: readonly { readonly name: string }[];
  readonly envNames: readonly string[] | undefined;
}

/** All names of a file that its templates can read. */
export function collectNames({ top, tree, resolutions, writers, handlers, inputs, envNames }: Sources): FileNames {
  return {
    steps: tree,
    inputs: new Set(inputs.map(({ name }) => name)),
    secrets: new Set(namesAt(top, 'secrets').map(({ name }) => name)),
    variables: new Set(writers.flatMap(({ names }) => [...names.keys()])),
    env: envNames === undefined ? null : new Set(envNames),
    handlerSteps: handlers.steps,
    results: resultsOf(resolutions),
    budget: new TemplateBudget(),
  };
}

/** What a step gives is declared by its action; a container gives something of its own. */
function resultsOf(resolutions: Resolutions): FileNames['results'] {
  return new Map(
    [...resolutions].flatMap(([step, resolved]) => {
      if (resolved === null || resolved === 'later' || isContainer(step)) return [];
      return [[step.id, resolved.found.action.result] as const];
    }),
  );
}
