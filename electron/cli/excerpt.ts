import type { Span } from '../../shared/source.ts';
import { safeLine } from './safe-text.ts';
import { fitLine, textWidth } from './text-width.ts';

const LONGEST_LINE = 160;

export interface SourceFile {
  /** How it is called to the person. */
  readonly file: string;
  readonly text: string;
}

/** `file:line:column`, the line, and a caret under the stretch. Pure, and safe for a terminal. */
export function excerptLines(span: Span, { file, text }: SourceFile): readonly string[] {
  const line = text.split(/\r?\n/)[span.line - 1];
  const place = `  ${safeLine(file)}:${span.line}:${span.column}`;
  if (line === undefined) return [place];
  const { shown, column } = windowOf(line, span.column);
  const end = span.endLine === span.line ? span.endColumn : line.length + 1;
  const length = Math.max(1, Math.min(end - span.column, shown.length - column + 1));
  const gutter = `  ${span.line} | `;
  const lead = textWidth(safeLine(shown.slice(0, column - 1)));
  const carets = Math.max(1, textWidth(safeLine(shown.slice(column - 1, column - 1 + length))));
  return [
    place,
    `${gutter}${fitLine(shown, LONGEST_LINE)}`,
    `${' '.repeat(gutter.length - 2)}| ${' '.repeat(lead)}${'^'.repeat(Math.min(carets, LONGEST_LINE))}`,
  ];
}

/** Long lines (minified, hostile) are cut so that the place stays in sight. `column` counts from 1. */
function windowOf(line: string, column: number): { shown: string; column: number } {
  if (line.length <= LONGEST_LINE) return { shown: line, column };
  const start = Math.max(0, column - 1 - LONGEST_LINE / 2);
  return { shown: line.slice(start, start + LONGEST_LINE), column: column - start };
}
