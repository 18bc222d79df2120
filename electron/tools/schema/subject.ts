import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts';
import { readCsvTexts, typeColumns } from '../data/csv.ts';
import { delimiterOf, formatOf, guessFormat, INPUT_FORMATS, parseText } from '../data/formats.ts';
import { isList } from '../parameters.ts';
import { fitScalar } from './coerce.ts';
import type { Schema } from './schema.ts';

/** What is validated: one value, or rows that the schema describes one by one. */
export type Subject =
  | { readonly kind: 'value'; readonly value: Json }
  | { readonly kind: 'rows'; readonly rows: readonly { readonly checked: Json; readonly data: Json }[] };

/** Reads `data`. A list is rows, unless the schema itself asks for a list. Cells of CSV get the types of the schema. */
export async function readSubject(
  data: Json,
  schema: Schema,
  { parameters, signal }: { parameters: JsonObject; signal: AbortSignal },
): Promise<Subject> {
  if (typeof data !== 'string' || isForText(schema)) return subjectOf(data, schema);
  const given = formatOf(parameters, 'format', INPUT_FORMATS) ?? 'auto';
  const format = given === 'auto' ? guessFormat(data) : given;
  const delimiter = delimiterOf(parameters, format, data);
  if (delimiter === null) return subjectOf(parseText(data, format), schema);
  const texts = await readCsvTexts(data, delimiter, signal);
  const inferred = (await typeColumns(texts, signal)).rows;
  const properties = propertiesOf(rowSchemaOf(schema), schema);
  const rows = texts.rows.map((cells, index) => {
    const named = texts.columns.map((name, column) => [name, cells[column] ?? ''] as const);
    return rowOf(named, inferred[index] ?? {}, properties);
  });
  return asksForList(schema) ? { kind: 'value', value: rows.map(({ checked }) => checked) } : { kind: 'rows', rows };
}

function subjectOf(value: Json, schema: Schema): Subject {
  if (!isList(value) || asksForList(schema)) return { kind: 'value', value };
  return { kind: 'rows', rows: value.map((row) => ({ checked: row, data: row })) };
}

/** CSV cannot say the type of a cell, or whether it is empty or missing: an empty cell counts as missing. */
function rowOf(
  cells: readonly (readonly [string, string])[],
  inferred: JsonObject,
  properties: ReadonlyMap<string, Json>,
): { checked: Json; data: Json } {
  const typed = cells.map(([name, text]): [string, Json] => {
    const type = properties.get(name);
    return [name, type === undefined ? (inferred[name] ?? null) : (fitScalar(text, type) ?? text)];
  });
  const checked = typed.filter((_cell, index) => cells[index]?.[1] !== '');
  const data = typed.map(([name, value]): [string, Json] => [
    name,
    value === '' && properties.has(name) && !isTextType(properties.get(name)) ? null : value,
  ]);
  return { checked: Object.fromEntries(checked), data: Object.fromEntries(data) };
}

function isTextType(type: Json | undefined): boolean {
  return type === 'string' || (isList(type) && type.includes('string'));
}

/** The types that the schema names for the columns. */
function propertiesOf(rowSchema: Json, { resolve }: Schema): ReadonlyMap<string, Json> {
  const properties = isJsonObject(rowSchema) ? rowSchema['properties'] : undefined;
  const types = Object.entries(isJsonObject(properties) ? properties : {}).flatMap(
    ([name, given]): [string, Json][] => {
      const schema = resolve(given);
      const type = isJsonObject(schema) ? schema['type'] : undefined;
      return type === undefined ? [] : [[name, type]];
    },
  );
  return new Map(types);
}

function rowSchemaOf(schema: Schema): Json {
  const root = schema.resolve(schema.root);
  return asksForList(schema) && isJsonObject(root) ? schema.resolve(root['items'] ?? true) : root;
}

function asksForList({ root, resolve }: Schema): boolean {
  const schema = resolve(root);
  if (!isJsonObject(schema)) return false;
  const { type } = schema;
  return (
    type === 'array' ||
    (isList(type) && type.includes('array')) ||
    (type === undefined && ('items' in schema || 'prefixItems' in schema))
  );
}

/** The data is meant to be a text, not to be read as one. */
function isForText({ root, resolve }: Schema): boolean {
  const schema = resolve(root);
  return isJsonObject(schema) && isTextType(schema['type']);
}
