import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts';
import type { ValueSpec } from '../../shared/value-spec.ts';
import { aggregate, pivot } from './data/aggregate.ts';
import { clean } from './data/clean.ts';
import {
  delimiterOf,
  formatOf,
  INPUT_FORMATS,
  OUTPUT_FORMATS,
  type OutputFormat,
  readData,
  writeData,
} from './data/formats.ts';
import { merge } from './data/merge.ts';
import { profile } from './data/profile.ts';
import { breathe, type Table } from './data/table.ts';
import { filterRows, transform } from './data/transform.ts';
import { failure, success } from './failure.ts';
import { isList, listOf } from './parameters.ts';
import type { Action, ParameterSpec, Tool, ToolContext, ToolOutcome } from './tool.ts';

type Parameters = { readonly [name: string]: ParameterSpec };

const data: Parameters = {
  data: {
    type: 'any',
    required: true,
    description: 'Rows (a list of objects, also inside one object), or text in one of the formats.',
  },
  format: {
    type: 'string',
    enum: [...INPUT_FORMATS, ...INPUT_FORMATS.map((name) => name.toUpperCase())],
    description:
      'How a text in `data` is written; the result is written the same way. Default: guessed, and the result is rows.',
    aliases: ['input_format'],
  },
  output_format: {
    type: 'string',
    enum: [...OUTPUT_FORMATS, ...OUTPUT_FORMATS.map((name) => name.toUpperCase())],
    description: 'How the result is written: rows for `json`, a text for the others.',
    aliases: ['target_format'],
  },
  delimiter: {
    type: 'string',
    description: 'Between the cells of CSV. Default: guessed from the first line, a comma in the result.',
  },
  operation: { type: 'object', description: 'The older way to write the other parameters, one level deeper.' },
};
const aggregation: Parameters = {
  group_by: {
    type: 'any',
    description: 'Column, or list of columns, that make the groups. Default: one group of all rows.',
  },
  aggregations: {
    type: 'any',
    description:
      'Names with `{ column, function }`: sum mean median min max count count_distinct std var first last list mode.',
  },
};
const result: ValueSpec = {
  type: 'object',
  properties: {
    data: { type: 'any', required: true, description: 'What came out.' },
    processed_data: { type: 'any', required: true, description: 'The same.' },
    row_count: { type: 'integer', required: true },
    columns: { type: 'array', required: true, items: { type: 'string' } },
  },
  additionalProperties: false,
};

/** Whatever is done to so many rows takes a while: others have a turn before and after it. */
const MANY_ROWS = 10_000;

type Work = (table: Table, parameters: JsonObject, context: ToolContext) => Promise<Table> | Table;

function tableAction(description: string, parameters: Parameters, work: Work): Action {
  return {
    description,
    parameters: { ...data, ...parameters },
    result,
    effects: 'none',
    run: async (given, context) => {
      const all = flatten(given);
      const { table, format } = await readData(dataOf(all), all, context.signal);
      if (table.rows.length > MANY_ROWS) await breathe(context.signal);
      const worked = await work(table, all, context);
      if (worked.rows.length > MANY_ROWS) await breathe(context.signal);
      // Without `format`, text that was guessed to be CSV gives rows, which templates can use.
      return answer(worked, all, isFormatNamed(all) && format !== null ? format : 'json');
    },
  };
}

