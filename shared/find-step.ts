import type { Body, Container, Pipeline, Step } from './pipeline.ts';
import { withoutIterations } from './step-path.ts';

/** What a container runs: the body of a loop, or the included pipeline. */
export function bodyOf(container: Container): Body {
  return container.kind === 'pipeline' ? container.pipeline : container.body;
}

/** The definition of the level that a scope is a run of; null: the pipeline has no such level. */
export function bodyAt(pipeline: Pipeline, scope: string): Body | null {
  if (scope === '') return pipeline;
  const container = stepAtPath(pipeline, scope)?.container;
  return container === undefined ? null : bodyOf(container);
}

/** The definition of the step at a path, with or without numbers of iterations; undefined: there is none. */
export function stepAtPath(pipeline: Pipeline, path: string): Step | undefined {
  let body: Body | undefined = pipeline;
  let step: Step | undefined;
  for (const id of withoutIterations(path).split('.')) {
    step = body?.steps.find((each) => each.id === id);
    body = step?.container === undefined ? undefined : bodyOf(step.container);
  }
  return step;
}
