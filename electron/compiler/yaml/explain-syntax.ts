import type { YAMLError } from 'yaml';

/** Where the lexer met something that is never closed: offsets of the opening `{`, `[` or quote. */
export interface Unclosed {
  readonly bracket: number | null;
  readonly quote: number | null;
}

/** What is told of an error of the syntax. */
export interface Explained {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  /** Where it is shown: the cause, which may stand far before the place where the parser gave up. */
  readonly at: number;
  /** The key in the line before has lost its value to this: nothing is to be said of it either. */
  readonly spoilsLineBefore?: boolean;
}

interface Found {
  readonly error: YAMLError;
  readonly text: string;
  readonly at: number;
  /** The line of the error, and where it begins. */
  readonly line: string;
  readonly lineStart: number;
}

type Rule = (found: Found, unclosed: Unclosed) => Partial<Explained> | null;

/** The parser repeats what it found, however long. */
const MAX_MESSAGE = 200;

/** Says in the author's terms what the parser did not understand: what people write by mistake is a short list. */
export function explainSyntax(error: YAMLError, text: string, unclosed: Unclosed): Explained {
  const at = Math.min(error.pos[0], text.length);
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const lineEnd = text.indexOf('\n', at);
  const found = { error, text, at, lineStart, line: text.slice(lineStart, lineEnd === -1 ? undefined : lineEnd) };
  const plain = { code: 'yaml_syntax', message: `this is not YAML: ${shortened(error.message)}`, at };
  for (const rule of RULES) {
    const explained = rule(found, unclosed);
    if (explained !== null) return { ...plain, ...explained };
  }
  return plain;
}

function shortened(message: string): string {
  const cut = message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}…` : message;
  return cut.charAt(0).toLowerCase() + cut.slice(1);
}

const SAME_COLUMN = 'the keys of one map begin in the same column, and so do the `-` of one list';
const IN_QUOTES = 'a template stands inside a text: put the value in quotes, or under `|`';
/** `key:` or `- key:` with white space behind it, at the beginning of a line. */
const KEY = /^\s*(?:-\s+)*[^\s'"{}[\]#:,][^'"{}[\]#:,]*:\s+/;

const RULES: readonly Rule[] = [
  tab,
  foreignSpace,
  template,
  curlyQuote,
  openQuote,
  openBracket,
  textBehindQuote,
  missingSpace,
  colonInText,
  missingColon,
  ({ error }) => (INDENTED.has(error.code) ? { hint: SAME_COLUMN } : null),
  ({ error }) => hintFor(HINTS.get(error.code)),
];

const INDENTED: ReadonlySet<string> = new Set([
  'BAD_INDENT',
  'MISSING_CHAR',
  'BLOCK_AS_IMPLICIT_KEY',
  'MULTILINE_IMPLICIT_KEY',
]);

const HINTS: ReadonlyMap<string, string> = new Map([
  ['BAD_ALIAS', 'a value that begins with `*` or `&` stands in quotes'],
  ['BAD_SCALAR_START', 'a text that begins with this character stands in quotes'],
  [
    'BAD_DQ_ESCAPE',
    'inside of double quotes a backslash is written twice; inside of single quotes it stands for itself',
  ],
  ['BLOCK_IN_FLOW', 'what stands inside of `{ }` or `[ ]` is separated by commas'],
]);

function hintFor(hint: string | undefined): Partial<Explained> | null {
  return hint === undefined ? null : { hint };
}

function tab({ error }: Found): Partial<Explained> | null {
  if (error.code !== 'TAB_AS_INDENT') return null;
  const message = 'a tab indents this line; YAML is indented with spaces';
  return { code: 'tab_indentation', message, hint: 'replace the tab with spaces' };
}

/** As it comes from a web page or a word processor; it looks like a space, and is a letter to YAML. */
function foreignSpace({ text, lineStart, line }: Found): Partial<Explained> | null {
  const before = text.slice(0, lineStart + line.length);
  const match = /^[ \t]*(?![ \t])[\p{Zs}\u200b\ufeff]/mu.exec(before);
  if (match === null) return null;
  const at = match.index + match[0].length - 1;
  const code = (text.codePointAt(at) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const message = `this line is indented with a character that looks like a space and is none (U+${code})`;
  return { message, hint: 'replace it with a space', at, spoilsLineBefore: true };
}

/** `value: {{ x }}` opens a map inside a map. */
function template({ text, at, line }: Found): Partial<Explained> | null {
  const key = KEY.exec(line)?.[0] ?? /^\s*(?:-\s+)+/.exec(line)?.[0] ?? '';
  const value = line.slice(key.length).trim();
  const begins = value.startsWith('{{') || value.startsWith('{%');
  if (!begins && !text.startsWith('{%', at) && !/^\{[{%]/.test(text.slice(Math.max(0, at - 1), at + 1))) return null;
  if (!begins || key === '' || value.includes("'") || value.length > 80) return { hint: IN_QUOTES };
  return { hint: `a value that begins with \`${value.slice(0, 2)}\` stands in quotes: ${key.trimStart()}'${value}'` };
}

