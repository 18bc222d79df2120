import { DURATION_PATTERN } from '../../shared/text/duration.ts';
import { failure } from './failure.ts';
import type { Action, Tool } from './tool.ts';

/** Tools that ask a person. The engine never calls them: it waits for the answer, which is the result. */

const wait: Action['run'] = async () => {
  throw failure('internal/not_called', 'a question to a person is asked by the engine, not by its tool');
};

const asking = {
  prompt: {
    type: 'string',
    required: true,
    description: 'What the person is asked.',
    aliases: ['message', 'question'],
  },
  timeout: {
    type: 'string',
    pattern: DURATION_PATTERN,
    expected: 'seconds, or a number with a unit such as `500ms`, `30s`, `2m`, `1h`',
    description:
      'When `default` is the answer: seconds, or a number with a unit such as `30s`, `2m`, `1h`, `7d`. Without it the step waits for ever.',
  },
} as const;

export const userPrompt: Tool = {
  name: 'user-prompt',
  version: '1',
  description: 'Asks a person for a value. Other steps go on meanwhile.',
  defaultAction: 'ask',
  actions: {
    ask: {
      description: 'Waits for an answer of the given type.',
      aliases: ['prompt', 'execute'],
      parameters: {
        prompt: asking.prompt,
        type: {
          type: 'string',
          enum: ['text', 'number', 'boolean', 'choice', 'file'],
          default: 'text',
          description: 'What kind of answer it must be.',
          aliases: ['input_type'],
        },
        choices: { type: 'array', description: 'The answers to choose from, for `choice`.', aliases: ['options'] },
        default: { type: 'any', description: 'The answer when time is up, and what a form shows first.' },
        timeout: asking.timeout,
        minimum: { type: 'number', description: 'The least number.' },
        maximum: { type: 'number', description: 'The largest number.' },
        min_length: { type: 'integer', minimum: 0, description: 'The least characters of a text.' },
        max_length: { type: 'integer', minimum: 0, description: 'The most characters of a text.' },
        pattern: { type: 'string', description: 'A pattern (RE2) that a text must match.' },
      },
      result: {
        type: 'object',
        properties: { value: { type: 'any', required: true } },
        additionalProperties: false,
      },
      effects: 'none',
      asks: 'prompt',
      run: wait,
    },
  },
};

export const approvalGate: Tool = {
  name: 'approval-gate',
  version: '1',
  description: 'Asks a person to approve something. Other steps go on meanwhile.',
  defaultAction: 'approve',
  actions: {
    approve: {
      description: 'Waits until the person approves or rejects, perhaps with another content.',
      aliases: ['request', 'execute'],
      parameters: {
        prompt: asking.prompt,
        content: { type: 'any', description: 'What is to be approved.' },
        default: { type: 'any', description: 'The answer when time is up: `approve` or `reject`.' },
        timeout: asking.timeout,
      },
      result: {
        type: 'object',
        properties: {
          approved: { type: 'boolean', required: true },
          reason: { type: 'any', required: true },
          modified_content: { type: 'any', required: true },
        },
        additionalProperties: false,
      },
      effects: 'none',
      asks: 'approval',
      run: wait,
    },
  },
};
