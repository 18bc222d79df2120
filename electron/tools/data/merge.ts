import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts';
import { failure } from '../failure.ts';
import { asText, isList, listOf, optionalText, textsOf } from '../parameters.ts';
import { groupBy } from './aggregate.ts';
import { readData } from './formats.ts';
import { cellOf, checkColumns, columnsOf, type Row, type Table, tableOf } from './table.ts';

const JOINS = ['inner', 'left', 'right', 'outer'] as const;
const STRATEGIES = ['combine', 'concat', 'join'] as const;

interface Dataset {
  readonly name: string;
  readonly data: Json;
}

/** One table of several (`concat`, `join` over common columns), or one object with each under its name (`combine`). */
export async function merge(parameters: JsonObject, signal: AbortSignal): Promise<Table | JsonObject> {
  const datasets = datasetsOf(parameters);
  const strategy = strategyOf(parameters, datasets);
  if (strategy === 'combine') return Object.fromEntries(datasets.map(({ name, data }) => [name, data]));
  const tables: Table[] = [];
  for (const { data } of datasets) tables.push((await readData(data, parameters, signal)).table);
  if (strategy === 'concat')
    return tableOf(
      tables.flatMap((table) => table.rows),
      { columns: [...new Set(tables.flatMap((table) => table.columns))] },
    );
  const on = textsOf(parameters, 'on');
  const how = JOINS.find((name) => name === (optionalText(parameters, 'how') ?? 'inner'));
  if (on.length === 0 || how === undefined) {
    throw failure(
      'validation/invalid_parameter',
      `a join needs \`on\` (columns that both sides have) and \`how\`: one of ${JOINS.join(', ')}`,
    );
  }
  return tables.reduce((left, right) => join(left, right, { on, how }));
}

function datasetsOf(parameters: JsonObject): readonly Dataset[] {
  const given = parameters['datasets'];
  const list = isJsonObject(given)
    ? Object.entries(given).map(([name, data]) => ({ name, data }))
    : listOf(parameters, 'datasets');
  if (list.length === 0)
    throw failure(
      'validation/missing_parameter',
      '`datasets` is empty: expected a list of maps with `name` and `data`',
    );
  return list.map((one, index) => {
    if (isJsonObject(one) && one['data'] !== undefined)
      return { name: asText(one['name'] ?? `data_${index + 1}`), data: one['data'] };
    return { name: `data_${index + 1}`, data: one };
  });
}

function strategyOf(parameters: JsonObject, datasets: readonly Dataset[]): (typeof STRATEGIES)[number] {
  const given = optionalText(parameters, 'strategy')?.toLowerCase();
  if (given === undefined) {
    if (textsOf(parameters, 'on').length > 0) return 'join';
    return datasets.every(({ data }) => isList(data) || typeof data === 'string') ? 'concat' : 'combine';
  }
  const found = STRATEGIES.find((name) => name === (given === 'union' || given === 'append' ? 'concat' : given));
  if (found !== undefined) return found;
  throw failure(
    'validation/invalid_parameter',
    `the parameter \`strategy\` is ${JSON.stringify(given)}, expected one of ${STRATEGIES.join(', ')}`,
  );
}

interface JoinOptions {
  readonly on: readonly string[];
  readonly how: (typeof JOINS)[number];
}

/** Columns that both sides have beside `on` get the suffix `_right` on the right side. */
function join(left: Table, right: Table, { on, how }: JoinOptions): Table {
  checkColumns(left, on, 'join');
  checkColumns(right, on, 'join');
  const taken = new Set(left.columns);
  const added = right.columns
    .filter((column) => !on.includes(column))
    .map((column) => [column, taken.has(column) ? `${column}_right` : column] as const);
  const columns = [...left.columns, ...added.map(([, name]) => name)];
  const keyOf = (row: Row): string => canonicalJson(on.map((column) => cellOf(row, column)));
  const byKey = groupBy(right.rows, keyOf);
  const matched = new Set<string>();
  const combine = (mine: Row, other: Row): Row => ({
    ...Object.fromEntries(
      left.columns.map((column) => [
        column,
        on.includes(column) && !Object.hasOwn(mine, column) ? cellOf(other, column) : cellOf(mine, column),
      ]),
    ),
    ...Object.fromEntries(added.map(([column, name]) => [name, cellOf(other, column)])),
  });
  const rows = left.rows.flatMap((row) => {
    const others = byKey.get(keyOf(row));
    if (others === undefined) return how === 'left' || how === 'outer' ? [combine(row, {})] : [];
    matched.add(keyOf(row));
    return others.map((other) => combine(row, other));
  });
  const rest = how === 'right' || how === 'outer' ? right.rows.filter((row) => !matched.has(keyOf(row))) : [];
  return tableOf([...rows, ...rest.map((row) => combine({}, row))], {
    columns: columns.length > 0 ? columns : columnsOf(rows),
  });
}
