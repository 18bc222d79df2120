import type { Json } from '../../../shared/json.ts';
import { isJsonObject } from '../../../shared/json.ts';
import { describe } from '../check/describe.ts';
import { ValueProblem } from '../errors.ts';
import { isList } from '../evaluate/access.ts';
import { asItems, asObject, asText } from '../evaluate/coerce.ts';
import type { FilterDefinition, Tools } from '../evaluate/definitions.ts';
import { printed } from '../evaluate/json-text.ts';

export const MARKUP_FILTERS: readonly FilterDefinition[] = [
  {
    signature: 'escape()',
    doc: 'The text with `& < > \' "` written for HTML.',
    aliases: ['e', 'forceescape'],
    apply: (input, _args, tools) => escapeHtml(asText(input, tools), tools),
  },
  {
    signature: 'safe()',
    doc: 'The text as it is: nothing is escaped by itself.',
    apply: (input, _args, tools) => asText(input, tools),
  },
  {
    signature: 'striptags()',
    doc: 'The text without HTML tags and comments, white space made single spaces.',
    apply: (input, _args, tools) => stripTags(asText(input, tools)),
  },
  {
    signature: 'xmlattr(autospace=true)',
    doc: 'The fields of an object as attributes of an HTML tag; those that are none are left out.',
    apply: (input, args, tools) => {
      const fields = Object.entries(asObject(input, 'xmlattr')).filter(([, value]) => value !== null);
      const text = fields
        .map(([name, value]) => `${attributeName(name)}="${escapeHtml(printed(value, tools.budget), tools)}"`)
        .join(' ');
      return args.flag('autospace') && text !== '' ? ` ${text}` : text;
    },
  },
  {
    signature: 'markdown_table(columns=none)',
    doc: 'A list of objects as a Markdown table; `columns` names the fields and their order (default: all, in order of appearance).',
    apply: (input, args, tools) =>
      markdownTable(input, args.value('columns') === null ? null : args.list('columns'), tools),
  },
];

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ["'", '&#39;'],
  ['"', '&#34;'],
]);

function escapeHtml(text: string, tools: Tools): string {
  const escaped = text.replace(/[&<>'"]/g, (character) => ESCAPES.get(character) ?? character);
  tools.budget.text(escaped.length);
  return escaped;
}

function attributeName(name: string): string {
  if (/[\s/>=]/.test(name)) throw new ValueProblem('wrong_arguments', `'${name}' cannot be the name of an attribute`);
  return escapeName(name);
}

function escapeName(name: string): string {
  return name.replace(/[&<>'"]/g, (character) => ESCAPES.get(character) ?? character);
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', '\u00a0'],
]);

function stripTags(text: string): string {
  const bare = withoutBetween(withoutBetween(text, '<!--', '-->'), '<', '>');
  return bare
    .trim()
    .split(/\s+/)
    .join(' ')
    .replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi, decodeEntity);
}

function decodeEntity(whole: string, ...groups: readonly (string | undefined)[]): string {
  const [decimal, hex, name] = groups;
  if (name !== undefined) return ENTITIES.get(name) ?? whole;
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  return code > 0x10ffff ? whole : String.fromCodePoint(code);
}

/** Everything outside `open`…`close`; by hand, since a pattern for this takes quadratic time. */
function withoutBetween(text: string, open: string, close: string): string {
  let kept = '';
  let at = 0;
  for (;;) {
    const start = text.indexOf(open, at);
    const end = start === -1 ? -1 : text.indexOf(close, start + open.length);
    if (end === -1) return kept + text.slice(at);
    kept += text.slice(at, start);
    at = end + close.length;
  }
}

function markdownTable(input: Json, columns: readonly Json[] | null, tools: Tools): string {
  if (typeof input === 'string')
    throw new ValueProblem('wrong_types', `a table is made of a list of rows, found ${describe(input)}`, {
      hint: 'read the text as rows first: `from_json`, or a `data-processing` step with `output_format: json`',
    });
  const rows = asItems(input, tools).map((row) => asRow(row));
  const names =
    columns === null
      ? [...new Set(rows.flatMap((row) => Object.keys(row)))]
      : columns.map((name) => printed(name, tools.budget));
  tools.budget.spend(rows.length * names.length);
  const lines = [names, names.map(() => '---'), ...rows.map((row) => names.map((name) => cell(row, name, tools)))];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function asRow(row: Json): { readonly [name: string]: Json } {
  if (isJsonObject(row)) return row;
  if (isList(row)) return Object.fromEntries(row.map((value, index): [string, Json] => [String(index), value]));
  throw new ValueProblem('wrong_types', `a row of a table is an object or a list, found ${describe(row)}`);
}

/** A missing field makes an empty cell: rows of real data differ. */
function cell(row: { readonly [name: string]: Json }, name: string, tools: Tools): string {
  const value = Object.hasOwn(row, name) ? (row[name] ?? null) : null;
  if (value === null) return '';
  return printed(value, tools.budget)
    .replaceAll('|', '\\|')
    .replace(/\r\n|\r|\n/g, '<br>');
}
