import { fitValue } from '../../shared/fit-value.ts';
import type { Json, JsonObject } from '../../shared/json.ts';
import { isJsonObject } from '../../shared/json.ts';
import type { InputSpec } from '../../shared/pipeline.ts';

/** What is in the fields of a form, as text; a name that is missing was left alone. */
export type Draft = { readonly [name: string]: string };

/** How a value stands in a field. */
export function fieldText(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string'
    ? value
    : JSON.stringify(value, null, Array.isArray(value) && value.every((item) => typeof item !== 'object') ? 0 : 2);
}

/** The fields as they begin: what was given last, else the default. */
export function draftOf(specs: readonly InputSpec[], given: JsonObject): Draft {
  return Object.fromEntries(
    specs.map((spec) => [spec.name, fieldText(Object.hasOwn(given, spec.name) ? given[spec.name] : spec.default)]),
  );
}

export interface ReadDraft {
  readonly values: JsonObject;
  /** By input: what is wrong with it. */
  readonly problems: { readonly [name: string]: string };
}

/** The values that the fields say; an empty field is not given, so its default counts. */
export function readDraft(specs: readonly InputSpec[], draft: Draft): ReadDraft {
  const values: { [name: string]: Json } = {};
  const problems: { [name: string]: string } = {};
  for (const spec of specs) {
    const text = draft[spec.name] ?? '';
    if (text === '') {
      if (spec.default === undefined && spec.required !== false) problems[spec.name] = 'a value is required';
      else if (spec.default !== undefined && isTextual(spec) && spec.default !== '') values[spec.name] = '';
      continue;
    }
    const fitted = fitValue(text, spec, spec.name, { text: !isTextual(spec) });
    if (fitted.ok) values[spec.name] = fitted.value;
    else
      problems[spec.name] = fitted.problems
        .map(({ path, message }) => (path === spec.name ? message : `${path}: ${message}`))
        .join('; ');
  }
  return { values, problems };
}

/** For a text an empty field means the empty text, unless that is the default anyway. */
function isTextual(spec: InputSpec): boolean {
  return spec.type === 'string' && spec.enum === undefined;
}

/** The values as JSON text, and back. */
export function readJsonDraft(
  text: string,
): { readonly ok: true; readonly values: JsonObject } | { readonly ok: false; readonly message: string } {
  try {
    const value: unknown = JSON.parse(text === '' ? '{}' : text);
    return isJsonObject(value)
      ? { ok: true, values: value }
      : { ok: false, message: 'expected an object: { "name": value }' };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : 'this is no JSON' };
  }
}
