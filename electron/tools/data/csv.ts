import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import type { Json } from '../../../shared/json.ts';
import { failure } from '../failure.ts';
import { asText, shorten } from '../parameters.ts';
import { breathe, mapRows, type Row, type Table, tableOf } from './table.ts';

const PIECE_BYTES = 64 * 1024;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/** The rows of a CSV text as texts, under the names of its first line. */
export async function readCsvTexts(text: string, delimiter: string, signal: AbortSignal): Promise<CsvTexts> {
  const records: string[][] = [];
  try {
    await pipeline(
      Readable.from(pieces(text, signal)),
      parse({ delimiter, bom: true, skip_empty_lines: true, max_record_size: 16 * 1024 * 1024 }),
      async (parsed: AsyncIterable<string[]>) => {
        for await (const record of parsed) records.push(record);
      },
    );
  } catch (thrown) {
    if (!(thrown instanceof CsvError)) throw thrown;
    throw failure('validation/invalid_data', `\`data\` is not CSV: ${describeCsvError(thrown)}`);
  }
  const [header = [], ...rows] = records;
  return { columns: columnNames(header), rows };
}

/** The rows of a CSV text. A column whose cells are all numbers (or all true and false) holds numbers (or booleans). */
export async function readCsv(text: string, delimiter: string, signal: AbortSignal): Promise<Table> {
  return typeColumns(await readCsvTexts(text, delimiter, signal), signal);
}

export interface CsvTexts {
  readonly columns: readonly string[];
  readonly rows: readonly string[][];
}

export async function typeColumns({ columns, rows }: CsvTexts, signal: AbortSignal): Promise<Table> {
  const spellings = new Map<string, ReadonlyMap<Json, string>>();
  const readers: (readonly [string, Reader['read']])[] = [];
  for (const [index, name] of columns.entries()) {
    const cells = await mapRows(rows, signal, (row) => row[index] ?? '');
    const { read, spelled } = readerFor(cells.filter((cell) => cell !== ''));
    if (spelled.size > 0) spellings.set(name, spelled);
    readers.push([name, read]);
  }
  const typed = await mapRows(
    rows,
    signal,
    (cells): Row => Object.fromEntries(readers.map(([name, read], index) => [name, read(cells[index] ?? '')])),
  );
  return tableOf(typed, { columns, spellings });
}

/** CSV text; a value is written as the file that it came from wrote it. */
export function writeCsv({ rows, columns, spellings }: Table, delimiter: string): string {
  const needsQuotes = new RegExp(`["\r\n${delimiter === '\t' ? '\t' : `\\${delimiter}`}]|^\\s|\\s$`);
  const write = (text: string): string => (needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const line = (row: Row): string =>
    columns
      .map((column) => {
        const value = Object.hasOwn(row, column) ? (row[column] ?? null) : null;
        return write(value === null ? '' : (spellings.get(column)?.get(value) ?? asText(value)));
      })
      .join(delimiter);
  // A line of one empty cell would be read as no line.
  return [columns.map(write).join(delimiter), ...rows.map((row) => line(row) || '""')]
    .map((text) => `${text}\n`)
    .join('');
}

interface Reader {
  readonly read: (cell: string) => Json;
  readonly spelled: ReadonlyMap<Json, string>;
}

/** `cells` are those of one column that are not empty. */
function readerFor(cells: readonly string[]): Reader {
  if (cells.length === 0) return { read: (cell) => cell, spelled: new Map() };
  if (cells.every(isExactNumber)) return readerOf(cells, Number);
  if (cells.every((cell) => /^(?:true|false)$/i.test(cell)))
    return readerOf(cells, (cell) => cell.toLowerCase() === 'true');
  return { read: (cell) => cell, spelled: new Map() };
}

function readerOf(cells: readonly string[], read: (cell: string) => number | boolean): Reader {
  const spelled = new Map<Json, string>();
  for (const cell of cells) {
    const value = read(cell);
    if (String(value) !== cell && !Object.is(value, -0) && !spelled.has(value)) spelled.set(value, cell);
  }
  return { read: (cell) => (cell === '' ? null : read(cell)), spelled };
}

/** Numbers that a double holds exactly as they are written, up to zeros at the end. `007` and `1e5` stay text. */
function isExactNumber(cell: string): boolean {
  return NUMBER.test(cell) && cell.replace(/[-.]/g, '').replace(/^0+/, '').length <= 15;
}

function columnNames(header: readonly string[]): readonly string[] {
  const names = header.map((name, index) => (name.trim() === '' ? `column_${index + 1}` : name.trim()));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return names;
  throw failure(
    'validation/invalid_data',
    `\`data\` has two columns named ${JSON.stringify(shorten(twice))}: rename one of them`,
  );
}

function describeCsvError(error: CsvError): string {
  // The messages of the parser repeat records; its code and its line say the same.
  const line = typeof error['lines'] === 'number' ? ` in line ${error['lines']}` : '';
  switch (error.code) {
    case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH':
      return `another number of cells than the first line has${line}`;
    case 'CSV_QUOTE_NOT_CLOSED':
      return `a quote is never closed${line}`;
    case 'INVALID_OPENING_QUOTE':
    case 'CSV_INVALID_CLOSING_QUOTE':
      return `a quote stands inside a cell that does not begin with one${line}`;
    default:
      return shorten(error.message, 200);
  }
}

async function* pieces(text: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
    yield bytes.subarray(start, start + PIECE_BYTES);
    await breathe(signal);
  }
}
