import type { Command } from 'commander';
import type { Edits } from '../../execution/api.ts';
import { collect, inputValues, parameterEdits, untypedValues } from './assignments.ts';

/** What may be changed by hand when a run is made from another one. */
export interface EditOptions {
  readonly input?: readonly string[];
  readonly var?: readonly string[];
  readonly param?: readonly string[];
}

export function addEditOptions(command: Command): Command {
  return command
    .option('-i, --input <name=value>', 'another value for an input (repeatable)', collect)
    .option('--var <name=value>', 'another value for a run variable (repeatable)', collect)
    .option('--param <step.name=value>', 'another value for a parameter of a step (repeatable)', collect);
}

export function hasEdits({ input, var: variables, param }: EditOptions): boolean {
  return [input, variables, param].some((texts) => texts !== undefined && texts.length > 0);
}

export function editsOf({ input, var: variables, param }: EditOptions): Edits {
  return {
    ...(input === undefined ? {} : { inputs: inputValues(input, null) }),
    ...(variables === undefined ? {} : { variables: untypedValues('--var', variables) }),
    ...(param === undefined ? {} : { parameters: parameterEdits(param) }),
  };
}