function curlyQuote({ line }: Found): Partial<Explained> | null {
  const quote = /[“”„‘’]/u.exec(line.slice(KEY.exec(line)?.[0].length ?? 0))?.[0];
  return quote === undefined ? null : { hint: `${quote} is no quote of YAML: write " or '` };
}

function openQuote({ error, text }: Found, { quote }: Unclosed): Partial<Explained> | null {
  if (quote === null || error.code !== 'MISSING_CHAR') return null;
  const mark = text.charAt(quote);
  return {
    message: `this is not YAML: the text that begins here with ${mark} is never closed`,
    hint: `close it with ${mark}`,
    at: quote,
  };
}

function openBracket({ error, text }: Found, { bracket }: Unclosed): Partial<Explained> | null {
  if (bracket === null || error.code !== 'BAD_INDENT' || !error.message.startsWith('Flow')) return null;
  const mark = text.charAt(bracket);
  return {
    message: `this is not YAML: this \`${mark}\` is never closed`,
    hint: `close it with \`${mark === '{' ? '}' : ']'}\``,
    at: bracket,
  };
}

/** `'It's mine'`, or `"echo" $HOME`: a quote ends the text before its end. */
function textBehindQuote({ error, text, at }: Found): Partial<Explained> | null {
  if (error.code !== 'UNEXPECTED_TOKEN') return null;
  const before = text.slice(0, at);
  if (before.endsWith("'"))
    return { hint: "inside of single quotes a ' is written twice (''); or put the text in double quotes" };
  if (before.endsWith('"'))
    return { hint: 'inside of double quotes a " is written \\"; or put the text in single quotes' };
  return /['"]\s+$/.test(before) ? { hint: 'the text ends at its quote: put all of it in quotes' } : null;
}

function missingSpace({ error, line, lineStart }: Found): Partial<Explained> | null {
  if (!INDENTED.has(error.code)) return null;
  if (/^\s*-[^\s-][^:]*:(?:\s|$)/.test(line))
    return { hint: 'a space stands behind the `-` of a list item: `- id`', at: lineStart + line.indexOf('-') };
  const glued = /^\s*(?:-\s+)*([A-Za-z_][\w-]*):(?=[^\s/])/.exec(line)?.[1];
  return glued === undefined ? null : { hint: `a space stands behind the \`:\` of a key: \`${glued}: …\`` };
}

/** `description: Note: this` */
function colonInText({ error, line }: Found): Partial<Explained> | null {
  if (error.code !== 'BLOCK_AS_IMPLICIT_KEY') return null;
  const key = KEY.exec(line)?.[0];
  const value = key === undefined ? '' : line.slice(key.length).trim();
  return key !== undefined && /:(?:\s|$)/.test(value)
    ? { hint: `a text with \`: \` in it stands in quotes, or under \`|\`` }
    : null;
}

/** `steps` alone in its line. */
function missingColon({ error, line }: Found): Partial<Explained> | null {
  const word = /^\s*(?:-\s+)*([\w-]+)\s*$/.exec(line)?.[1];
  return error.code === 'MULTILINE_IMPLICIT_KEY' && word !== undefined
    ? { hint: `a \`:\` is missing behind \`${word}\`` }
    : null;
}
