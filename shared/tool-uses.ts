import type { Body, Effects, Handler, Pipeline, Step } from './pipeline.ts';

/** One place of a pipeline from which a tool can be called. */
export interface ToolUse {
  readonly tool: string;
  readonly action: string;
  readonly effects: Effects;
}

/**
 * Every call of a tool that a run of the pipeline can make, in the order of the file: steps, what is inside of loops and
 * included pipelines, and the work of handlers. A container is not one itself; what it holds is.
 */
export function toolUses(pipeline: Pipeline): readonly ToolUse[] {
  return [...usesOfBody(pipeline), ...usesOfHandlers(pipeline.handlers)];
}

function usesOfBody({ steps, handlerSteps = [] }: Pick<Body, 'steps' | 'handlerSteps'>): readonly ToolUse[] {
  return [...steps, ...handlerSteps].flatMap((step) => [...usesOfStep(step), ...usesOfHandlers(step.handlers)]);
}

function usesOfStep({ container, tool, action, effects }: Step): readonly ToolUse[] {
  if (container === undefined) return [{ tool, action, effects }];
  return container.kind === 'pipeline' ? toolUses(container.pipeline) : usesOfBody(container.body);
}

function usesOfHandlers(handlers: readonly Handler[] = []): readonly ToolUse[] {
  return handlers.flatMap(({ work }) =>
    work?.kind === 'call' ? [{ tool: work.tool, action: work.action, effects: work.effects }] : [],
  );
}
