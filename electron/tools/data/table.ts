import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts';
import { failure, throwIfAborted } from '../failure.ts';
import { isList } from '../parameters.ts';

export type Row = JsonObject;

/** Rows with named columns, and what was around them. */
export interface Table {
  readonly rows: readonly Row[];
  /** Every column of any row, in order of first appearance. */
  readonly columns: readonly string[];
  /** How a text file wrote a value that would be written otherwise now: `19.90`, `TRUE`. By column, then by value. */
  readonly spellings: ReadonlyMap<string, ReadonlyMap<Json, string>>;
  /** Puts rows back where they were found: `{ records: [...], source: 'x' }`. */
  readonly wrap: (rows: readonly Row[]) => Json;
}

const NO_SPELLINGS: Table['spellings'] = new Map();

export function tableOf(rows: readonly Row[], rest: Partial<Table> = {}): Table {
  return {
    rows,
    columns: rest.columns ?? columnsOf(rows),
    spellings: rest.spellings ?? NO_SPELLINGS,
    wrap: rest.wrap ?? ((changed) => changed),
  };
}

/** The same table with other rows; columns are looked up again. */
export function withRows(table: Table, rows: readonly Row[], columns?: readonly string[]): Table {
  return { ...table, rows, columns: columns ?? (rows.length === 0 ? table.columns : columnsOf(rows)) };
}

/** The rows in a value: a list of objects, the only such list in an object, or one object as one row. */
export function findRows(value: Json): Table {
  if (isList(value)) return tableOf(value.map(rowOf));
  if (!isJsonObject(value)) {
    throw failure(
      'validation/invalid_data',
      `\`data\` is ${typeof value} ${String(value)}, expected rows: a list of objects, or text that holds one`,
    );
  }
  const lists = Object.entries(value).filter(
    ([, inner]) => isList(inner) && inner.length > 0 && inner.every(isJsonObject),
  );
  const [only] = lists;
  if (only === undefined || lists.length > 1) return tableOf([value]);
  const [name, rows] = only;
  return { ...findRows(rows), wrap: (changed) => ({ ...value, [name]: changed }) };
}

/** A list of plain values is a table with the one column `value`. */
function rowOf(value: Json): Row {
  return isJsonObject(value) ? value : { value };
}

export function columnsOf(rows: readonly Row[]): readonly string[] {
  const columns = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) columns.add(name);
  return [...columns];
}

/** Empty cells of text files, null, and names that a row does not have. */
export function isMissing(value: Json | undefined): value is null | undefined | '' {
  return value === undefined || value === null || value === '';
}

/** The value of a cell; `null` where the row has no such column. */
export function cellOf(row: Row, column: string): Json {
  return Object.hasOwn(row, column) ? (row[column] ?? null) : null;
}

/** Refuses columns that no row has; the message names those that are there. */
export function checkColumns(table: Table, names: readonly string[], at: string): void {
  const known = new Set(table.columns);
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length === 0 || table.rows.length === 0) return;
  throw failure(
    'validation/unknown_column',
    `${at}: there is no column ${unknown.map((name) => JSON.stringify(name)).join(', ')}; the data has ${table.columns.slice(0, 30).join(', ')}`,
  );
}

const ROWS_BETWEEN_BREATHS = 2000;

/** Maps rows without holding up the process: others get a turn in between, and an abort is seen. */
export async function mapRows<R, T>(
  rows: readonly R[],
  signal: AbortSignal,
  map: (row: R, index: number) => T,
): Promise<T[]> {
  const mapped: T[] = [];
  for (const [index, row] of rows.entries()) {
    if (index % ROWS_BETWEEN_BREATHS === ROWS_BETWEEN_BREATHS - 1) await breathe(signal);
    mapped.push(map(row, index));
  }
  return mapped;
}

export async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  throwIfAborted(signal);
}
