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
const ESCAPE = /\\(?:([0-7]{1,3})|([xuU])([\da-fA-F]*)|([\s\S]))/g;

/**
 * The text that a string literal stands for. Escapes are Python's; an unknown one stays as it is (`'\d'` is two
 * characters), which is what patterns need. `offset`: where the literal's inside begins, for errors.
 */
export function decodeString(raw: string, offset: number): string {
  if (!raw.includes('\\')) return raw;
  return raw.replace(
    ESCAPE,
    (
      whole: string,
      octal: string | undefined,
      kind: string | undefined,
      hex: string | undefined,
      single: string | undefined,
      at: number,
    ) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      if (kind !== undefined) return decodeHex(kind, hex ?? '', offset + at);
      return SIMPLE.get(single ?? '') ?? whole;
    },
  );
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
