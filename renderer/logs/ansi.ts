/** A stretch of text in one style. Colours are names of the theme (`1`–`15`) or `#rrggbb`. */
export interface AnsiSpan {
  readonly text: string;
  readonly color?: string;
  readonly background?: string;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly italic?: boolean;
  readonly underline?: boolean;
}

type Style = Omit<AnsiSpan, 'text'>;

/** Escape sequences of terminals: CSI, OSC (ended by BEL or ST) and the short ones. */
const SEQUENCE =
  /\u001b(?:\[([0-9;:]*)([ -/]*[@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~])|\u009b[0-9;:]*[@-~]/g;

/** Splits a line at its colour sequences; every other sequence is left out, so that none acts or shows as rubbish. */
export function parseAnsi(line: string): readonly AnsiSpan[] {
  if (!line.includes('\u001b') && !line.includes('\u009b')) return line === '' ? [] : [{ text: line }];
  const spans: AnsiSpan[] = [];
  let style: Style = {};
  let from = 0;
  for (const match of line.matchAll(SEQUENCE)) {
    if (match.index > from) spans.push({ text: line.slice(from, match.index), ...style });
    if (match[2] === 'm') style = applySgr(style, match[1] ?? '');
    from = match.index + match[0].length;
  }
  if (from < line.length) spans.push({ text: line.slice(from), ...style });
  return spans;
}

/** The text of a line as it is searched, copied and exported. */
export function stripAnsi(line: string): string {
  return line.includes('\u001b') || line.includes('\u009b') ? line.replaceAll(SEQUENCE, '') : line;
}

function applySgr(style: Style, codes: string): Style {
  const numbers = codes === '' ? [0] : codes.split(/[;:]/).map((code) => Number(code || '0'));
  let next: Style = style;
  for (let i = 0; i < numbers.length; i += 1) {
    const code = numbers[i] ?? 0;
    if (code === 38 || code === 48) {
      const { color, used } = extended(numbers.slice(i + 1));
      i += used;
      if (color !== null) next = code === 38 ? { ...next, color } : { ...next, background: color };
    } else next = simple(next, code);
  }
  return next;
}

function simple(style: Style, code: number): Style {
  if (code === 0) return {};
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 3) return { ...style, italic: true };
  if (code === 4) return { ...style, underline: true };
  if (code === 22) return { ...style, bold: false, dim: false };
  if (code === 23) return { ...style, italic: false };
  if (code === 24) return { ...style, underline: false };
  if (code >= 30 && code <= 37) return { ...style, color: String(code - 30) };
  if (code >= 90 && code <= 97) return { ...style, color: String(code - 82) };
  if (code >= 40 && code <= 47) return { ...style, background: String(code - 40) };
  if (code >= 100 && code <= 107) return { ...style, background: String(code - 92) };
  if (code === 39) return without(style, 'color');
  if (code === 49) return without(style, 'background');
  return style;
}

function without(style: Style, key: 'color' | 'background'): Style {
  const { [key]: _gone, ...rest } = style;
  return rest;
}

function extended(rest: readonly number[]): { color: string | null; used: number } {
  const [kind, a = 0, b = 0, c = 0] = rest;
  if (kind === 5) return { color: palette(a), used: 2 };
  if (kind === 2) return { color: hex([a, b, c]), used: 4 };
  return { color: null, used: 0 };
}

function palette(index: number): string | null {
  if (index < 0 || index > 255) return null;
  if (index < 16) return String(index);
  if (index >= 232) return hex([8 + (index - 232) * 10, 8 + (index - 232) * 10, 8 + (index - 232) * 10]);
  const cube = index - 16;
  const level = (value: number) => (value === 0 ? 0 : 55 + value * 40);
  return hex([level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6)]);
}

function hex(parts: readonly number[]): string {
  return `#${parts.map((part) => Math.min(255, Math.max(0, part)).toString(16).padStart(2, '0')).join('')}`;
}
