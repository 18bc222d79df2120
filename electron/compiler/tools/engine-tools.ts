import type { Action, Tool } from '../../tools/tool.ts';

/** What the compiler knows of a tool: all but how it runs. */
export type DeclaredAction = Omit<Action, 'run'>;
export type DeclaredTool = Omit<Tool, 'actions'> & { readonly actions: { readonly [action: string]: DeclaredAction } };

const PIPELINE_EXECUTOR: DeclaredTool = {
  name: 'pipeline-executor',
  version: '1',
  description: 'Runs another pipeline, as `pipeline: path` does.',
  defaultAction: 'execute',
  actions: {
    execute: {
      description: 'Runs another pipeline with inputs of its own.',
      aliases: ['run'],
      effects: 'none',
      parameters: {
        pipeline: {
          type: 'string',
          required: true,
          description: 'The path of its file, from the folder of this one; or its text.',
        },
        inputs: { type: 'object', description: 'What it is given.' },
      },
      result: { type: 'object', properties: { outputs: { type: 'object' } }, additionalProperties: false },
    },
  },
};

/** Tools that the engine carries out itself: a pipeline is a graph of its own, nothing is called. */
export const ENGINE_TOOLS: readonly DeclaredTool[] = [PIPELINE_EXECUTOR];

/** Parameters of the older dialect's `pipeline-executor` that are said elsewhere here. */
export const PIPELINE_PARAMETERS_ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['timeout', 'write `timeout` on the step, with its unit'],
  ['retry_count', 'write `retry: { attempts: 3 }` on the step'],
  ['retry_delay', 'write `retry: { attempts: 3, delay: 1s }` on the step'],
  ['error_handling', 'write `on_failure` on the step'],
  ['output_mapping', 'the outputs are read as `step.outputs.name`'],
  ['inherit_context', 'a pipeline sees its inputs only: give it what it needs under `inputs`'],
  ['wait_for_completion', 'steps that need it wait for it'],
]);
