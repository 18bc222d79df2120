import { isEqualJson, isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts';
import { failure } from '../failure.ts';
import { asText, isList } from '../parameters.ts';
import type { ToolContext } from '../tool.ts';
import { compileRowExpression } from './expressions.ts';
import { cellOf, checkColumns, isMissing, type Row, type Table } from './table.ts';

type Test = (cell: Json, wanted: Json) => boolean;
export type RowTest = (row: Row, index: number) => boolean;

const TESTS: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['eq', isSame],
  ['ne', (cell, wanted) => !isSame(cell, wanted)],
  ['gt', (cell, wanted) => order(cell, wanted) > 0],
  ['gte', (cell, wanted) => order(cell, wanted) >= 0],
  ['lt', (cell, wanted) => order(cell, wanted) < 0],
  ['lte', (cell, wanted) => order(cell, wanted) <= 0],
  ['in', (cell, wanted) => members(wanted).some((member) => isSame(cell, member))],
  ['not_in', (cell, wanted) => !members(wanted).some((member) => isSame(cell, member))],
  [
    'contains',
    (cell, wanted) =>
      isList(cell) ? cell.some((item) => isSame(item, wanted)) : asText(cell).includes(asText(wanted)),
  ],
  ['starts_with', (cell, wanted) => asText(cell).startsWith(asText(wanted))],
  ['ends_with', (cell, wanted) => asText(cell).endsWith(asText(wanted))],
  ['missing', (cell, wanted) => isMissing(cell) === (wanted !== false)],
]);
const SIGNS = new Map([
  ['=', 'eq'],
  ['==', 'eq'],
  ['equals', 'eq'],
  ['!=', 'ne'],
  ['<>', 'ne'],
  ['not_equals', 'ne'],
  ['>', 'gt'],
  ['greater_than', 'gt'],
  ['min', 'gte'],
  ['>=', 'gte'],
  ['<', 'lt'],
  ['less_than', 'lt'],
  ['max', 'lte'],
  ['<=', 'lte'],
]);

/** What a row must be like, in any of the forms that files use: `condition`, `criteria`, or `field` with `value`. */
export function compileFilter(parameters: JsonObject, table: Table, context: Pick<ToolContext, 'now'>): RowTest {
  const { condition, criteria, field, operator, value } = parameters;
  const tests: RowTest[] = [];
  if (typeof condition === 'string') tests.push(compileRowExpression(condition, table, context).holds);
  if (typeof condition === 'boolean') tests.push(() => condition);
  if (criteria !== undefined && criteria !== null) tests.push(...compileCriteria(criteria, table));
  if (typeof field === 'string')
    tests.push(compileTest(field, asText(operator ?? 'eq'), { table, wanted: value ?? null }));
  if (tests.length > 0) return (row, index) => tests.every((test) => test(row, index));
  throw failure(
    'validation/missing_parameter',
    'the filter says nothing about which rows to keep: give `condition` or `criteria`',
  );
}

function compileCriteria(criteria: Json, table: Table): readonly RowTest[] {
  if (isList(criteria)) return criteria.flatMap((one) => compileOneCriterion(one, table));
  if (!isJsonObject(criteria)) {
    throw failure(
      'validation/invalid_parameter',
      `\`criteria\` is ${asText(criteria)}, expected a map of columns and values`,
    );
  }
  return Object.entries(criteria).flatMap(([column, wanted]) => {
    if (isJsonObject(wanted)) {
      return Object.entries(wanted).map(([name, operand]) => compileTest(column, name, { table, wanted: operand }));
    }
    return [compileTest(column, isList(wanted) ? 'in' : 'eq', { table, wanted })];
  });
}

/** `{ field, operator, value }`, as lists of criteria have it. */
function compileOneCriterion(one: Json, table: Table): readonly RowTest[] {
  if (!isJsonObject(one))
    throw failure('validation/invalid_parameter', `\`criteria\` holds ${asText(one)}, expected maps`);
  const column = one['field'] ?? one['column'];
  if (typeof column !== 'string') return compileCriteria(one, table);
  return [compileTest(column, asText(one['operator'] ?? 'eq'), { table, wanted: one['value'] ?? null })];
}

function compileTest(column: string, name: string, { table, wanted }: { table: Table; wanted: Json }): RowTest {
  checkColumns(table, [column], 'filter');
  const word = name.trim().toLowerCase();
  const test = TESTS.get(SIGNS.get(word) ?? word);
  if (test !== undefined) return (row) => test(cellOf(row, column), wanted);
  throw failure(
    'validation/invalid_parameter',
    `the filter on ${JSON.stringify(column)} has the operator ${JSON.stringify(name)}, expected one of ${[...TESTS.keys()].join(', ')} or a sign such as >=`,
  );
}

function members(wanted: Json): readonly Json[] {
  return isList(wanted) ? wanted : [wanted];
}

/** Cells of text files are often texts where a number is meant, and the other way round. */
function isSame(cell: Json, wanted: Json): boolean {
  if (isMissing(cell) || isMissing(wanted)) return isMissing(cell) && isMissing(wanted);
  if (typeof cell === typeof wanted) return isEqualJson(cell, wanted);
  return typeof cell !== 'object' && typeof wanted !== 'object' && String(cell) === String(wanted);
}

/** Negative, 0 or positive; NaN, so that every comparison is false, where either is missing. */
function order(cell: Json, wanted: Json): number {
  if (isMissing(cell) || isMissing(wanted)) return Number.NaN;
  return compareCells(cell, wanted);
}

/** Numbers by value, also where one of them is text; everything else as text. Missing cells come last. */
export function compareCells(left: Json, right: Json): number {
  if (isMissing(left) || isMissing(right)) return Number(isMissing(left)) - Number(isMissing(right));
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== null && b !== null) return a - b;
  const [x, y] = [asText(left), asText(right)];
  return x < y ? -1 : Number(x > y);
}

/** The number in a cell; null if there is none. */
export function numberOf(cell: Json): number | null {
  if (typeof cell === 'number') return cell;
  if (typeof cell !== 'string' || !/^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(cell)) return null;
  return Number(cell);
}
