/** A JSON value. Everything that is stored on disk or crosses a process is one of these. */
export type Json = null | boolean | number | string | JsonArray | JsonObject;
export type JsonArray = readonly Json[];
export interface JsonObject {
  readonly [key: string]: Json;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON text with the keys of every object in code-point order, so that equal values give equal texts. */
export function canonicalJson(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${value.map(canonicalJson).join(',')}]`;
  const object = value as JsonObject;
  const keys = Object.keys(object);
  let members = '';
  for (const key of keys.length < 2 ? keys : keys.sort()) {
    const member = object[key];
    if (member !== undefined) members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
}

/**
 * JSON on one line, with a space after `,` and `:`: what a list or an object is as a text, wherever one is asked for
 * (language.md L12, L14). Templates print the same.
 */
export function printedJson(value: Json): string {
  // line breaks of its own stand between values only: inside of texts they are escaped
  return JSON.stringify(value, null, 1).replace(/(,?)\n */g, (_, comma: string) => (comma === '' ? '' : ', '));
}

/** True if two values are equal as JSON; the order of keys does not count. */
export function isEqualJson(left: Json | undefined, right: Json | undefined): boolean {
  if (left === right) return true;
  if (left === undefined || right === undefined) return false;
  return canonicalJson(left) === canonicalJson(right);
}
