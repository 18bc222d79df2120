import { canonicalJson, type Json, type JsonObject } from '../../../shared/json.ts';
import { asText, isList } from '../parameters.ts';
import { countValues, deviationOf, meanOf, quantileOf, sorted } from './aggregate.ts';
import { numberOf } from './criteria.ts';
import { breathe, cellOf, isMissing, mapRows, type Table } from './table.ts';

type DataType = 'numeric' | 'boolean' | 'date' | 'text' | 'list' | 'object' | 'mixed' | 'empty';

/** What a table holds: sizes, and for each column its type, gaps, distinct values and statistics. */
export async function profile(table: Table, signal: AbortSignal): Promise<JsonObject> {
  const distinctRows = new Set(await mapRows(table.rows, signal, canonicalJson)).size;
  const columns: [string, JsonObject][] = [];
  for (const name of table.columns) {
    columns.push([name, profileColumn(table.rows.map((row) => cellOf(row, name)))]);
    await breathe(signal);
  }
  return {
    row_count: table.rows.length,
    column_count: table.columns.length,
    duplicate_rows: table.rows.length - distinctRows,
    missing_cells: columns.reduce((total, [, column]) => total + Number(column['missing_count']), 0),
    columns: Object.fromEntries(columns),
  };
}

function profileColumn(cells: readonly Json[]): JsonObject {
  const there = cells.filter((cell) => !isMissing(cell));
  const counts = countValues(there);
  const dataType = typeOf(there);
  return {
    data_type: dataType,
    missing_count: cells.length - there.length,
    missing_percentage: percentage(cells.length - there.length, cells.length),
    unique_count: counts.length,
    most_frequent: counts.slice(0, 5).map(({ value, count }) => ({ value, count })),
    ...(dataType === 'numeric'
      ? numericStatistics(there.map((cell) => numberOf(cell) ?? 0))
      : textRange(dataType, there)),
  };
}

/** Outliers lie more than 1.5 quartile distances outside the quartiles. */
function numericStatistics(numbers: readonly number[]): JsonObject {
  const ascending = sorted(numbers);
  const [q1, median, q3] = [0.25, 0.5, 0.75].map((share) => quantileOf(ascending, share) ?? 0);
  const reach = 1.5 * ((q3 ?? 0) - (q1 ?? 0));
  const outliers = numbers.filter((number) => number < (q1 ?? 0) - reach || number > (q3 ?? 0) + reach).length;
  return {
    min: ascending[0] ?? null,
    max: ascending.at(-1) ?? null,
    mean: meanOf(numbers),
    median: median ?? null,
    std: deviationOf(numbers),
    q1: q1 ?? null,
    q3: q3 ?? null,
    outlier_count: outliers,
    outlier_percentage: percentage(outliers, numbers.length),
  };
}

function textRange(type: DataType, cells: readonly Json[]): JsonObject {
  if (type !== 'text' && type !== 'date') return {};
  const texts = cells.map(asText);
  return { min: texts.reduce((a, b) => (b < a ? b : a)), max: texts.reduce((a, b) => (b > a ? b : a)) };
}

function typeOf(cells: readonly Json[]): DataType {
  const types = new Set(cells.map(typeOfCell));
  if (types.size === 0) return 'empty';
  const [only] = types;
  return types.size === 1 && only !== undefined ? only : 'mixed';
}

function typeOfCell(cell: Json): DataType {
  if (typeof cell === 'number') return 'numeric';
  if (typeof cell === 'boolean') return 'boolean';
  if (typeof cell !== 'string') return isList(cell) ? 'list' : 'object';
  return /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/.test(cell) ? 'date' : 'text';
}

function percentage(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 100;
}
