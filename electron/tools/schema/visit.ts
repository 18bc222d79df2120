import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts';
import { compileLinearPattern } from '../../templates/evaluate/regex.ts';
import { isList } from '../parameters.ts';

export type Path = readonly (string | number)[];

/** One way in which a value is not what a schema asks for. */
export interface SchemaProblem {
  readonly path: Path;
  readonly keyword: string;
  readonly message: string;
}

/** A visit of one value under one schema. */
export interface Visit {
  readonly schema: JsonObject;
  readonly path: Path;
  readonly report: (message: string, at?: Path) => void;
  /** Problems of a value under another schema, reported here. */
  readonly descend: (value: Json, schema: Json, key?: string | number) => void;
  /** Problems of the same value under another schema, not reported. */
  readonly attempt: (value: Json, schema: Json) => readonly SchemaProblem[];
}

/** What the operand of a keyword must be, so that a schema is refused before any data is read. */
export type OperandKind =
  | 'schema'
  | 'schemas'
  | 'schemaMap'
  | 'number'
  | 'count'
  | 'text'
  | 'flag'
  | 'texts'
  | 'textsMap'
  | 'list'
  | 'types'
  | 'any';

export interface Keyword {
  readonly operand: OperandKind;
  /** Absent: a remark, or read by another keyword. */
  readonly check?: (value: Json, operand: Json, visit: Visit) => void;
}

export function matches(pattern: string, text: string): boolean {
  return compileLinearPattern(pattern).matcher(text).find();
}

export function ensure(holds: boolean, report: Visit['report'], message: string): void {
  if (!holds) report(message);
}

export function each(list: Json, visit: (item: Json, index: number) => void): void {
  if (isList(list)) list.forEach(visit);
}

export function eachEntry(map: Json, visit: (name: string, item: Json) => void): void {
  if (isJsonObject(map)) for (const [name, item] of Object.entries(map)) visit(name, item);
}
