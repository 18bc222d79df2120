import { success } from './failure.ts';
import type { Tool } from './tool.ts';

export const echo: Tool = {
  name: 'echo',
  version: '1',
  description: 'Returns the value that it is given.',
  defaultAction: 'echo',
  actions: {
    echo: {
      description: 'Returns `value` as the result.',
      parameters: {
        value: { type: 'any', required: true, description: 'Any value.', aliases: ['message', 'text'] },
      },
      result: { type: 'any' },
      effects: 'none',
      run: async ({ value }) => success(value ?? null),
    },
  },
};
