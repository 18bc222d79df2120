/** As much of the language as the editor completes in tests. */
export const LANGUAGE_SCHEMA = {
  type: 'object',
  properties: {
    name: { type: 'string', description: 'The name of the pipeline' },
    description: { type: 'string' },
    inputs: { type: 'object', description: 'What the pipeline is given' },
    steps: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          id: { type: 'string', description: 'Unique name of the step' },
          tool: {
            enum: ['filesystem', 'terminal', 'http', 'python-executor', 'data-processing', 'echo', 'sleep', 'set'],
          },
          action: { type: 'string' },
          parameters: { type: 'object' },
          dependencies: { type: 'array' },
          condition: { type: 'string', description: 'The step is skipped unless this is true' },
          retry: { description: 'Attempts in total, or a policy' },
          on_failure: { enum: ['fail', 'continue', 'skip'] },
        },
      },
    },
    outputs: { type: 'object' },
  },
} as const;
