/** A stretch of a text file. Lines and columns start at 1 and count UTF-16 units; the end is exclusive. */
export interface Span {
  /** The file as the person named it, relative or absolute. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/**
 * Where the characters of a decoded YAML scalar stand in its file. Segments are in order of `offset`; a character at
 * offset `o` of the decoded text stands at the last segment with `offset <= o`, `o - offset` columns to the right.
 */
export type TextMap = readonly { readonly offset: number; readonly line: number; readonly column: number }[];

/** A text of the file that is a template or an expression, with the way back to the file. */
export interface SourceText {
  readonly text: string;
  readonly map: TextMap;
  readonly span: Span;
}

/** The span in the file of the characters `[start, end)` of a source text. */
export function locate(source: SourceText, start: number, end: number): Span {
  const from = placeOf(source.map, start);
  const to = placeOf(source.map, Math.max(start, end - 1));
  const endColumn = end > start ? to.column + 1 : to.column;
  return { file: source.span.file, line: from.line, column: from.column, endLine: to.line, endColumn };
}

function placeOf(map: TextMap, offset: number): { line: number; column: number } {
  let low = 0;
  let high = map.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((map[middle]?.offset ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const segment = map[low] ?? { offset: 0, line: 1, column: 1 };
  return { line: segment.line, column: segment.column + offset - segment.offset };
}
