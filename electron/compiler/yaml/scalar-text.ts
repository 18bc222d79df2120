import type { CST } from 'yaml';

/** A piece of a decoded scalar: from `offset` of the decoded text on, character by character, it stands at `at` in the file. */
interface Piece {
  readonly offset: number;
  readonly at: number;
}

export interface DecodedScalar {
  readonly text: string;
  readonly pieces: readonly Piece[];
}

/** Collects the decoded text together with where its characters come from. */
class Pieces {
  text = '';
  #wasMade = false;
  readonly pieces: Piece[] = [];

  /** `text` stands in the file at `at`, unchanged. */
  add(text: string, at: number): void {
    if (text === '') return;
    const last = this.pieces.at(-1);
    const follows = !this.#wasMade && last !== undefined && last.at - last.offset === at - this.text.length;
    if (!follows) this.pieces.push({ offset: this.text.length, at });
    this.text += text;
    this.#wasMade = false;
  }

  /** `text` was made from something else that stands at `at`: an escape, or a fold of lines. */
  make(text: string, at: number): void {
    if (text === '') return;
    this.pieces.push({ offset: this.text.length, at });
    this.text += text;
    this.#wasMade = true;
  }
}

/**
 * Decodes a scalar a second time, only to learn where its characters stand. The caller compares the text with the
 * library's own and has no map (but the scalar's start) where they differ.
 */
export function decodeScalar(token: CST.FlowScalar | CST.BlockScalar): DecodedScalar {
  const out = new Pieces();
  if (token.type === 'block-scalar') decodeBlock(token, out);
  else if (token.type === 'double-quoted-scalar') decodeDouble({ source: token.source, offset: token.offset, out });
  else if (token.type === 'single-quoted-scalar') decodeSingle(token.source, token.offset, out);
  else unfold({ source: token.source, offset: token.offset, out }, (text, at) => out.add(text, at));
  return { text: out.text, pieces: out.pieces };
}

interface Line {
  readonly text: string;
  readonly at: number;
}

function linesOf(source: string, start: number): Line[] {
  const lines: Line[] = [];
  let from = 0;
  for (let end = source.indexOf('\n'); end !== -1; end = source.indexOf('\n', from)) {
    lines.push({ text: source.slice(from, end).replace(/\r$/, ''), at: start + from });
    from = end + 1;
  }
  return [...lines, { text: source.slice(from), at: start + from }];
}

/** Folds the lines of a plain or single-quoted scalar: white space around breaks goes, one break is a space, more are one less. */
function unfold({ source, offset, out }: Quoted, add: (text: string, at: number) => void): void {
  const lines = linesOf(source, offset);
  let breaks = 0;
  lines.forEach((line, index) => {
    const isFirst = index === 0;
    const isLast = index === lines.length - 1;
    const skipped = isFirst ? 0 : line.text.length - line.text.replace(/^[ \t]+/, '').length;
    const trimmed = isLast ? line.text.slice(skipped) : trimRight(line.text.slice(skipped));
    if (!isFirst) breaks += 1;
    if (trimmed === '' && !isFirst && !isLast) return;
    if (!isFirst) out.make(breaks === 1 ? ' ' : '\n'.repeat(breaks - 1), Math.max(offset, line.at - 1));
    breaks = 0;
    add(trimmed, line.at + skipped);
  });
}

function trimRight(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === ' ' || text[end - 1] === '\t')) end -= 1;
  return text.slice(0, end);
}

function decodeSingle(source: string, offset: number, out: Pieces): void {
  unfold({ source: source.slice(1, -1), offset: offset + 1, out }, (text, at) => addUndoubled(text, at, out));
}

