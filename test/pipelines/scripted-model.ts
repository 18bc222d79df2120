import type { Json } from '../../shared/json.ts';
import type { ParameterSpec, Tool } from '../../electron/tools/tool.ts';

const PARAMETERS: { readonly [name: string]: ParameterSpec } = {
  prompt: { type: 'string' },
  text: { type: 'string' },
  model: { type: 'any' },
  max_tokens: { type: 'integer' },
  temperature: { type: 'number' },
  analysis_type: { type: 'string' },
  output_format: { type: 'string' },
  format: { type: 'string' },
  schema: { type: 'any' },
};

export interface ScriptedModel {
  readonly tools: Tool[];
  /** What each step asked, as it was rendered. */
  readonly asked: Map<string, string>;
}

/** Stands in for chat models, which come later: answers each step with what the test says, or with `answer of <step>`. */
export function scriptedModel(answers: { readonly [step: string]: Json } = {}): ScriptedModel {
  const asked = new Map<string, string>();
  const tools = ['generate_text', 'generate_structured', 'analyze_text'].map(
    (name): Tool => ({
      name,
      version: '1',
      description: 'Answers from a script.',
      defaultAction: 'answer',
      actions: {
        answer: {
          description: '',
          parameters: PARAMETERS,
          result: { type: 'any' },
          effects: 'external',
          run: async (parameters, { step }) => {
            asked.set(
              step,
              [parameters['text'], parameters['prompt']]
                .filter((part) => part !== undefined && part !== null)
                .join('\n'),
            );
            return { success: true, result: answers[step] ?? `answer of ${step}` };
          },
        },
      },
    }),
  );
  return { tools, asked };
}
