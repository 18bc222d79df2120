import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts';
import { failure } from '../failure.ts';
import { asText, isList, objectOf, numberOf as parameterNumber, textsOf } from '../parameters.ts';
import type { ToolContext } from '../tool.ts';
import { aggregate, meanOf, pivot, quantileOf, sorted } from './aggregate.ts';
import { compileCast } from './cast.ts';
import { compareCells, compileFilter, numberOf } from './criteria.ts';
import { compileRowExpression } from './expressions.ts';
import { normalize } from './normalize.ts';
import { cellOf, checkColumns, isMissing, mapRows, type Row, type Table, withRows } from './table.ts';

type Context = Pick<ToolContext, 'now' | 'signal'>;
type Operation = (table: Table, options: JsonObject, context: Context) => Promise<Table> | Table;

const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['filter', filterRows],
  ['deduplicate', deduplicate],
  ['cast', castColumns],
  ['fill_missing', fillMissing],
  ['calculate', calculate],
  ['select', (table, options) => selectColumns(table, columnsIn(options, table, 'select'))],
  ['drop', dropColumns],
  ['rename', renameColumns],
  ['sort', sortRows],
  [
    'limit',
    (table, options) => withRows(table, table.rows.slice(0, parameterNumber(options, 'count', 10)), table.columns),
  ],
  ['normalize', (table, options) => normalize(table, options)],
  ['aggregate', (table, options) => aggregate(table, options)],
  ['pivot', (table, options) => pivot(table, options)],
]);
const SAME = new Map([
  ['remove_duplicates', 'deduplicate'],
  ['convert_types', 'cast'],
  ['fill', 'fill_missing'],
  ['handle_missing', 'fill_missing'],
  ['compute', 'calculate'],
  ['add_columns', 'calculate'],
  ['drop_columns', 'drop'],
  ['remove', 'drop'],
  ['rename_columns', 'rename'],
  ['order', 'sort'],
  ['sort_by', 'sort'],
  ['head', 'limit'],
  ['normalise', 'normalize'],
  ['scale', 'normalize'],
]);

/** Applies operations one after the other. Errors name the operation by its number. */
export async function transform(table: Table, operations: readonly Json[], context: Context): Promise<Table> {
  let current = table;
  for (const [index, operation] of operations.entries()) {
    const { run, options } = readOperation(operation, index);
    current = await run(current, options, context);
  }
  return current;
}

function readOperation(operation: Json, index: number): { run: Operation; options: JsonObject } {
  if (!isJsonObject(operation)) {
    throw failure(
      'validation/invalid_parameter',
      `\`operations[${index}]\` is ${asText(operation)}, expected a map with \`type\``,
    );
  }
  const type = asText(operation['type'] ?? operation['action'] ?? '')
    .trim()
    .toLowerCase();
  const run = OPERATIONS.get(SAME.get(type) ?? type);
  if (run !== undefined) return { run, options: operation };
  throw failure(
    'validation/invalid_parameter',
    `\`operations[${index}].type\` is ${JSON.stringify(type)}, expected one of ${[...OPERATIONS.keys()].join(', ')}`,
  );
}

export async function filterRows(table: Table, options: JsonObject, { now, signal }: Context): Promise<Table> {
  const test = compileFilter(options, table, { now });
  const keep = await mapRows(table.rows, signal, test);
  return withRows(
    table,
    table.rows.filter((_row, index) => keep[index]),
    table.columns,
  );
}

