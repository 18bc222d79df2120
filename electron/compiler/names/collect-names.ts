import type { VariableWriter } from '../graph/check-variables.ts';
import type { Includes } from '../include/read-includes.ts';
import type { Fields } from '../keys/fields.ts';
import { namesAt } from '../keys/fields.ts';
import type { FoundHandlers } from '../steps/find-handlers.ts';
import type { Resolutions } from '../steps/resolve-steps.ts';
import type { StepTree } from '../steps/step-tree.ts';
import { resultsOf } from './results.ts';
import type { FileNames, TemplateBudget } from './scope.ts';
import type { SetAside } from './set-aside.ts';

interface Sources {
  readonly top: Fields;
  readonly tree: StepTree;
  readonly resolutions: Resolutions;
  readonly includes: Includes;
  readonly writers: readonly VariableWriter[];
  readonly handlers: FoundHandlers;
  readonly inputs: readonly { readonly name: string }[];
  readonly envNames: readonly string[] | undefined;
  readonly setAside: SetAside;
  readonly budget: TemplateBudget;
}

/** All names of a file that its templates can read. */
export function collectNames(sources: Sources): FileNames {
  const { top, tree, writers, handlers, inputs, envNames, setAside, budget } = sources;
  return {
    steps: tree,
    inputs: new Set(inputs.map(({ name }) => name)),
    secrets: new Set(namesAt(top, 'secrets').map(({ name }) => name)),
    writers,
    env: envNames === undefined ? null : new Set(envNames),
    handlerSteps: handlers.steps,
    ...resultsOf(tree, sources),
    setAside,
    budget,
  };
}
