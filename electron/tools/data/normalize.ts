import type { JsonObject } from '../../../shared/json.ts';
import { failure } from '../failure.ts';
import { asText, textsOf } from '../parameters.ts';
import { deviationOf, meanOf } from './aggregate.ts';
import { numberOf } from './criteria.ts';
import { cellOf, checkColumns, isMissing, type Row, type Table, withRows } from './table.ts';

/** Brings columns of numbers to one scale: `min-max` to 0…1, `z-score` to mean 0 and deviation 1. */
export function normalize(table: Table, options: JsonObject): Table {
  const method = asText(options['method'] ?? 'min-max')
    .toLowerCase()
    .replaceAll('_', '-');
  const given = textsOf(options, 'columns');
  checkColumns(table, given, 'normalize');
  const columns = given.length > 0 ? given : table.columns.filter((column) => numbersOf(table, column) !== null);
  const scales = columns.map((column) => [column, scaleFor(table, column, method)] as const);
  const rows = table.rows.map((row): Row => {
    const changed = scales.flatMap(([column, scale]) => {
      const number = numberOf(cellOf(row, column));
      return number === null ? [] : [[column, scale(number)] as const];
    });
    return { ...row, ...Object.fromEntries(changed) };
  });
  return withRows(table, rows, table.columns);
}

function scaleFor(table: Table, column: string, method: string): (value: number) => number {
  const numbers = numbersOf(table, column);
  if (numbers === null)
    throw failure(
      'validation/invalid_data',
      `normalize: the column ${JSON.stringify(column)} holds something that is no number`,
    );
  switch (method) {
    case 'min-max':
    case 'minmax': {
      const low = numbers.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
      const range = numbers.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY) - low;
      return (value) => (range === 0 ? 0 : (value - low) / range);
    }
    case 'z-score':
    case 'zscore':
    case 'standard': {
      const mean = meanOf(numbers) ?? 0;
      const deviation = deviationOf(numbers) ?? 0;
      return (value) => (deviation === 0 ? 0 : (value - mean) / deviation);
    }
    default:
      throw failure(
        'validation/invalid_parameter',
        `normalize: the method is ${JSON.stringify(method)}, expected min-max or z-score`,
      );
  }
}

/** Null if any cell that is there is no number, or there is none. */
function numbersOf(table: Table, column: string): readonly number[] | null {
  const cells = table.rows.map((row) => cellOf(row, column)).filter((cell) => !isMissing(cell));
  const numbers = cells.map(numberOf).filter((number) => number !== null);
  return numbers.length === cells.length && numbers.length > 0 ? numbers : null;
}
