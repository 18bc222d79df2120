import type { Json, JsonObject } from '../../shared/json.ts';
import type { ValueSpec } from '../../shared/value-spec.ts';
import { INPUT_FORMATS, readData } from './data/formats.ts';
import { breathe } from './data/table.ts';
import { failed, failure, success, toolError } from './failure.ts';
import { isList, numberOf, optionalText } from './parameters.ts';
import { type Change, coerce } from './schema/coerce.ts';
import { inferSchema } from './schema/infer.ts';
import { assessQuality } from './schema/quality.ts';
import { compileSchema, type Schema } from './schema/schema.ts';
import { readSubject, type Subject } from './schema/subject.ts';
import type { Path, SchemaProblem } from './schema/visit.ts';
import type { ParameterSpec, Tool, ToolContext, ToolOutcome } from './tool.ts';

const MODES = ['strict', 'lenient', 'report_only'] as const;
type Mode = (typeof MODES)[number];
const SAME_MODE = new Map<string, Mode>([
  ['permissive', 'lenient'],
  ['report', 'report_only'],
]);
const MAX_LISTED = 1000;
const ROWS_BETWEEN_BREATHS = 500;

const data: ParameterSpec = {
  type: 'any',
  required: true,
  description: 'Any value, or text in one of the formats; rows are checked one by one.',
};
const format: ParameterSpec = {
  type: 'string',
  enum: [...INPUT_FORMATS, ...INPUT_FORMATS.map((name) => name.toUpperCase())],
  description: 'How a text in `data` is written. Default: guessed.',
};
const delimiter: ParameterSpec = { type: 'string', description: 'Between the cells of CSV. Default: guessed.' };
const remark: ValueSpec = {
  type: 'object',
  properties: {
    path: { type: 'string', required: true },
    row: { type: 'integer', description: 'From 1, where rows are checked.' },
    keyword: { type: 'string', description: 'Of the schema.' },
    message: { type: 'string', required: true },
  },
  additionalProperties: false,
};

export const validation: Tool = {
  name: 'validation',
  aliases: ['data-validation'],
  version: '1',
  description: 'Checks data against a JSON Schema.',
  defaultAction: 'validate',
  actions: {
    validate: {
      description:
        'Checks `data`. `strict` fails the step; `lenient` mends types and defaults first; `report_only` only tells.',
      parameters: {
        data,
        schema: { type: 'any', required: true, description: 'JSON Schema, 2020-12, as a map or as JSON text.' },
        mode: {
          type: 'string',
          enum: [...MODES, ...MODES.map((name) => name.toUpperCase()), 'permissive', 'PERMISSIVE'],
          default: 'strict',
          description: 'Neither `lenient` (also called permissive) nor `report_only` fails the step: ask `valid`.',
          aliases: ['validation_level'],
        },
        format,
        delimiter,
      },
      result: {
        type: 'object',
        properties: {
          valid: { type: 'boolean', required: true },
          errors: { type: 'array', required: true, items: remark, description: `The first ${MAX_LISTED}.` },
          error_count: { type: 'integer', required: true },
          warnings: {
            type: 'array',
            required: true,
            items: remark,
            description: 'What was mended, and what the schema says in vain.',
          },
          data: { type: 'any', required: true, description: 'As it was read, mended in `lenient`.' },
          rows_validated: { type: 'integer', required: true },
          mode: { type: 'string', required: true, enum: MODES },
        },
        additionalProperties: false,
      },
      effects: 'none',
      run: validate,
    },
    infer_schema: {
      description: 'Makes the narrowest schema that the data fits.',
      parameters: { data, format, delimiter },
      result: {
        type: 'object',
        properties: { schema: { type: 'object', required: true }, row_count: { type: 'integer', required: true } },
        additionalProperties: false,
      },
      effects: 'none',
      run: async (parameters, context) => {
        const subject = await readSubject(parameters['data'] ?? null, compileSchema({}), {
          parameters,
          signal: context.signal,
        });
        const values = subject.kind === 'rows' ? subject.rows.map((row) => row.checked) : [subject.value];
        return success({ schema: inferSchema(values), row_count: values.length });
      },
    },
    quality_check: {
      description: 'Gives a table a score from 0 to 1, and says what is wrong with it.',
      parameters: {
        data,
        format,
        delimiter,
        threshold: {
          type: 'number',
          minimum: 0,
          maximum: 1,
          default: 0.8,
          description: 'From which score on `passed` is true.',
          aliases: ['quality_threshold'],
        },
      },
      result: {
        type: 'object',
        properties: {
          quality_score: { type: 'number', required: true },
          completeness: { type: 'number', required: true },
          uniqueness: { type: 'number', required: true },
          consistency: { type: 'number', required: true },
          row_count: { type: 'integer', required: true },
          passed: { type: 'boolean', required: true },
          issues_found: { type: 'array', required: true, items: { type: 'string' } },
          recommendations: { type: 'array', required: true, items: { type: 'string' } },
        },
        additionalProperties: false,
      },
      effects: 'none',
      run: async (parameters, { signal }) => {
        const { table } = await readData(parameters['data'] ?? null, parameters, signal);
        const quality = await assessQuality(table, signal);
        return success({
          ...quality,
          passed: Number(quality['quality_score']) >= numberOf(parameters, 'threshold', 0.8),
        });
      },
    },
  },
};

