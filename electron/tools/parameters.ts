import { isJsonObject, type Json, type JsonArray, type JsonObject } from '../../shared/json.ts';
import { failure } from './failure.ts';

/**
 * Reads rendered parameters. The engine has fitted them to the declaration before the call; these functions give them
 * their types, and refuse by name what still does not fit. `null` counts as absent.
 */
export function textOf(parameters: JsonObject, name: string): string {
  return optionalText(parameters, name) ?? missing(name);
}

export function optionalText(parameters: JsonObject, name: string): string | undefined {
  const value = parameters[name];
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : wrong(name, 'a text', value);
}

export function numberOf(parameters: JsonObject, name: string, fallback: number): number {
  const value = parameters[name];
  if (value === undefined || value === null) return fallback;
  return typeof value === 'number' ? value : wrong(name, 'a number', value);
}

export function flagOf(parameters: JsonObject, name: string, fallback: boolean): boolean {
  const value = parameters[name];
  if (value === undefined || value === null) return fallback;
  return typeof value === 'boolean' ? value : wrong(name, 'true or false', value);
}

export function objectOf(parameters: JsonObject, name: string): JsonObject {
  const value = parameters[name];
  if (value === undefined || value === null) return {};
  return isJsonObject(value) ? value : wrong(name, 'a map of names and values', value);
}

export function listOf(parameters: JsonObject, name: string): JsonArray {
  const value = parameters[name];
  if (value === undefined || value === null) return [];
  return isList(value) ? value : wrong(name, 'a list', value);
}

/** A list of texts; one text stands for a list of it. */
export function textsOf(parameters: JsonObject, name: string): readonly string[] {
  const value = parameters[name];
  if (typeof value === 'string') return [value];
  return listOf(parameters, name).map((item, index) =>
    typeof item === 'string' ? item : wrong(`${name}[${index}]`, 'a text', item),
  );
}

export function isList(value: Json | undefined): value is JsonArray {
  return Array.isArray(value);
}

/** How a value reads where only text can stand: scalars as they are, lists and objects as JSON. */
export function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** At most `length` characters of a text, for messages. */
export function shorten(text: string, length = 120): string {
  const characters = Array.from(text.slice(0, length * 2 + 2));
  if (characters.length <= length && text.length <= length * 2) return text;
  return `${characters.slice(0, length - 1).join('')}…`;
}

export function describeValue(value: Json): string {
  if (value === null) return 'null';
  if (isList(value)) return `a list of ${value.length}`;
  if (isJsonObject(value)) return `an object with ${shorten(Object.keys(value).join(', '), 60) || 'no keys'}`;
  return typeof value === 'string' ? `the text ${shorten(JSON.stringify(value), 60)}` : `${typeof value} ${value}`;
}

function missing(name: string): never {
  throw failure(
    'validation/missing_parameter',
    `the parameter \`${name}\` is missing: add it to the step's parameters`,
  );
}

function wrong(name: string, expected: string, found: Json): never {
  throw failure(
    'validation/invalid_parameter',
    `the parameter \`${name}\` is ${describeValue(found)}, expected ${expected}`,
  );
}
