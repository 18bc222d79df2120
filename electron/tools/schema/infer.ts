import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts';
import { isList } from '../parameters.ts';
import { FORMATS } from './formats.ts';

const INFERRED_FORMATS = ['date', 'date-time', 'uuid', 'email'] as const;
const MAX_DEPTH = 50;

/** The narrowest schema that all values fit. */
export function inferSchema(values: readonly Json[], depth = 0): JsonObject {
  const types = typesOf(values);
  const type = types.length === 1 ? types[0] : types;
  if (types.length === 0 || type === undefined || depth > MAX_DEPTH) return {};
  const lists = values.filter(isList);
  const objects = values.filter(isJsonObject);
  const texts = values.filter((value) => typeof value === 'string');
  return {
    type,
    ...(lists.length > 0 ? { items: inferSchema(lists.flat(), depth + 1) } : {}),
    ...(objects.length > 0 ? inferObject(objects, depth) : {}),
    ...(texts.length > 0 ? inferText(texts) : {}),
  };
}

function inferObject(objects: readonly JsonObject[], depth: number): JsonObject {
  const names = [...new Set(objects.flatMap((object) => Object.keys(object)))];
  const valuesOf = (name: string): Json[] =>
    objects.filter((object) => Object.hasOwn(object, name)).map((object) => object[name] ?? null);
  return {
    properties: Object.fromEntries(names.map((name) => [name, inferSchema(valuesOf(name), depth + 1)])),
    required: names.filter((name) => objects.every((object) => Object.hasOwn(object, name))),
  };
}

function inferText(texts: readonly string[]): JsonObject {
  const format = INFERRED_FORMATS.find((name) => texts.every((text) => FORMATS.get(name)?.(text) === true));
  return format === undefined ? {} : { format };
}

/** A whole number is also a number: of both, only `number` is named. */
function typesOf(values: readonly Json[]): readonly string[] {
  const types = new Set(values.map(typeOf));
  if (types.has('number')) types.delete('integer');
  return [...types].sort();
}

function typeOf(value: Json): string {
  if (value === null) return 'null';
  if (isList(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}
