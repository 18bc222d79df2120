import { createHash } from 'node:crypto';
import { canonicalJson, type Json, type JsonObject } from '../../shared/json.ts';
import { ERROR_CATEGORIES } from '../../shared/pipeline.ts';
import type { ValueSpec } from '../../shared/value-spec.ts';
import { builtinTools } from '../../electron/tools/registry.ts';
import type { Action, Tool, ToolContext, ToolOutcome } from '../../electron/tools/tool.ts';

export interface InertOptions {
  readonly seed: number;
  /** The share of calls that fail, 0 to 1. Default: 0.2. */
  readonly failures?: number;
  readonly tools?: readonly Tool[];
}

/**
 * The declarations of the real tools without their doings: each call is answered with a value of the declared shape, or
 * a failure, drawn from the seed, the step, the attempt and the parameters. The same call gets the same answer in any
 * order and in any process. No files, no processes, no network, no waiting.
 */
export function inertTools({ seed, failures = 0.2, tools = builtinTools }: InertOptions): readonly Tool[] {
  return tools.map((tool) => ({
    ...tool,
    actions: Object.fromEntries(
      Object.entries(tool.actions).map(([name, action]): [string, Action] => [
        name,
        {
          ...action,
          run: async (parameters, context) => {
            const random = randomOf(`${seed}/${tool.name}/${name}/${placeOf(context)}/${canonicalJson(parameters)}`);
            return answer({ tool, name, action, failures, random }, parameters);
          },
        },
      ]),
    ),
  }));
}

interface Call {
  readonly tool: Tool;
  readonly name: string;
  readonly action: Action;
  readonly failures: number;
  readonly random: () => number;
}

function answer({ tool, name, action, failures, random }: Call, parameters: JsonObject): ToolOutcome {
  const result = valueOf(action.result, random);
  if (random() < failures) {
    const category = pick(ERROR_CATEGORIES, random);
    const error = { category, code: 'inert_failure', message: `${tool.name}.${name} was drawn to fail` };
    return random() < 0.5 ? { success: false, error } : { success: false, error, result };
  }
  const variables = tool.name === 'set' ? parameters['variables'] : undefined;
  // Compiled pipelines name the variables of `set`: readers must find what the definition promises.
  return isMap(variables) ? { success: true, result: { variables }, variables } : { success: true, result };
}

/** A value that fits a declared shape. */
export function valueOf(spec: ValueSpec, random: () => number, depth = 0): Json {
  if (spec.enum !== undefined && spec.enum.length > 0) return pick(spec.enum, random);
  const count = Math.floor(random() * 4);
  switch (spec.type) {
    case 'string':
    case 'file':
      return pick(TEXTS, random);
    case 'boolean':
      return random() < 0.5;
    case 'integer':
      return Math.floor(clamp(spec, random));
    case 'number':
      return clamp(spec, random);
    case 'array':
      return Array.from({ length: count }, () => valueOf(spec.items ?? ANY, random, depth + 1));
    case 'object':
      return objectOf(spec, random, depth);
    case 'any':
      return depth > 3 ? null : valueOf({ type: pick(ANY_TYPES, random) }, random, depth + 1);
  }
}

const ANY: ValueSpec = { type: 'any' };
const ANY_TYPES = ['string', 'integer', 'number', 'boolean', 'array', 'object'] as const;
/** Texts that have broken things before: templates, markup, control characters, names of JavaScript. */
const TEXTS = [
  '',
  'text',
  '{{ x }}',
  '{% if %}',
  '<b>&',
  '5',
  'true',
  'a,b\n1,2',
  '__proto__',
  'größe 🎉',
  '\u0000\u202e',
  ' ',
] as const;
const NAMES = ['a', 'b', 'constructor', 'status', 'with space', '{{ n }}'] as const;

function objectOf(spec: ValueSpec, random: () => number, depth: number): JsonObject {
  const declared = Object.entries(spec.properties ?? {}).filter(
    ([, inner]) => inner.required === true || random() < 0.7,
  );
  const entries = declared.map(([name, inner]): [string, Json] => [name, valueOf(inner, random, depth + 1)]);
  if (spec.properties === undefined) {
    for (const name of NAMES) if (random() < 0.3) entries.push([name, valueOf(ANY, random, depth + 2)]);
  }
  return Object.fromEntries(entries);
}

function clamp({ minimum = -1000, maximum = 1000 }: ValueSpec, random: () => number): number {
  const low = Math.min(minimum, maximum);
  return random() < 0.2 ? low : low + random() * Math.max(0, maximum - low);
}

function pick<T>(members: readonly T[], random: () => number): T {
  const picked = members[Math.floor(random() * members.length)];
  if (picked === undefined) throw new Error('nothing to pick from');
  return picked;
}

function isMap(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function placeOf({ step, attempt }: ToolContext): string {
  return `${step}#${attempt}`;
}

/** mulberry32, seeded by the hash of a text. */
function randomOf(text: string): () => number {
  let state = createHash('sha256').update(text).digest().readUInt32LE(0);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