export function deduplicate(table: Table, options: JsonObject): Table {
  const columns = columnsIn(options, table, 'deduplicate');
  const keep = asText(options['keep'] ?? 'first');
  const rows = keep === 'last' ? table.rows.toReversed() : table.rows;
  const seen = new Set<string>();
  const kept = rows.filter((row) => {
    const key = canonicalJson((columns.length === 0 ? table.columns : columns).map((column) => cellOf(row, column)));
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
  return withRows(table, keep === 'last' ? kept.toReversed() : kept, table.columns);
}

function castColumns(table: Table, options: JsonObject, { signal }: Context): Promise<Table> {
  const types = namedBy(options, 'columns', 'cast');
  checkColumns(table, Object.keys(types), 'cast');
  const isLenient =
    'on_error' in options && ['null', 'coerce', 'ignore'].includes(asText(options['on_error'] ?? 'null'));
  const casts = Object.entries(types).map(([column, type]) => [column, compileCast(column, type, isLenient)] as const);
  return changeRows(table, signal, (row, index) =>
    casts.map(([column, cast]) => [column, cast(cellOf(row, column), index)]),
  );
}

/** A value per column, or a word for all columns: `mean median zero forward_fill backward_fill drop`. */
export function fillMissing(table: Table, options: JsonObject): Table {
  const strategy = options['strategy'] ?? options['columns'] ?? options['value'] ?? null;
  if (!isJsonObject(strategy))
    return textsOf({ columns: options['columns'] ?? [...table.columns] }, 'columns').reduce(
      (filled, column) => fillColumn(filled, column, strategy),
      table,
    );
  return Object.entries(strategy).reduce((filled, [column, value]) => fillColumn(filled, column, value), table);
}

function fillColumn(table: Table, column: string, filler: Json): Table {
  checkColumns(table, [column], 'fill_missing');
  const set = (row: Row, value: Json): Row =>
    isMissing(cellOf(row, column)) && !isMissing(value) ? { ...row, [column]: value } : row;
  switch (filler) {
    case 'forward_fill':
    case 'ffill':
      return withRows(table, carry(table.rows, column), table.columns);
    case 'backward_fill':
    case 'bfill':
      return withRows(table, carry(table.rows.toReversed(), column).toReversed(), table.columns);
    case 'drop':
      return withRows(
        table,
        table.rows.filter((row) => !isMissing(cellOf(row, column))),
        table.columns,
      );
    case 'mean':
    case 'median':
    case 'zero': {
      const value = fillerFor(table, column, filler);
      return withRows(
        table,
        table.rows.map((row) => set(row, value)),
        table.columns,
      );
    }
    default:
      return withRows(
        table,
        table.rows.map((row) => set(row, filler)),
        table.columns,
      );
  }
}

/** Null where the column has texts: a mean of names means nothing, and such cells stay empty. */
function fillerFor(table: Table, column: string, filler: 'mean' | 'median' | 'zero'): number | null {
  const numbers = table.rows
    .map((row) => cellOf(row, column))
    .filter((cell) => !isMissing(cell))
    .map(numberOf);
  const known = numbers.filter((number) => number !== null);
  if (known.length < numbers.length) return null;
  if (filler === 'zero') return 0;
  return filler === 'mean' ? meanOf(known) : quantileOf(sorted(known), 0.5);
}

function carry(rows: readonly Row[], column: string): Row[] {
  let last: Json = null;
  return rows.map((row) => {
    const cell = cellOf(row, column);
    if (isMissing(cell)) return isMissing(last) ? row : { ...row, [column]: last };
    last = cell;
    return row;
  });
}

/** What an operation is about. Without it the operation would do nothing, and nobody would notice. */
function namedBy(options: JsonObject, name: string, operation: string): JsonObject {
  const named = objectOf(options, name);
  if (Object.keys(named).length > 0) return named;
  throw failure(
    'validation/invalid_parameter',
    `${operation}: \`${name}\` is missing; expected a map, for example \`${name}: ${EXAMPLES.get(operation) ?? '{ name: value }'}\``,
  );
}

const EXAMPLES: ReadonlyMap<string, string> = new Map([
  ['calculate', '{ total: quantity * price }'],
  ['cast', '{ price: number }'],
  ['rename', '{ old: new }'],
]);

/** Columns are computed one after the other: the second expression may use the first column. */
async function calculate(table: Table, options: JsonObject, context: Context): Promise<Table> {
  let current = table;
  for (const [column, text] of Object.entries(namedBy(options, 'expressions', 'calculate'))) {
    if (typeof text !== 'string') {
      current = await changeRows(current, context.signal, () => [[column, text]]);
      continue;
    }
    const { value } = compileRowExpression(text, current, context);
    current = await changeRows(current, context.signal, (row, index) => [[column, value(row, index)]]);
  }
  return current;
}

function selectColumns(table: Table, columns: readonly string[]): Table {
  const rows = table.rows.map((row): Row => Object.fromEntries(columns.map((column) => [column, cellOf(row, column)])));
  return withRows(table, rows, columns);
}

function dropColumns(table: Table, options: JsonObject): Table {
  const dropped = new Set(columnsIn(options, table, 'drop'));
  return selectColumns(
    table,
    table.columns.filter((column) => !dropped.has(column)),
  );
}

function renameColumns(table: Table, options: JsonObject): Table {
  const names = new Map(Object.entries(namedBy(options, 'columns', 'rename')).map(([from, to]) => [from, asText(to)]));
  checkColumns(table, [...names.keys()], 'rename');
  const rename = (column: string): string => names.get(column) ?? column;
  const columns = table.columns.map(rename);
  const twice = columns.find((column, index) => columns.indexOf(column) !== index);
  if (twice !== undefined)
    throw failure('validation/invalid_parameter', `rename: there would be two columns named ${JSON.stringify(twice)}`);
  const rows = table.rows.map(
    (row): Row => Object.fromEntries(Object.entries(row).map(([column, cell]) => [rename(column), cell])),
  );
  const spellings = new Map([...table.spellings].map(([column, texts]) => [rename(column), texts]));
  return { ...withRows(table, rows, columns), spellings };
}

function sortRows(table: Table, options: JsonObject): Table {
  const by = textsOf(
    { by: options['by'] ?? options['columns'] ?? options['column'] ?? options['field'] ?? null },
    'by',
  );
  checkColumns(table, by, 'sort');
  const isDescending =
    options['descending'] === true ||
    options['ascending'] === false ||
    asText(options['order'] ?? '')
      .toLowerCase()
      .startsWith('desc');
  const rows = table.rows.toSorted((left, right) => {
    for (const column of by) {
      const [a, b] = [cellOf(left, column), cellOf(right, column)];
      const difference = compareCells(a, b);
      // Missing cells come last in either direction.
      if (difference !== 0) return isDescending && !isMissing(a) && !isMissing(b) ? -difference : difference;
    }
    return 0;
  });
  return withRows(table, rows, table.columns);
}

async function changeRows(
  table: Table,
  signal: AbortSignal,
  changes: (row: Row, index: number) => readonly (readonly [string, Json])[],
): Promise<Table> {
  const rows = await mapRows(
    table.rows,
    signal,
    (row, index): Row => ({ ...row, ...Object.fromEntries(changes(row, index)) }),
  );
  return withRows(table, rows);
}

function columnsIn(options: JsonObject, table: Table, at: string): readonly string[] {
  const columns = options['columns'] ?? options['column'] ?? options['fields'] ?? null;
  const names = textsOf({ columns: isList(columns) || typeof columns === 'string' ? columns : null }, 'columns');
  checkColumns(table, names, at);
  return names;
}
