import type { YamlEntry, YamlMap, YamlNode } from '../yaml/tree.ts';
import type { KeySpec, TableName } from './shape.ts';
import { TABLES } from './tables.ts';

/** The entries of a map by the names of a table, aliases resolved; of two spellings of one key the first counts. */
export type Fields = ReadonlyMap<string, YamlEntry>;

interface Known {
  readonly name: string;
  readonly spec: KeySpec;
}

const knownByTable = new Map<TableName, ReadonlyMap<string, Known>>();

/** All spellings of the keys of a table. */
export function knownKeys(table: TableName): ReadonlyMap<string, Known> {
  const cached = knownByTable.get(table);
  if (cached !== undefined) return cached;
  const pairs = Object.entries(TABLES[table].keys).flatMap(([name, spec]) =>
    [name, ...(spec.aliases ?? [])].map((key) => [key, { name, spec }] as const),
  );
  const known = new Map(pairs);
  knownByTable.set(table, known);
  return known;
}

const EMPTY: Fields = new Map();
const fieldsByMap = new WeakMap<YamlMap, Fields>();

/** Reads a node as a table, without reporting anything: the validator has done that. */
export function fieldsOf(node: YamlNode | undefined, table: TableName): Fields {
  if (node === undefined || node.kind !== 'map') return EMPTY;
  const cached = fieldsByMap.get(node);
  if (cached !== undefined) return cached;
  const fields = new Map<string, YamlEntry>();
  for (const entry of node.entries) {
    const name = knownKeys(table).get(entry.key)?.name;
    if (name !== undefined && !fields.has(name)) fields.set(name, entry);
  }
  fieldsByMap.set(node, fields);
  return fields;
}

/** The text at a key; undefined where there is none, or something that is no text. */
export function textAt(fields: Fields, key: string): string | undefined {
  const node = fields.get(key)?.value;
  return node?.kind === 'scalar' && node.value !== null ? node.text : undefined;
}

export function numberAt(fields: Fields, key: string): number | undefined {
  const node = fields.get(key)?.value;
  return node?.kind === 'scalar' && typeof node.value === 'number' ? node.value : undefined;
}

export function booleanAt(fields: Fields, key: string): boolean | undefined {
  const node = fields.get(key)?.value;
  return node?.kind === 'scalar' && typeof node.value === 'boolean' ? node.value : undefined;
}

export function itemsAt(fields: Fields, key: string): readonly YamlNode[] {
  const node = fields.get(key)?.value;
  return node?.kind === 'list' ? node.items : [];
}

export function entriesAt(fields: Fields, key: string): readonly YamlEntry[] {
  const node = fields.get(key)?.value;
  return node?.kind === 'map' ? node.entries : [];
}

/** A name with its place: an item of a list, or a part of a text with commas. */
export interface NamePlace {
  readonly name: string;
  readonly node: YamlNode;
}

/** A list of names, or one text with commas, as names with their exact places. */
export function namesAt(fields: Fields, key: string): readonly NamePlace[] {
  const node = fields.get(key)?.value;
  if (node?.kind === 'list')
    return node.items.flatMap((item) => (item.kind === 'scalar' ? [{ name: item.text, node: item }] : []));
  if (node?.kind !== 'scalar' || node.value === null) return [];
  return splitNames(node.text).map(({ name, start }) => ({
    name,
    node: { ...node, span: placeOfPart(node, name, start) },
  }));
}

function splitNames(text: string): { name: string; start: number }[] {
  return [...text.matchAll(/[^,]+/g)].flatMap((match) => {
    const name = match[0].trim();
    return name === '' ? [] : [{ name, start: match.index + match[0].indexOf(name) }];
  });
}

function placeOfPart(node: YamlNode, name: string, start: number) {
  const { span } = node;
  // Quotes and folds shift columns; a plain text in one line, the usual case, does not.
  if (span.line !== span.endLine) return span;
  const shift = node.kind === 'scalar' ? (node.source().map[0]?.column ?? span.column) : span.column;
  return { ...span, column: shift + start, endColumn: shift + start + name.length };
}
