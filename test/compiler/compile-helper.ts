import type { Diagnostic } from '../../shared/diagnostics.ts';
import type { Json } from '../../shared/json.ts';
import type { Body, Container, Pipeline, Step } from '../../shared/pipeline.ts';
import type { CompileRequest } from '../../electron/compiler/compile.ts';
import { compilePipeline } from '../../electron/compiler/compile.ts';
import type { Action, Tool } from '../../electron/tools/tool.ts';

function action(fields: Partial<Action>): Action {
  return {
    description: 'For tests.',
    parameters: {},
    result: { type: 'any' },
    effects: 'none',
    run: async () => ({ success: true, result: null }),
    ...fields,
  };
}

const path = { type: 'string', required: true, aliases: ['file_path'] } as const;

/** A few tools with every kind of declaration; none of them runs here. */
export const TOOLS: readonly Tool[] = [
  {
    name: 'echo',
    version: '1',
    description: '',
    defaultAction: 'echo',
    actions: { echo: action({ parameters: { value: { type: 'any', required: true, aliases: ['message'] } } }) },
  },
  {
    name: 'set',
    version: '1',
    description: '',
    defaultAction: 'set',
    actions: { set: action({ parameters: { variables: { type: 'object', required: true } } }) },
  },
  {
    name: 'filesystem',
    version: '1',
    description: '',
    actions: {
      read: action({
        parameters: { path, max_bytes: { type: 'integer', minimum: 0, default: 10 } },
        result: {
          type: 'object',
          properties: { path: { type: 'string' }, content: { type: 'string' }, size: { type: 'integer' } },
          additionalProperties: false,
        },
      }),
      write: action({
        aliases: ['save'],
        effects: 'local',
        parameters: {
          path,
          content: { type: 'string', required: true },
          encoding: { type: 'string', enum: ['utf-8', 'base64'] },
        },
      }),
      list: action({
        parameters: { path },
        result: {
          type: 'object',
          properties: {
            items: {
              type: 'array',
              items: { type: 'object', properties: { name: { type: 'string' } }, additionalProperties: false },
            },
          },
          additionalProperties: false,
        },
      }),
    },
  },
  {
    name: 'asker',
    version: '1',
    description: '',
    defaultAction: 'ask',
    actions: { ask: action({ parameters: { prompt: { type: 'string', required: true } }, asks: 'prompt' }) },
  },
  {
    name: 'http',
    aliases: ['http-client'],
    version: '1',
    description: '',
    actions: {
      get: action({
        effects: 'external',
        parameters: {
          url: { type: 'string', required: true },
          headers: { type: 'object' },
          retries: { type: 'integer', maximum: 9 },
        },
      }),
    },
  },
];

export function compile(text: string, more: Partial<CompileRequest> = {}) {
  return compilePipeline({ text, file: 'p.yaml', tools: TOOLS, ...more });
}

/** `line:column code` of each diagnostic, warnings with `?`. */
export function codes(text: string, more: Partial<CompileRequest> = {}): string[] {
  return compile(text, more).diagnostics.map(
    ({ span, code, severity }) => `${span.line}:${span.column} ${code}${severity === 'warning' ? '?' : ''}`,
  );
}

/** The one diagnostic of a file; the text that it marks beside it. */
export function only(text: string, more: Partial<CompileRequest> = {}): Diagnostic & { marked: string } {
  const { diagnostics } = compile(text, more);
  const [diagnostic] = diagnostics;
  if (diagnostic === undefined || diagnostics.length > 1)
    throw new Error(
      `expected one diagnostic, found ${JSON.stringify(diagnostics.map(({ code, message }) => [code, message]))}`,
    );
  const { line, column, endLine, endColumn } = diagnostic.span;
  const found = text.split('\n')[line - 1] ?? '';
  return { ...diagnostic, marked: found.slice(column - 1, line === endLine ? endColumn - 1 : undefined) };
}

/** The pipeline of a file without errors. */
export function pipelineOf(text: string, more: Partial<CompileRequest> = {}): Pipeline {
  const { pipeline, diagnostics } = compile(text, more);
  if (pipeline === null)
    throw new Error(JSON.stringify(diagnostics.map(({ code, message, span }) => [code, span.line, message])));
  return pipeline;
}

/** The loop that a step of the file is. */
export function loopOf<Kind extends 'for_each' | 'loop'>(
  pipeline: Body,
  id: string,
  kind: Kind,
): Extract<Container, { kind: Kind }> {
  const { container } = stepOf(pipeline, id);
  if (container?.kind !== kind) throw new Error(`${id} is ${container?.kind}`);
  return container as Extract<Container, { kind: Kind }>;
}

/** A file with these steps, one per line in flow style. */
export function file(...steps: string[]): string {
  return `name: test\nsteps:\n${steps.map((step) => `  - ${step}\n`).join('')}`;
}

/** An `echo` step. */
export function echo(id: string, more = ''): string {
  return `{ id: ${id}, tool: echo, parameters: { value: 1 }${more === '' ? '' : `, ${more}`} }`;
}

export function stepOf(pipeline: Body, id: string): Step {
  const step = pipeline.steps.find((candidate) => candidate.id === id);
  if (step === undefined) throw new Error(`no step ${id}`);
  return step;
}

export function literal(step: Step, name: string): Json | undefined {
  const value = step.parameters.find(([key]) => key === name)?.[1];
  return value?.kind === 'literal' ? value.value : undefined;
}
