import type { Json, JsonObject } from '../../../shared/json.ts';
import { flagOf } from '../parameters.ts';
import { isMissing, type Row, type Table, withRows } from './table.ts';
import { deduplicate, fillMissing } from './transform.ts';

/** White space around texts, empty rows, duplicates and gaps, each where it is asked for. */
export function clean(table: Table, parameters: JsonObject): Table {
  let current = table;
  if (flagOf(parameters, 'trim', true)) current = withRows(current, current.rows.map(trimRow), current.columns);
  if (flagOf(parameters, 'drop_empty_rows', true))
    current = withRows(current, current.rows.filter(isFilled), current.columns);
  if (flagOf(parameters, 'remove_duplicates', false)) current = deduplicate(current, {});
  const strategy = parameters['handle_missing'] ?? null;
  return strategy === null || strategy === 'none' ? current : fillMissing(current, { strategy });
}

function trimRow(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([column, cell]): [string, Json] => [
      column,
      typeof cell === 'string' ? cell.trim() : cell,
    ]),
  );
}

function isFilled(row: Row): boolean {
  return Object.values(row).some((cell) => !isMissing(cell));
}
