import { parseAllDocuments, stringify } from 'yaml';
import { describeThrown } from '../../../shared/errors.ts';
import { exactNumber, parseExactJson } from '../../../shared/exact-json.ts';
import type { Json, JsonObject } from '../../../shared/json.ts';
import { failure } from '../failure.ts';
import { asText, optionalText } from '../parameters.ts';
import { readCsv, writeCsv } from './csv.ts';
import { findRows, type Table } from './table.ts';

export const INPUT_FORMATS = ['auto', 'json', 'jsonl', 'csv', 'tsv', 'yaml'] as const;
export const OUTPUT_FORMATS = ['json', 'jsonl', 'csv', 'tsv', 'yaml', 'markdown'] as const;
export type InputFormat = (typeof INPUT_FORMATS)[number];
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

export interface ReadData {
  readonly table: Table;
  /** Null where `data` was no text. */
  readonly format: Exclude<InputFormat, 'auto'> | null;
}

/** Reads `data`: rows as they are, or a text in a format that is given or guessed. */
export async function readData(data: Json, parameters: JsonObject, signal: AbortSignal): Promise<ReadData> {
  if (typeof data !== 'string') return { table: findRows(data), format: null };
  const given = formatOf(parameters, 'format', INPUT_FORMATS) ?? 'auto';
  const format = given === 'auto' ? guessFormat(data) : given;
  const delimiter = delimiterOf(parameters, format, data);
  if (delimiter !== null) return { table: await readCsv(data, delimiter, signal), format };
  return { table: findRows(parseText(data, format)), format };
}

/** The rows in the asked form: the values themselves for JSON, else a text. */
export function writeData(table: Table, format: OutputFormat, delimiter: string): Json {
  switch (format) {
    case 'json':
      return table.wrap(table.rows);
    case 'jsonl':
      return table.rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    case 'csv':
      return writeCsv(table, delimiter);
    case 'tsv':
      return writeCsv(table, '\t');
    case 'yaml':
      return stringify(table.wrap(table.rows));
    case 'markdown':
      return writeMarkdown(table);
  }
}

export function formatOf<T extends string>(parameters: JsonObject, name: string, formats: readonly T[]): T | undefined {
  const given = optionalText(parameters, name)?.trim().toLowerCase();
  if (given === undefined) return undefined;
  const wanted = ALIASES.get(given) ?? given;
  const found = formats.find((format) => format === wanted);
  if (found !== undefined) return found;
  throw failure(
    'validation/invalid_parameter',
    `the parameter \`${name}\` is ${JSON.stringify(given)}, expected one of ${formats.join(', ')}`,
  );
}

const ALIASES = new Map([
  ['ndjson', 'jsonl'],
  ['yml', 'yaml'],
  ['md', 'markdown'],
]);

/** Null: the format has no delimiter. */
export function delimiterOf(parameters: JsonObject, format: InputFormat | OutputFormat, text = ''): string | null {
  if (format === 'tsv') return '\t';
  if (format !== 'csv') return null;
  const given = optionalText(parameters, 'delimiter');
  if (given === undefined) return guessDelimiter(text);
  if (/^[^\s"\w]$|^\t$/u.test(given)) return given;
  throw failure(
    'validation/invalid_parameter',
    `the parameter \`delimiter\` is ${JSON.stringify(given)}, expected one character such as , ; or |`,
  );
}

function guessDelimiter(text: string): string {
  const [firstLine = ''] = text.split(/\r?\n/, 1);
  return [',', ';', '\t', '|'].find((candidate) => firstLine.includes(candidate)) ?? ',';
}

/** Never YAML: almost any text is. */
export function guessFormat(text: string): 'json' | 'jsonl' | 'csv' {
  const begin = text.trimStart().replace(/^\uFEFF/, '');
  if (!/^[[{]/.test(begin)) return 'csv';
  return begin.startsWith('{') && /^[^\n]*\}\s*\n\s*\{/.test(begin) ? 'jsonl' : 'json';
}

export function parseText(text: string, format: 'json' | 'jsonl' | 'yaml' | 'csv' | 'tsv'): Json {
  if (format === 'yaml') return parseYaml(text);
  if (format !== 'jsonl') return parseJson(text.replace(/^\uFEFF/, ''), 'JSON');
  const lines = text.split('\n').map((line, index) => ({ line: line.trim(), number: index + 1 }));
  return lines.filter(({ line }) => line !== '').map(({ line, number }) => parseJson(line, `JSON in line ${number}`));
}

function parseJson(text: string, what: string): Json {
  try {
    return parseExactJson(text);
  } catch (thrown) {
    throw failure('validation/invalid_data', `\`data\` is not ${what}: ${describeThrown(thrown)}`, {
      hint: 'Say how it is written with `format`: json, jsonl, csv, tsv or yaml.',
    });
  }
}

function withoutBigInt(_key: unknown, value: unknown): unknown {
  return typeof value === 'bigint' ? exactNumber(String(value)) : value;
}

function parseYaml(text: string): Json {
  const documents = parseAllDocuments(text, { uniqueKeys: true, intAsBigInt: true });
  const list = Array.isArray(documents) ? documents : [];
  const [problem] = list.flatMap((document) => document.errors);
  if (problem !== undefined) throw failure('validation/invalid_data', `\`data\` is not YAML: ${problem.message}`);
  // Aliases are bounded, so that a small text cannot become a large value.
  const values = list.map((document): Json => document.toJS({ maxAliasCount: 100, reviver: withoutBigInt }) as Json);
  return values.length === 1 ? (values[0] ?? null) : values;
}

function writeMarkdown({ rows, columns }: Table): string {
  const cell = (value: Json): string =>
    value === null ? '' : asText(value).replace(/\s+/g, ' ').replaceAll('|', '\\|');
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  const body = rows.map((row) =>
    line(columns.map((column) => cell(Object.hasOwn(row, column) ? (row[column] ?? null) : null))),
  );
  return [line(columns.map(cell)), line(columns.map(() => '---')), ...body].join('');
}
