import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts';
import { failure } from '../failure.ts';
import { asText, isList, textsOf } from '../parameters.ts';
import { numberOf } from './criteria.ts';
import { cellOf, checkColumns, isMissing, type Row, type Table, withRows } from './table.ts';

/** From the cells of one column that are not missing to one value. */
type Reducer = (cells: readonly Json[], numbers: () => readonly number[]) => Json;

const REDUCERS: ReadonlyMap<string, Reducer> = new Map<string, Reducer>([
  ['sum', (_cells, numbers) => sum(numbers())],
  ['mean', (_cells, numbers) => meanOf(numbers())],
  ['median', (_cells, numbers) => quantileOf(sorted(numbers()), 0.5)],
  ['min', (cells, numbers) => extreme(cells, numbers, -1)],
  ['max', (cells, numbers) => extreme(cells, numbers, 1)],
  ['std', (_cells, numbers) => deviationOf(numbers())],
  ['var', (_cells, numbers) => varianceOf(numbers())],
  ['count', (cells) => cells.length],
  ['count_distinct', (cells) => new Set(cells.map(canonicalJson)).size],
  ['first', (cells) => cells[0] ?? null],
  ['last', (cells) => cells.at(-1) ?? null],
  ['list', (cells) => [...cells]],
  ['mode', (cells) => modeOf(cells)],
]);
const SAME = new Map([
  ['avg', 'mean'],
  ['average', 'mean'],
  ['minimum', 'min'],
  ['maximum', 'max'],
  ['stddev', 'std'],
  ['variance', 'var'],
  ['nunique', 'count_distinct'],
  ['distinct', 'count_distinct'],
  ['size', 'count'],
  ['collect', 'list'],
  ['total', 'sum'],
]);

interface Aggregation {
  readonly name: string;
  readonly column: string;
  readonly fn: string;
}

/** One row per group, in order of first appearance; without `group_by`, one row. */
export function aggregate(table: Table, parameters: JsonObject): Table {
  const groupBy = textsOf(parameters, 'group_by');
  const aggregations = readAggregations(parameters);
  checkColumns(
    table,
    [...groupBy, ...aggregations.map(({ column }) => column).filter((column) => column !== '*')],
    'aggregate',
  );
  const groups = groupBy.length === 0 ? [table.rows] : [...groupRows(table.rows, groupBy).values()];
  const rows = groups.map((members): Row => {
    const [first = {}] = members;
    const keys = groupBy.map((column) => [column, cellOf(first, column)] as const);
    return Object.fromEntries([...keys, ...aggregations.map((one) => [one.name, reduceColumn(members, one)] as const)]);
  });
  return withRows(table, rows, [...groupBy, ...aggregations.map(({ name }) => name)]);
}

/** One row per value of `index`, one column per value of `columns`. */
export function pivot(table: Table, parameters: JsonObject): Table {
  const [index, columns, values] = [
    textsOf(parameters, 'index'),
    textsOf(parameters, 'columns'),
    textsOf(parameters, 'values'),
  ];
  if (index.length === 0 || columns.length === 0 || values.length === 0) {
    throw failure('validation/missing_parameter', 'a pivot needs `index` (rows), `columns` and `values`');
  }
  checkColumns(table, [...index, ...columns, ...values], 'pivot');
  const fn = asText(parameters['aggfunc'] ?? 'sum');
  const fill = parameters['fill_value'] ?? null;
  const headings = headingsOf(table.rows, columns);
  const cells = values.flatMap((column) =>
    headings.map((heading) => ({ column, heading, name: values.length === 1 ? heading : `${column}_${heading}` })),
  );
  const rows = [...groupRows(table.rows, index).values()].map((members): Row => {
    const [first = {}] = members;
    const keys = index.map((column) => [column, cellOf(first, column)] as const);
    const byHeading = groupBy(members, (row) => headingOf(row, columns));
    return Object.fromEntries([
      ...keys,
      ...cells.map(({ column, heading, name }) => {
        const group = byHeading.get(heading);
        return [name, group === undefined ? fill : reduceColumn(group, { name, column, fn })] as const;
      }),
    ]);
  });
  return withRows(table, rows, [...index, ...cells.map(({ name }) => name)]);
}

/** Rows by the values of some columns; missing values form a group of their own. */
function groupRows(rows: readonly Row[], columns: readonly string[]): Map<string, Row[]> {
  return groupBy(rows, (row) => canonicalJson(columns.map((column) => cellOf(row, column))));
}