export const dataProcessing: Tool = {
  name: 'data-processing',
  aliases: ['data_processing', 'data-processor'],
  version: '1',
  description: 'Reads, changes and writes tables.',
  actions: {
    convert: tableAction('Writes rows in another format.', {}, (table) => table),
    filter: tableAction(
      'Keeps the rows that meet a condition.',
      {
        condition: {
          type: 'any',
          description: 'An expression over the columns: `status != "cancelled" and value > 5`.',
          aliases: ['where', 'expression'],
        },
        criteria: {
          type: 'any',
          description: 'Columns with a value, a list of values, or operators: `{ status: active, value: { ">": 5 } }`.',
          aliases: ['conditions', 'filters'],
        },
        field: { type: 'string', description: 'One column, compared with `value`.', aliases: ['column'] },
        operator: { type: 'string', description: 'How `field` is compared. Default: eq.' },
        value: { type: 'any', description: 'What `field` is compared with.' },
      },
      filterRows,
    ),
    transform: tableAction(
      'Applies operations, one after the other.',
      {
        operations: {
          type: 'any',
          description:
            'A list of maps with `type`: filter deduplicate cast fill_missing calculate select drop rename sort limit normalize aggregate pivot (see Operations of `transform`).',
          aliases: ['transformations'],
        },
      },
      (table, parameters, context) => transform(table, operationsOf(parameters), context),
    ),
    aggregate: tableAction('Computes one row per group.', aggregation, aggregate),
    pivot: tableAction(
      'Turns the values of a column into columns.',
      {
        index: { type: 'any', description: 'Column, or list of columns, whose values make the rows.' },
        columns: { type: 'any', description: 'Column, or list of columns, whose values make the columns.' },
        values: { type: 'any', description: 'Column, or list of columns, that fill the cells.' },
        aggfunc: {
          type: 'string',
          default: 'sum',
          description: 'How several values of one cell become one, as in `aggregate`.',
        },
        fill_value: { type: 'any', description: 'For cells without a value. Default: null.' },
      },
      pivot,
    ),
    clean: tableAction(
      'Takes out what is not data.',
      {
        trim: { type: 'boolean', default: true, description: 'White space around texts.' },
        drop_empty_rows: { type: 'boolean', default: true, description: 'Rows without any value.' },
        remove_duplicates: { type: 'boolean', default: false, description: 'Rows that occur again.' },
        handle_missing: {
          type: 'any',
          description: 'forward_fill, backward_fill, drop, mean, median, zero, or a value per column.',
        },
      },
      clean,
    ),
    merge: {
      description: 'Puts several sets of data together.',
      parameters: {
        ...data,
        data: { type: 'any', description: 'Not used here.' },
        datasets: { type: 'any', required: true, description: 'A list of maps with `name` and `data`, or of data.' },
        strategy: {
          type: 'string',
          description:
            'concat: rows below each other; join: rows side by side; combine: an object with each under its name. Default: by the data.',
          aliases: ['merge_strategy'],
        },
        on: { type: 'any', description: 'Column, or list of columns, that a join compares.' },
        how: {
          type: 'string',
          enum: ['inner', 'left', 'right', 'outer'],
          default: 'inner',
          description: 'Which rows a join keeps.',
        },
      },
      result,
      effects: 'none',
      run: async (given, { signal }) => {
        const all = flatten(given);
        const merged = await merge(all, signal);
        return isTable(merged)
          ? answer(merged, all, 'json')
          : answerWith(merged, { rowCount: 0, columns: Object.keys(merged) });
      },
    },
    profile: {
      description: 'Describes the columns: types, gaps, distinct values, statistics, outliers.',
      parameters: {
        ...data,
        profiling_options: { type: 'any', description: 'No effect: everything is described.', aliases: ['options'] },
      },
      result,
      effects: 'none',
      run: async (given, { signal }) => {
        const { table } = await readData(dataOf(flatten(given)), flatten(given), signal);
        return answerWith(await profile(table, signal), { rowCount: table.rows.length, columns: table.columns });
      },
    },
  },
};

/** `operation: { criteria: … }` says the same as `criteria: …`; of two, the outer one counts. */
function flatten(parameters: JsonObject): JsonObject {
  const { operation, ...outer } = parameters;
  return isJsonObject(operation) ? { ...operation, ...outer } : parameters;
}

function isFormatNamed(parameters: JsonObject): boolean {
  const format = formatOf(parameters, 'format', INPUT_FORMATS);
  return format !== undefined && format !== 'auto';
}

function dataOf(parameters: JsonObject): Json {
  const { data: given } = parameters;
  if (given !== undefined && given !== null) return given;
  throw failure('validation/missing_parameter', 'the parameter `data` is missing: give rows, or text that holds them');
}

function operationsOf(parameters: JsonObject): readonly Json[] {
  const given = parameters['operations'] ?? parameters['transformations'];
  if (isJsonObject(given)) return [given];
  if (isList(given)) return listOf({ given }, 'given');
  // `operation: { type: normalize, … }`
  if (parameters['type'] !== undefined) return [parameters];
  throw failure(
    'validation/missing_parameter',
    '`operations` is missing: expected a list of maps such as `{ type: sort, by: name }`',
  );
}

function answer(table: Table, parameters: JsonObject, fallback: OutputFormat): ToolOutcome {
  const format = formatOf(parameters, 'output_format', OUTPUT_FORMATS) ?? fallback;
  const delimiter = delimiterOf(parameters, format) ?? ',';
  return answerWith(writeData(table, format, delimiter), { rowCount: table.rows.length, columns: table.columns });
}

function answerWith(value: Json, { rowCount, columns }: { rowCount: number; columns: readonly string[] }): ToolOutcome {
  return success({ data: value, processed_data: value, row_count: rowCount, columns });
}

function isTable(merged: Table | JsonObject): merged is Table {
  return typeof merged['wrap'] === 'function';
}
