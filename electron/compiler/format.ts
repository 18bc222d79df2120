import type { Diagnostic } from '../../shared/diagnostics.ts';

/** Columns of an excerpt; a longer line is cut around the place. */
const WIDTH = 110;
/** Characters that a terminal or a page would obey or hide: controls, marks of writing direction, lone surrogates. */
const UNSAFE = /[\0-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Surrogate}/gu;
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

const COLORS = { error: '\x1b[31m', warning: '\x1b[33m', dim: '\x1b[2m', bold: '\x1b[1m', end: '\x1b[0m' } as const;

/**
 * A diagnostic for a terminal: `file:line:column`, what is wrong, the line of `text` with carets under the place, and
 * the hint. What comes from the file is made harmless.
 */
export function formatDiagnostic(diagnostic: Diagnostic, text: string, options: { color: boolean }): string {
  const { span, severity, code, message, hint } = diagnostic;
  const paint = (color: keyof typeof COLORS, part: string) =>
    options.color ? `${COLORS[color]}${part}${COLORS.end}` : part;
  const place = paint('bold', `${safe(span.file)}:${span.line}:${span.column}`);
  const head = `${place} ${paint(severity, severity)}: ${safe(message)} ${paint('dim', `(${code})`)}`;
  const excerpt = excerptOf(diagnostic, text);
  const gutter = String(span.line);
  const lines =
    excerpt === null
      ? []
      : [
          `  ${paint('dim', `${gutter} |`)} ${excerpt.line}`,
          `  ${paint('dim', `${' '.repeat(gutter.length)} |`)} ${paint(severity, excerpt.carets)}`,
        ];
  return [head, ...lines, ...(hint === undefined ? [] : [`  ${paint('dim', 'hint:')} ${safe(hint)}`])].join('\n');
}

function excerptOf({ span }: Diagnostic, text: string): { line: string; carets: string } | null {
  const whole = lineOf(text, span.line);
  if (whole === null) return null;
  const from = span.column - 1;
  const to = Math.max(from + 1, span.endLine === span.line ? span.endColumn - 1 : whole.length);
  const start = whole.length <= WIDTH ? 0 : Math.max(0, Math.min(from - 30, whole.length - WIDTH));
  const end = Math.min(whole.length, start + WIDTH);
  const [head, tail] = [start > 0 ? '…' : '', end < whole.length ? '…' : ''];
  const before = head + safe(whole.slice(start, from));
  const marked = safe(whole.slice(from, Math.min(to, end)));
  return {
    line: before + marked + safe(whole.slice(Math.min(to, end), end)) + tail,
    carets: ' '.repeat(widthOf(before)) + '^'.repeat(Math.max(1, widthOf(marked))),
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

function safe(text: string): string {
  return text
    .replace(/\t/g, '  ')
    .replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Columns on a terminal. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += /\p{Mark}|\u200d/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}
