import type { Json } from '../../../shared/json.ts';
import { booleanWord } from '../../../shared/text/boolean-words.ts';
import { ValueProblem } from '../../templates/errors.ts';
import { readDate } from '../../templates/evaluate/dates.ts';
import { failure } from '../failure.ts';
import { asText } from '../parameters.ts';
import { numberOf } from './criteria.ts';
import { isMissing } from './table.ts';

type Cast = (cell: Json) => Json | undefined;

/** `undefined`: the cell has no such value. */
const CASTS: ReadonlyMap<string, Cast> = new Map<string, Cast>([
  ['integer', (cell) => integerOf(cell)],
  ['number', (cell) => (typeof cell === 'boolean' ? Number(cell) : (numberOf(cell) ?? undefined))],
  ['string', (cell) => asText(cell)],
  ['boolean', (cell) => booleanWord(asText(cell)) ?? undefined],
  ['date', (cell) => dateOf(cell)?.slice(0, 10)],
  ['datetime', (cell) => dateOf(cell)],
]);
const SAME = new Map([
  ['int', 'integer'],
  ['float', 'number'],
  ['double', 'number'],
  ['decimal', 'number'],
  ['numeric', 'number'],
  ['str', 'string'],
  ['text', 'string'],
  ['bool', 'boolean'],
  ['timestamp', 'datetime'],
]);

export type CellCast = (cell: Json, row: number) => Json;

/** Turns cells into a type. Missing cells become null; a cell that has no such value is an error, or null (`lenient`). */
export function compileCast(column: string, type: Json, isLenient: boolean): CellCast {
  const word = asText(type).trim().toLowerCase();
  const name = SAME.get(word) ?? word;
  const cast = CASTS.get(name);
  if (cast === undefined) {
    throw failure(
      'validation/invalid_parameter',
      `the column ${JSON.stringify(column)} cannot be cast to ${JSON.stringify(type)}: expected one of ${[...CASTS.keys()].join(', ')}`,
    );
  }
  return (cell, row) => {
    if (isMissing(cell)) return null;
    const value = cast(cell);
    if (value !== undefined) return value;
    if (isLenient) return null;
    throw failure(
      'validation/invalid_data',
      `cannot cast ${JSON.stringify(cell)} to ${name} (column ${JSON.stringify(column)}, row ${row + 1})`,
      {
        hint: 'Filter such rows out first, or add `on_error: null` to turn them into empty cells.',
        details: { column, row: row + 1 },
      },
    );
  };
}

function integerOf(cell: Json): number | undefined {
  const value = typeof cell === 'boolean' ? Number(cell) : numberOf(cell);
  return value !== null && Number.isSafeInteger(value) ? value : undefined;
}

/** ISO text of a date that exists. A day without a time stays a day; a time without a zone is UTC. */
function dateOf(cell: Json): string | undefined {
  if (typeof cell === 'string' && /^\d{4}-\d\d-\d\d$/.test(cell.trim())) return readable(cell)?.slice(0, 10);
  return readable(cell);
}

function readable(cell: Json): string | undefined {
  try {
    return readDate(cell).toISOString();
  } catch (thrown) {
    if (thrown instanceof ValueProblem) return undefined;
    throw thrown;
  }
}
