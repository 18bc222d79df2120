import type { Diagnostic } from '../../shared/diagnostics.ts';
import type { Span } from '../../shared/source.ts';

/** Columns of an excerpt; a longer line is cut around the place. */
const WIDTH = 110;
/** Columns that stay before the place. */
const BEFORE = 30;

export interface SourceFile {
  /** How it is called to the person. */
  readonly file: string;
  readonly text: string;
  /** The files that it includes, by the names that diagnostics give them. */
  readonly included?: ReadonlyMap<string, string>;
}

/** How text from outside is shown: control characters made harmless, and the columns that it then takes. */
export interface TerminalText {
  readonly safeLine: (text: string) => string;
  readonly textWidth: (text: string) => number;
}

type Paint = (text: string, style: 'bold' | 'dim' | 'red' | 'yellow') => string;

const COLOURS = { error: 'red', warning: 'yellow', hint: 'dim' } as const;

/**
 * A diagnostic for a terminal: `file:line:column`, what is wrong, the line with carets under the place, where the file
 * is included, and the hint. What comes from the file is made harmless.
 */
export function formatDiagnostic(
  { span, severity, code, message, hint, includedAt = [] }: Diagnostic,
  source: SourceFile,
  terminal: TerminalText & { readonly paint: Paint },
): readonly string[] {
  const { paint, safeLine } = terminal;
  const isIncluded = includedAt.length > 0;
  const text = isIncluded ? source.included?.get(span.file) : source.text;
  const [place = '', ...excerpt] = excerptLines(span, { file: isIncluded ? span.file : source.file, text }, terminal);
  const colour = COLOURS[severity];
  const around = includedAt.map(({ file, line, column }, at) => `${at === 0 ? source.file : file}:${line}:${column}`);
  return [
    `${paint(place.trim(), 'bold')}: ${paint(severity, colour)}: ${safeLine(message)} ${paint(`[${safeLine(code)}]`, 'dim')}`,
    ...excerpt,
    ...around.reverse().map((each) => `  included at ${safeLine(each)}`),
    ...(hint === undefined ? [] : [`  hint: ${safeLine(hint)}`]),
  ];
}

/** `file:line:column`, the line, and carets under the stretch; the place alone where the text has no such line, or there is none. */
export function excerptLines(
  span: Span,
  { file, text }: { readonly file: string; readonly text: string | undefined },
  { safeLine, textWidth }: TerminalText,
): readonly string[] {
  const place = `  ${safeLine(file)}:${span.line}:${span.column}`;
  const line = text === undefined ? null : lineOf(text, span.line);
  if (line === null) return [place];
  const { before, marked, after } = windowOf(line, span);
  const gutter = `  ${span.line} | `;
  const carets = '^'.repeat(Math.max(1, textWidth(safeLine(marked))));
  return [
    place,
    `${gutter}${safeLine(before)}${safeLine(marked)}${safeLine(after)}`,
    `${' '.repeat(gutter.length - 2)}| ${' '.repeat(textWidth(safeLine(before)))}${carets}`,
  ];
}

/** What is shown of a line: before the place, the place itself, and behind it. */
function windowOf(line: string, span: Span): { before: string; marked: string; after: string } {
  const from = Math.min(span.column - 1, line.length);
  const to = Math.max(from + 1, span.endLine === span.line ? span.endColumn - 1 : line.length);
  const start = line.length <= WIDTH ? 0 : Math.max(0, Math.min(from - BEFORE, line.length - WIDTH));
  const end = Math.min(line.length, start + WIDTH);
  const stop = Math.min(to, end);
  return {
    before: (start > 0 ? '…' : '') + line.slice(start, from),
    marked: line.slice(from, stop),
    after: line.slice(stop, end) + (end < line.length ? '…' : ''),
  };
}

/** A line without its end, found without splitting the whole text; null: there is none. */
function lineOf(text: string, number: number): string | null {
  let start = 0;
  for (let line = 1; line < number; line += 1) {
    start = text.indexOf('\n', start) + 1;
    if (start === 0) return null;
  }
  const end = text.indexOf('\n', start);
  return text.slice(start, end === -1 ? undefined : end).replace(/\r$/, '');
}