function addUndoubled(text: string, at: number, out: Pieces): void {
  let from = 0;
  for (let quote = text.indexOf("''"); quote !== -1; quote = text.indexOf("''", from)) {
    out.add(text.slice(from, quote + 1), at + from);
    from = quote + 2;
  }
  out.add(text.slice(from), at + from);
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['e', '\x1b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['N', '\u0085'],
  ['_', '\u00a0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
  [' ', ' '],
  ['"', '"'],
  ['/', '/'],
  ['\\', '\\'],
  ['\t', '\t'],
]);
const HEX_DIGITS: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

/** A double-quoted scalar under way: `source` with its quotes, which stands in the file at `offset`. */
interface Quoted {
  readonly source: string;
  readonly offset: number;
  readonly out: Pieces;
}

function decodeDouble(quoted: Quoted): void {
  const { source } = quoted;
  const end = source.length - 1;
  let at = 1;
  while (at < end) {
    if (source[at] === '\\') at = decodeEscape(quoted, at);
    else if (source[at] === '\n' || (source[at] === '\r' && source[at + 1] === '\n')) at = foldBreaks(quoted, at);
    else at = addRun(quoted, at);
  }
}

/** Adds characters up to the next escape or break; white space before a break is dropped. */
function addRun({ source, offset, out }: Quoted, start: number): number {
  const end = source.length - 1;
  let at = start + 1;
  while (at < end && source[at] !== '\\' && source[at] !== '\n' && source[at] !== '\r') at += 1;
  const endsLine = at < end && (source[at] === '\n' || source[at + 1] === '\n') && source[at] !== '\\';
  const run = source.slice(start, at);
  out.add(endsLine ? trimRight(run) : run, offset + start);
  return at;
}

function foldBreaks({ source, offset, out }: Quoted, start: number): number {
  let at = start;
  let breaks = 0;
  while (at < source.length - 1 && /[ \t\r\n]/.test(source[at] ?? '')) {
    if (source[at] === '\n') breaks += 1;
    at += 1;
  }
  out.make(breaks <= 1 ? ' ' : '\n'.repeat(breaks - 1), offset + start);
  return at;
}

function decodeEscape({ source, offset, out }: Quoted, at: number): number {
  const letter = source[at + 1] ?? '';
  const digits = HEX_DIGITS.get(letter);
  if (digits !== undefined) {
    const code = Number.parseInt(source.slice(at + 2, at + 2 + digits), 16);
    out.make(code <= 0x10ffff ? String.fromCodePoint(code) : '', offset + at);
    return at + 2 + digits;
  }
  if (letter === '\n' || letter === '\r') return skipEscapedBreak(source, at + 1);
  out.make(ESCAPES.get(letter) ?? source.slice(at, at + 2), offset + at);
  return at + 2;
}

function skipEscapedBreak(source: string, start: number): number {
  let at = start + (source[start] === '\r' ? 2 : 1);
  while (source[at] === ' ' || source[at] === '\t') at += 1;
  return at;
}

interface BlockLine {
  readonly indent: string;
  readonly content: string;
  readonly at: number;
}

function decodeBlock(token: CST.BlockScalar, out: Pieces): void {
  const props = token.props.map((prop) => ('source' in prop ? prop.source : ''));
  const header = props.find((source) => source.startsWith('|') || source.startsWith('>')) ?? '|';
  const start = token.offset + props.join('').length;
  const lines = linesOf(token.source, start).map(splitIndent);
  const declared = Number(/[1-9]/.exec(header)?.[0] ?? 0);
  let chompStart = lines.length;
  while (chompStart > 0 && lines[chompStart - 1]?.content === '') chompStart -= 1;
  if (chompStart === 0) return addEmptyBlock(header, lines, out);
  const indent = declared > 0 ? token.indent + declared : indentOf(lines);
  const longer = lines.findLastIndex((line) => line.indent.length > indent);
  const contentEnd = Math.max(chompStart, longer + 1);
  if (header.startsWith('>')) addFolded(lines.slice(0, contentEnd), indent, out);
  else addLiteral(lines.slice(0, contentEnd), indent, out);
  addChomped(header, lines.slice(contentEnd), { indent, before: lines[contentEnd - 1], out });
}

function splitIndent(line: Line): BlockLine {
  const indent = /^ */.exec(line.text)?.[0] ?? '';
  return { indent, content: line.text.slice(indent.length), at: line.at };
}

function indentOf(lines: readonly BlockLine[]): number {
  return lines.find((line) => line.content !== '')?.indent.length ?? 0;
}

function addEmptyBlock(header: string, lines: readonly BlockLine[], out: Pieces): void {
  if (header.includes('+')) out.make('\n'.repeat(Math.max(1, lines.length - 1)), lines[0]?.at ?? 0);
}

function addChomped(
  header: string,
  rest: readonly BlockLine[],
  around: { indent: number; before: BlockLine | undefined; out: Pieces },
): void {
  const { indent, before, out } = around;
  if (header.includes('-')) return;
  const lineEnd = before === undefined ? 0 : before.at + before.indent.length + before.content.length;
  if (!header.includes('+')) return out.make('\n', lineEnd);
  for (const line of rest) {
    out.make('\n', lineEnd);
    out.add(line.indent.slice(indent), line.at + indent);
  }
  if (!out.text.endsWith('\n')) out.make('\n', lineEnd);
}

function addLine(line: BlockLine, indent: number, out: Pieces): void {
  const cut = Math.min(indent, line.indent.length);
  out.add(line.indent.slice(cut) + line.content, line.at + cut);
}

function addLiteral(lines: readonly BlockLine[], indent: number, out: Pieces): void {
  let lineEnd = 0;
  lines.forEach((line, index) => {
    if (index > 0) out.make('\n', lineEnd);
    addLine(line, indent, out);
    lineEnd = line.at + line.indent.length + line.content.length;
  });
}

/** One break between two lines is a space; lines that are indented more, and the breaks around them, stay as they are. */
function addFolded(lines: readonly BlockLine[], indent: number, out: Pieces): void {
  const first = lines.findIndex((line) => line.content !== '');
  let separator = '';
  let wasIndented = false;
  lines.forEach((line, index) => {
    if (index < first) {
      addLine(line, indent, out);
      return out.make('\n', line.at);
    }
    if (line.indent.length > indent || line.content.startsWith('\t')) {
      if (separator === ' ') separator = '\n';
      else if (!wasIndented && separator === '\n') separator = '\n\n';
      wasIndented = true;
    } else if (line.content === '') {
      if (separator === '\n') out.make('\n', line.at);
      else separator = '\n';
      return;
    }
    out.make(separator, Math.max(0, line.at - 1));
    addLine(line, indent, out);
    if (line.indent.length <= indent && !line.content.startsWith('\t')) wasIndented = false;
    separator = line.indent.length > indent || line.content.startsWith('\t') ? '\n' : ' ';
  });
}
