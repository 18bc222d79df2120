import type { Step, ValueNode } from './pipeline.ts';

/**
 * What a step begins with, as the file has it: the parameters of its tool; of a container what is evaluated when it
 * begins, under the names that its recorded parameters have (`for_each`, `max_parallel`, `max_iterations`, `inputs`).
 */
export function declaredParameters(step: Pick<Step, 'parameters' | 'container'>): Step['parameters'] {
  const { container } = step;
  switch (container?.kind) {
    case undefined:
      return step.parameters;
    case 'for_each':
      return [['for_each', container.items], ...unlessDefault('max_parallel', container.maxParallel, 1)];
    case 'loop':
      return [['max_iterations', container.maxIterations]];
    case 'pipeline': {
      const [first] = container.inputs;
      return first === undefined ? [] : [['inputs', { kind: 'map', entries: container.inputs, span: first[1].span }]];
    }
  }
}

/** Bounds that nobody wrote are no parameters to look at. */
function unlessDefault(name: string, node: ValueNode, value: number): Step['parameters'] {
  return node.kind === 'literal' && node.value === value ? [] : [[name, node]];
}
