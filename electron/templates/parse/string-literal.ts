import { syntaxError } from './tokens.ts';

const SIMPLE: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
  ['a', '\u0007'],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['\n', ''],
]);
const DIGITS: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);
const ESCAPE = /\\(?:(?<octal>[0-7]{1,3})|(?<kind>[xuU])(?<hex>[\da-fA-F]*)|(?<single>[\s\S]))/g;

/**
 * The text that a string literal stands for. Escapes are Python's; an unknown one stays as it is (`'\d'` is two
 * characters), which is what patterns need. `offset`: where the literal's inside begins, for errors.
 */
export function decodeString(raw: string, offset: number): string {
  if (!raw.includes('\\')) return raw;
  let text = '';
  let from = 0;
  for (const match of raw.matchAll(ESCAPE)) {
    text += raw.slice(from, match.index) + decodeEscape(match, offset);
    from = match.index + match[0].length;
  }
  return text + raw.slice(from);
}

function decodeEscape(match: RegExpExecArray, offset: number): string {
  const { octal, kind, hex, single } = match.groups ?? {};
  if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
  if (kind !== undefined) return decodeHex(kind, hex ?? '', offset + match.index);
  return SIMPLE.get(single ?? '') ?? match[0];
}

function decodeHex(kind: string, hex: string, start: number): string {
  const count = DIGITS.get(kind) ?? 0;
  const digits = hex.slice(0, count);
  const code = Number.parseInt(digits, 16);
  if (digits.length < count || code > 0x10ffff) {
    const where = { start, end: start + 2 + digits.length, hint: `for a backslash write \`\\\\${kind}\`` };
    throw syntaxError('bad_escape', `\`\\${kind}\` needs ${count} hexadecimal digits of a character after it`, where);
  }
  return String.fromCodePoint(code) + hex.slice(count);
}