async function validate(parameters: JsonObject, { signal }: ToolContext): Promise<ToolOutcome> {
  const mode = modeOf(parameters);
  const schema = compileSchema(schemaOf(parameters));
  const subject = await readSubject(parameters['data'] ?? null, schema, { parameters, signal });
  const findings = await examine(subject, schema, { mode, signal });
  const result = {
    valid: findings.errorCount === 0,
    errors: findings.errors,
    error_count: findings.errorCount,
    warnings: [...schema.warnings.map((message) => ({ path: '', message })), ...findings.warnings],
    data: findings.data,
    rows_validated: subject.kind === 'rows' ? subject.rows.length : isList(subject.value) ? subject.value.length : 1,
    mode,
  };
  if (result.valid || mode !== 'strict') return success(result);
  const shown = findings.errors.slice(0, 3).map(({ message }) => message);
  const more = findings.errorCount > shown.length ? `; and ${findings.errorCount - shown.length} more` : '';
  const error = toolError(
    'validation/validation_failed',
    `the data does not fit the schema: ${shown.join('; ')}${more}`,
    {
      hint: 'With `mode: report_only` or `lenient` the step goes on, and says so in `valid`.',
      details: { error_count: findings.errorCount },
    },
  );
  return failed(error, result);
}

interface Remark extends JsonObject {
  readonly path: string;
  readonly message: string;
}

interface Findings {
  readonly errors: readonly Remark[];
  readonly errorCount: number;
  readonly warnings: readonly Remark[];
  readonly data: Json;
}

async function examine(
  subject: Subject,
  schema: Schema,
  { mode, signal }: { mode: Mode; signal: AbortSignal },
): Promise<Findings> {
  const errors: Remark[] = [];
  const warnings: Remark[] = [];
  let errorCount = 0;
  const one = (checked: Json, row: number | null): Json => {
    const { value, changes } = mode === 'lenient' ? coerce(checked, schema) : { value: checked, changes: [] };
    const problems = schema.check(value);
    errorCount += problems.length;
    for (const problem of problems.slice(0, MAX_LISTED - errors.length)) errors.push(remarkOf(problem, row));
    for (const change of changes.slice(0, MAX_LISTED - warnings.length)) warnings.push(remarkOf(change, row));
    return changes.length === 0 ? checked : value;
  };
  if (subject.kind === 'value') return { data: one(subject.value, null), errors, warnings, errorCount };
  const rows: Json[] = [];
  for (const [index, { checked, data: read }] of subject.rows.entries()) {
    if (index % ROWS_BETWEEN_BREATHS === ROWS_BETWEEN_BREATHS - 1) await breathe(signal);
    const mended = one(checked, index + 1);
    rows.push(mended === checked ? read : mended);
  }
  return { data: rows, errors, warnings, errorCount };
}

function remarkOf({ path, message, ...rest }: SchemaProblem | Change, row: number | null): Remark {
  const shown = showPath(path);
  const place = `${row === null ? '' : `row ${row}: `}${shown === '' ? 'the value' : `\`${shown}\``}`;
  return {
    path: shown,
    ...(row === null ? {} : { row }),
    ...('keyword' in rest ? { keyword: rest.keyword } : {}),
    message: `${place} ${message}`,
  };
}

function showPath(path: Path): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}

function modeOf(parameters: JsonObject): Mode {
  const given = (optionalText(parameters, 'mode') ?? 'strict').trim().toLowerCase();
  const mode = SAME_MODE.get(given) ?? MODES.find((name) => name === given);
  if (mode !== undefined) return mode;
  throw failure(
    'validation/invalid_parameter',
    `the parameter \`mode\` is ${JSON.stringify(given)}, expected one of ${MODES.join(', ')}`,
  );
}

function schemaOf(parameters: JsonObject): Json {
  const { schema } = parameters;
  if (schema === undefined || schema === null)
    throw failure('validation/missing_parameter', 'the parameter `schema` is missing: give a JSON Schema');
  if (typeof schema !== 'string') return schema;
  try {
    return JSON.parse(schema) as Json;
  } catch {
    throw failure(
      'validation/invalid_schema',
      'the parameter `schema` is a text that is not JSON: give a map, or JSON text',
    );
  }
}
