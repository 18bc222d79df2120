import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Json } from '../../shared/json.ts';
import { compilePipeline } from '../../electron/compiler/compile.ts';
import { pipelineJsonSchema } from '../../electron/compiler/json-schema.ts';
import { builtinTools } from '../../electron/tools/registry.ts';
import { compileSchema } from '../../electron/tools/schema/schema.ts';

const schema = compileSchema(pipelineJsonSchema(builtinTools));
const problems = (text: string) => schema.check(parse(text) as Json).map((problem) => problem.path.join('.'));
const examples = path.join(import.meta.dirname, '../../examples');
const file = (step: string) => `name: a\nsteps:\n  - ${step}\n`;

const STEP = '{ id: b, tool: echo, parameters: { value: 1 } }';

/** Each with the place that the schema and the compiler must agree on. */
const WRONG: readonly (readonly [title: string, text: string])[] = [
  ['no steps', 'name: a\n'],
  ['an unknown key', `nme: a\n${file('{ id: a, tool: echo, parameters: { value: 1 } }')}`],
  ['an unknown key of a step', file('{ id: a, tol: echo }')],
  ['an unknown parameter', file('{ id: a, tool: filesystem, action: read, parameters: { path: a, pth: b } }')],
  ['a wrong id', file('{ id: 1a, tool: echo, parameters: { value: 1 } }')],
  ['a wrong duration', file('{ id: a, tool: echo, parameters: { value: 1 }, timeout: soon }')],
  ['a wrong backoff', file('{ id: a, tool: echo, parameters: { value: 1 }, retry: { backoff: cubic } }')],
  [
    'a wrong on_failure of config',
    `${file('{ id: a, tool: echo, parameters: { value: 1 } }')}config: { on_failure: x }\n`,
  ],
  ['a key that a body does not have', file('{ id: a, for_each: [1], steps: [{ id: b, tol: echo }] }')],
  ['a key that an action does not have', file('{ id: a, until: "true", action_loop: [{ tol: echo }] }')],
  ['no iterations at once', file(`{ id: a, for_each: [1], max_parallel: 0, steps: [${STEP}] }`)],
  ['an unknown end of a loop', file(`{ id: a, until: x, on_max_iterations: stop, steps: [${STEP}] }`)],
  ['a group that is no list', file('{ id: a, parallel: true }')],
  [
    'a key that a handler does not have',
    file('{ id: a, tool: echo, parameters: { value: 1 }, on_error: { fallbak: 1 } }'),
  ],
  ['an unknown category', `${file(STEP)}error_handlers: [{ error_categories: [net], fallback_value: 1 }]\n`],
  ['a wrong choice', file('{ id: a, tool: filesystem, action: read, parameters: { path: a, encoding: x } }')],
];

/** Each compiles, perhaps with warnings. */
const RIGHT: readonly (readonly [title: string, text: string])[] = [
  ['aliases', file('{ id: a, action: echo, with: { value: 1 }, needs: [], if: true, max_retries: 1 }')],
  [
    'templates for numbers',
    file('{ id: a, tool: filesystem, action: read, parameters: { path: a, max_bytes: "{{ 5 }}" } }'),
  ],
  [
    'bare inputs and x-keys',
    `x-a: 1\nparameters: { p: 1, q: [1], r: }\n${file('{ id: a, tool: echo, parameters: { value: 1 }, x-b: 2 }')}`,
  ],
  [
    'what has no effect',
    `metadata: { a: 1 }\nenhanced_x: 1\n${file('{ id: a, tool: echo, parameters: { value: 1 }, produces: x, on_error: "prose" }')}config: { cost: 1 }\n`,
  ],
  ['loops', file(`{ id: a, for_each: "{{ range(3) }}", max_parallel: "{{ 2 }}", as: x, steps: [${STEP}] }`)],
  [
    'conditions of loops',
    file(`{ id: a, while: "iteration < 3", set_state: { s: "{{ b }}" }, max_iterations: 5, steps: [${STEP}] }`),
  ],
  ['actions in a loop', file('{ id: a, until: "true", action_loop: [{ tool: echo, with: { value: 1 } }] }')],
  ['groups', file(`{ id: a, parallel: [${STEP}] }`)],
  [
    'handlers',
    file(
      '{ id: a, tool: echo, parameters: { value: 1 }, on_error: [{ error_types: "*", error_patterns: x, handler_task_id: m }] }\n  - { id: m, tool: echo, parameters: { value: 1 } }',
    ),
  ],
  ['an older action', file('{ id: a, tool: filesystem, action: execute, parameters: { action: read, path: x } }')],
];

describe('the JSON Schema of pipeline files', () => {
  it('L3 is a schema, without a keyword that means nothing', () => expect(schema.warnings).toEqual([]));

  it('L3 takes every example', () => {
    for (const name of readdirSync(examples).filter((entry) => entry.endsWith('.yaml'))) {
      expect([name, ...problems(readFileSync(path.join(examples, name), 'utf8'))]).toEqual([name]);
    }
  });

  it.each(WRONG)('L3 refuses %s, as the compiler does', (_title, text) => {
    expect(compilePipeline({ text, file: 'p.yaml', tools: builtinTools }).pipeline).toBeNull();
    expect(problems(text)).not.toEqual([]);
  });

  it.each(RIGHT)('L3 takes %s, as the compiler does', (_title, text) => {
    expect(
      compilePipeline({ text, file: 'p.yaml', tools: builtinTools }).diagnostics.filter(
        ({ severity }) => severity === 'error',
      ),
    ).toEqual([]);
    expect(problems(text)).toEqual([]);
  });

  it('L3 describes every key of the tables and every parameter of the tools', () => {
    const text = JSON.stringify(pipelineJsonSchema(builtinTools));
    for (const key of ['on_max_iterations', 'fallback_value', 'min_length', 'jitter', 'allow_status', 'working_dir'])
      expect(text).toContain(`"${key}"`);
  });
});