export function groupBy(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

function headingsOf(rows: readonly Row[], columns: readonly string[]): readonly string[] {
  return [...new Set(rows.map((row) => headingOf(row, columns)))].sort();
}

function headingOf(row: Row, columns: readonly string[]): string {
  return columns.map((column) => asText(cellOf(row, column) ?? '')).join('_');
}

function readAggregations(parameters: JsonObject): readonly Aggregation[] {
  const given = parameters['aggregations'] ?? shortForm(parameters);
  if (isList(given)) return given.map((one) => aggregationOf(isJsonObject(one) ? one : {}, null));
  if (!isJsonObject(given) || Object.keys(given).length === 0) {
    throw failure(
      'validation/missing_parameter',
      '`aggregations` is missing: expected a map such as `total: { column: price, function: sum }`',
    );
  }
  return Object.entries(given).flatMap(([name, how]) => {
    if (isJsonObject(how)) return [aggregationOf(how, name)];
    // `price: sum` and `price: [sum, mean]`: the name is the column.
    return (isList(how) ? how : [how]).map((fn) =>
      aggregationOf({ column: name, function: fn }, isList(how) ? null : name),
    );
  });
}

/** `{ operation: sum, field: value }`. */
function shortForm(parameters: JsonObject): Json {
  const fn = parameters['function'] ?? parameters['operation'];
  const column = parameters['field'] ?? parameters['column'];
  return typeof fn === 'string' && typeof column === 'string' ? [{ column, function: fn }] : null;
}

function aggregationOf(how: JsonObject, given: string | null): Aggregation {
  const fn = canonicalName(asText(how['function'] ?? how['func'] ?? how['operation'] ?? 'count'));
  const column = how['column'] ?? how['field'] ?? (fn === 'count' ? '*' : given);
  if (typeof column !== 'string')
    throw failure('validation/missing_parameter', `the aggregation ${JSON.stringify(given ?? fn)} names no \`column\``);
  const named = how['as'] ?? how['name'] ?? given;
  return { name: typeof named === 'string' ? named : `${column === '*' ? 'row' : column}_${fn}`, column, fn };
}

function canonicalName(given: string): string {
  const word = given.trim().toLowerCase();
  const name = SAME.get(word) ?? word;
  if (REDUCERS.has(name)) return name;
  throw failure(
    'validation/invalid_parameter',
    `there is no aggregation ${JSON.stringify(given)}, expected one of ${[...REDUCERS.keys()].join(', ')}`,
  );
}

function reduceColumn(rows: readonly Row[], { name, column, fn }: Aggregation): Json {
  if (column === '*') return rows.length;
  const reducer = REDUCERS.get(canonicalName(fn));
  const cells = rows.map((row) => cellOf(row, column)).filter((cell) => !isMissing(cell));
  const numbers = (): readonly number[] => cells.map((cell) => numberOf(cell) ?? noNumber(cell, { name, column, fn }));
  return reducer === undefined ? null : reducer(cells, numbers);
}

function noNumber(cell: Json, { name, column, fn }: Aggregation): never {
  throw failure(
    'validation/invalid_data',
    `cannot compute ${fn} for ${JSON.stringify(name)}: the column ${JSON.stringify(column)} holds ${asText(cell)}, which is no number`,
    {
      hint: 'Turn the column into numbers first (`cast`), or filter those rows out.',
    },
  );
}

function extreme(cells: readonly Json[], numbers: () => readonly number[], direction: 1 | -1): Json {
  if (cells.length === 0) return null;
  if (cells.every((cell) => numberOf(cell) !== null))
    return numbers().reduce((a, b) => ((b - a) * direction > 0 ? b : a));
  return cells.map(asText).reduce((a, b) => (direction > 0 === b > a ? b : a));
}

/** Kahan's sum: 0.1 ten times is 1. */
function sum(numbers: readonly number[]): number {
  let total = 0;
  let lost = 0;
  for (const number of numbers) {
    const next = number - lost;
    const grown = total + next;
    lost = grown - total - next;
    total = grown;
  }
  return total;
}

export function meanOf(numbers: readonly number[]): number | null {
  return numbers.length === 0 ? null : sum(numbers) / numbers.length;
}

/** Of a sample: divided by n − 1, as spreadsheets and pandas do; null under two values. */
function varianceOf(numbers: readonly number[]): number | null {
  const mean = meanOf(numbers);
  if (mean === null || numbers.length < 2) return null;
  return sum(numbers.map((number) => (number - mean) ** 2)) / (numbers.length - 1);
}

export function deviationOf(numbers: readonly number[]): number | null {
  const variance = varianceOf(numbers);
  return variance === null ? null : Math.sqrt(variance);
}

export function sorted(numbers: readonly number[]): readonly number[] {
  return [...numbers].sort((a, b) => a - b);
}

/** Between the two nearest values, in proportion. */
export function quantileOf(ascending: readonly number[], share: number): number | null {
  if (ascending.length === 0) return null;
  const position = (ascending.length - 1) * share;
  const low = ascending[Math.floor(position)] ?? 0;
  const high = ascending[Math.ceil(position)] ?? low;
  return low + (high - low) * (position - Math.floor(position));
}

function modeOf(cells: readonly Json[]): Json {
  const [most] = countValues(cells);
  return most?.value ?? null;
}

/** Values and how often they occur, the most frequent first. */
export function countValues(cells: readonly Json[]): readonly { readonly value: Json; readonly count: number }[] {
  const counts = new Map<string, { value: Json; count: number }>();
  for (const value of cells) {
    const key = canonicalJson(value);
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { value, count: 1 });
    else known.count += 1;
  }
  return [...counts.values()].sort((a, b) => b.count - a.count);
}
