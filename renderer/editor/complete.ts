import type { Json, JsonObject } from '../../shared/json.ts';
import { isJsonObject } from '../../shared/json.ts';
import { yamlPlace } from './yaml-place.ts';

export interface Suggestion {
  readonly label: string;
  readonly kind: 'key' | 'value' | 'step' | 'input' | 'variable' | 'name';
  readonly detail?: string;
  /** Put in instead of the label. */
  readonly insert?: string;
}

export interface KnownNames {
  readonly steps: readonly string[];
  readonly inputs: readonly string[];
  readonly variables: readonly string[];
}

const STEP_KEYS: ReadonlySet<string> = new Set([
  'dependencies',
  'depends_on',
  'needs',
  'on_false',
  'on_success',
  'on_failure',
  'rollback_to',
]);
const STEP_FIELDS = ['result', 'status', 'success', 'error', 'attempts', 'duration_ms'];
const NAMES = [
  'inputs',
  'variables',
  'steps',
  'execution',
  'pipeline',
  'env',
  'secrets',
  'now()',
  'true',
  'false',
  'none',
];

/** What can stand at a place in the file: keys and values of the language, names of this file. */
export function suggest(
  text: string,
  offset: number,
  known: KnownNames & { readonly schema: JsonObject | null },
): { readonly from: number; readonly suggestions: readonly Suggestion[] } {
  const place = yamlPlace(text, offset);
  const { typed, path, key } = place;
  if (place.inTemplate) return inTemplate(typed, offset, known);
  const from = offset - typed.length;
  const list = path.at(-1) === '[]' ? path.at(-2) : undefined;
  if ((key !== null && STEP_KEYS.has(key)) || (key === null && list !== undefined && STEP_KEYS.has(list))) {
    return { from, suggestions: known.steps.map((label) => ({ label, kind: 'step' })) };
  }
  const root = known.schema;
  if (root === null) return { from, suggestions: [] };
  const schemas = schemasAt(root, path);
  if (key !== null)
    return { from, suggestions: schemas.flatMap((schema) => valuesOf(root, childSchemas(root, schema, key))) };
  return { from, suggestions: unique(schemas.flatMap((schema) => keysOf(root, schema))) };
}

function inTemplate(
  typed: string,
  offset: number,
  known: KnownNames,
): { from: number; suggestions: readonly Suggestion[] } {
  const dot = typed.lastIndexOf('.');
  const from = offset - (typed.length - dot - 1);
  if (dot < 0) {
    return {
      from,
      suggestions: [
        ...known.steps.map((label) => ({ label, kind: 'step' }) as const),
        ...known.inputs.map((label) => ({ label, kind: 'input' }) as const),
        ...NAMES.map((label) => ({ label, kind: 'name' }) as const),
      ],
    };
  }
  const root = typed.slice(0, dot);
  if (root === 'inputs' || root === 'parameters')
    return { from, suggestions: known.inputs.map((label) => ({ label, kind: 'input' })) };
  if (root === 'variables') return { from, suggestions: known.variables.map((label) => ({ label, kind: 'variable' })) };
  if (root === 'steps') return { from, suggestions: known.steps.map((label) => ({ label, kind: 'step' })) };
  return { from, suggestions: known.steps.includes(root) ? STEP_FIELDS.map((label) => ({ label, kind: 'name' })) : [] };
}

function schemasAt(root: JsonObject, path: readonly string[]): readonly JsonObject[] {
  let schemas: readonly JsonObject[] = [root];
  for (const part of path) schemas = schemas.flatMap((schema) => childSchemas(root, schema, part));
  return schemas;
}

/** What a schema says about a key, or about the items of a list. */
function childSchemas(root: JsonObject, schema: JsonObject, part: string): readonly JsonObject[] {
  return expand(root, schema).flatMap((option): readonly JsonObject[] => {
    const { items, properties, additionalProperties } = option;
    if (part === '[]') return isJsonObject(items) ? [items] : [];
    const own = isJsonObject(properties) && Object.hasOwn(properties, part) ? properties[part] : undefined;
    if (isJsonObject(own)) return [own];
    return isJsonObject(additionalProperties) ? [additionalProperties] : [];
  });
}

/** A schema with its references followed and its alternatives side by side. */
function expand(root: JsonObject, schema: JsonObject, depth = 0): readonly JsonObject[] {
  if (depth > 8) return [];
  const referred = typeof schema['$ref'] === 'string' ? followReference(root, schema['$ref']) : null;
  const options = ['anyOf', 'oneOf', 'allOf'].flatMap((name) => {
    const list = schema[name];
    return Array.isArray(list) ? (list as readonly Json[]).filter(isJsonObject) : [];
  });
  return [
    schema,
    ...(referred === null ? [] : expand(root, referred, depth + 1)),
    ...options.flatMap((option) => expand(root, option, depth + 1)),
  ];
}

function followReference(root: JsonObject, reference: string): JsonObject | null {
  let at: Json = root;
  for (const part of reference.replace(/^#\/?/, '').split('/')) {
    if (part === '') continue;
    if (!isJsonObject(at)) return null;
    at = Object.hasOwn(at, part) ? (at[part] ?? null) : null;
  }
  return isJsonObject(at) ? at : null;
}

function keysOf(root: JsonObject, schema: JsonObject): readonly Suggestion[] {
  return expand(root, schema).flatMap((option) => {
    const { properties } = option;
    if (!isJsonObject(properties)) return [];
    return Object.entries(properties).map(([label, value]): Suggestion => {
      const description = isJsonObject(value)
        ? expand(root, value).find((entry) => typeof entry['description'] === 'string')?.['description']
        : undefined;
      return {
        label,
        kind: 'key',
        insert: `${label}: `,
        ...(typeof description === 'string' ? { detail: description } : {}),
      };
    });
  });
}

function valuesOf(root: JsonObject, schemas: readonly JsonObject[]): readonly Suggestion[] {
  const options = schemas.flatMap((schema) => expand(root, schema));
  const values = options.flatMap((option): readonly Json[] => [
    ...(Array.isArray(option['enum']) ? (option['enum'] as readonly Json[]) : []),
    ...(Object.hasOwn(option, 'const') ? [option['const'] ?? null] : []),
    ...(option['type'] === 'boolean' ? [true, false] : []),
  ]);
  return unique(values.map((value) => ({ label: String(value), kind: 'value' })));
}

function unique(suggestions: readonly Suggestion[]): readonly Suggestion[] {
  const seen = new Map(suggestions.map((suggestion) => [suggestion.label, suggestion]));
  return [...seen.values()];
}
