import { fitValue } from '../../../shared/fit-value.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts';
import type { ValueType } from '../../../shared/value-spec.ts';
import { describeValue, isList } from '../parameters.ts';
import { typeMatches } from './keywords.ts';
import type { Schema } from './schema.ts';
import type { Path } from './visit.ts';

/** A change that lenient validation made. */
export interface Change {
  readonly path: Path;
  readonly message: string;
}

const SCALARS: ReadonlyMap<Json, ValueType> = new Map<Json, ValueType>([
  ['string', 'string'],
  ['integer', 'integer'],
  ['number', 'number'],
  ['boolean', 'boolean'],
]);

/**
 * The value with small things mended: scalars of another type where nothing is lost (`'5'` → 5), defaults of missing
 * properties, empty values of properties that need not be there. What cannot be mended stays for the check to find.
 */
export function coerce(value: Json, schema: Schema): { readonly value: Json; readonly changes: readonly Change[] } {
  const changes: Change[] = [];
  const mended = new Coercion(schema, changes).mend(value, schema.root, []);
  return { value: mended, changes };
}

/** A scalar as one of the types that a schema names; undefined if none takes it without loss. */
export function fitScalar(value: Json, types: Json | undefined): Json | undefined {
  const allowed = isList(types) ? types : types === undefined ? [] : [types];
  if (typeof value === 'object') return undefined;
  for (const type of allowed) {
    const wanted = SCALARS.get(type);
    if (wanted === undefined) continue;
    const fitted = fitValue(
      typeof value === 'string' && wanted !== 'string' ? value.trim() : value,
      { type: wanted, required: true },
      'value',
    );
    if (fitted.ok && typeMatches(fitted.value, type)) return fitted.value;
  }
  return undefined;
}

class Coercion {
  readonly #schema: Schema;
  readonly #changes: Change[];

  constructor(schema: Schema, changes: Change[]) {
    this.#schema = schema;
    this.#changes = changes;
  }

  mend(value: Json, given: Json, path: Path): Json {
    const schema = this.#schema.resolve(given);
    // The depth of a value bounds the depth of its mending; a schema may lead to itself.
    if (!isJsonObject(schema) || path.length > 200) return value;
    const scalar = this.#mendScalar(value, schema, path);
    if (isList(scalar)) return this.#mendList(scalar, schema, path);
    return isJsonObject(scalar) ? this.#mendObject(scalar, schema, path) : scalar;
  }

  #mendScalar(value: Json, { type }: JsonObject, path: Path): Json {
    const allowed = isList(type) ? type : [type];
    if (type === undefined || allowed.some((one) => one !== undefined && typeMatches(value, one))) return value;
    const fitted = value === '' && allowed.includes('null') ? null : fitScalar(value, type);
    if (fitted === undefined) return value;
    this.#changes.push({ path, message: `was ${describeValue(value)}, is now ${describeValue(fitted)}` });
    return fitted;
  }

  #mendList(value: readonly Json[], { items, prefixItems }: JsonObject, path: Path): Json {
    const first = isList(prefixItems) ? prefixItems : [];
    return value.map((item, index) => this.mend(item, first[index] ?? items ?? true, [...path, index]));
  }

  #mendObject(value: JsonObject, schema: JsonObject, path: Path): Json {
    const properties = new Map(Object.entries(isJsonObject(schema['properties']) ? schema['properties'] : {}));
    const required = isList(schema['required']) ? schema['required'] : [];
    const entries = Object.entries(value).flatMap(([name, item]): [string, Json][] => {
      const inner = properties.get(name) ?? schema['additionalProperties'] ?? true;
      const mended = this.mend(item, inner, [...path, name]);
      if (!this.#isEmptyOption(mended, inner) || required.includes(name)) return [[name, mended]];
      this.#changes.push({ path: [...path, name], message: 'was empty, is now left out' });
      return [];
    });
    return Object.fromEntries([...entries, ...this.#defaultsFor(value, properties, path)]);
  }

  /** Empty, and of a type that has no empty value. */
  #isEmptyOption(value: Json, given: Json): boolean {
    const schema = this.#schema.resolve(given);
    if ((value !== null && value !== '') || !isJsonObject(schema) || schema['type'] === undefined) return false;
    const types = isList(schema['type']) ? schema['type'] : [schema['type']];
    return !types.some((type) => typeMatches(value, type));
  }

  #defaultsFor(value: JsonObject, properties: ReadonlyMap<string, Json>, path: Path): [string, Json][] {
    return [...properties].flatMap(([name, given]): [string, Json][] => {
      const schema = this.#schema.resolve(given);
      const fallback = isJsonObject(schema) ? schema['default'] : undefined;
      if (fallback === undefined || Object.hasOwn(value, name)) return [];
      this.#changes.push({ path: [...path, name], message: `was missing, is now ${describeValue(fallback)}` });
      return [[name, fallback]];
    });
  }
}
