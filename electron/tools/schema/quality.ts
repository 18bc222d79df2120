import { isJsonObject, type JsonObject } from '../../../shared/json.ts';
import { profile } from '../data/profile.ts';
import type { Table } from '../data/table.ts';

/** How good a table is, from 0 to 1: the product of how complete, how free of duplicates, and how uniform it is. */
export async function assessQuality(table: Table, signal: AbortSignal): Promise<JsonObject> {
  const described = await profile(table, signal);
  const cells = table.rows.length * table.columns.length;
  const columns = Object.entries(isJsonObject(described['columns']) ? described['columns'] : {});
  const mixed = columns
    .filter(([, column]) => isJsonObject(column) && column['data_type'] === 'mixed')
    .map(([name]) => name);
  const completeness = shareOf(cells - Number(described['missing_cells']), cells);
  const uniqueness = shareOf(table.rows.length - Number(described['duplicate_rows']), table.rows.length);
  const consistency = shareOf(columns.length - mixed.length, columns.length);
  const gaps = columns.flatMap(([name, column]) => gapOf(name, column));
  const duplicates = Number(described['duplicate_rows']);
  return {
    quality_score: round(completeness * uniqueness * consistency),
    completeness: round(completeness),
    uniqueness: round(uniqueness),
    consistency: round(consistency),
    row_count: table.rows.length,
    issues_found: [
      ...(table.rows.length === 0 ? ['there are no rows'] : []),
      ...gaps,
      ...(duplicates > 0 ? [`${duplicates} rows are duplicates`] : []),
      ...mixed.map((name) => `the column ${name} mixes types`),
    ],
    recommendations: [
      ...(gaps.length > 0
        ? ['fill or filter the missing values (data-processing, `clean` with `handle_missing`)']
        : []),
      ...(duplicates > 0 ? ['remove duplicates (data-processing, `clean` with `remove_duplicates: true`)'] : []),
      ...(mixed.length > 0 ? ['bring columns to one type (data-processing, `transform` with `cast`)'] : []),
    ],
  };
}

function gapOf(name: string, column: unknown): readonly string[] {
  if (!isJsonObject(column) || column['missing_count'] === 0) return [];
  return [
    `the column ${name} lacks ${String(column['missing_count'])} values (${String(column['missing_percentage'])} %)`,
  ];
}

/** An empty table has nothing wrong with it but that. */
function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function round(share: number): number {
  return Math.round(share * 10_000) / 10_000;
}
