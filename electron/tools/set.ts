import { failure } from './failure.ts';
import { objectOf } from './parameters.ts';
import type { Tool } from './tool.ts';

const NAME = /^[A-Za-z][A-Za-z0-9_]*$/;

export const set: Tool = {
  name: 'set',
  version: '1',
  description: 'Sets variables of the run.',
  defaultAction: 'set',
  actions: {
    set: {
      description: 'Sets each of `variables`; templates read them as `variables.name`.',
      parameters: {
        variables: {
          type: 'object',
          required: true,
          description: 'Names and values. Names are literal; values may be templates of any type.',
        },
      },
      result: {
        type: 'object',
        properties: { variables: { type: 'object', required: true } },
        additionalProperties: false,
      },
      effects: 'none',
      run: async (parameters) => {
        const variables = objectOf(parameters, 'variables');
        for (const name of Object.keys(variables)) checkName(name);
        return { success: true, result: { variables }, variables };
      },
    },
  },
};

function checkName(name: string): void {
  if (NAME.test(name)) return;
  throw failure(
    'validation/invalid_name',
    `${JSON.stringify(name)} is no name for a variable: expected a letter, then letters, digits and underscores`,
  );
}
