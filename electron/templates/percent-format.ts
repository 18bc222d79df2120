import type { Json } from '../../shared/json.ts';
import { isJsonObject } from '../../shared/json.ts';
import type { Budget } from './budget.ts';
import { isNumeric } from './compare.ts';
import { describe } from './describe.ts';
import { ValueProblem } from './errors.ts';
import { jsonText, printed } from './json-text.ts';

const DIRECTIVE = /%(?:\(([^()]*)\))?([-+ 0#]*)(\d{0,5})(?:\.(\d{0,3}))?([a-zA-Z%])/g;

/** `'%s has %d' % (name, n)`, as Python's: `%s %r %d %i %f %e %g %x %X %o %c %%`, flags, width, precision, `%(name)s`. */
export function formatPercent(pattern: string, given: Json, budget: Budget): string {
  const positional = Array.isArray(given) ? given : [given];
  let used = 0;
  let length = pattern.length;
  const text = pattern.replace(
    DIRECTIVE,
    (_whole, name: string | undefined, flags: string, width: string, precision: string | undefined, kind: string) => {
      if (kind === '%') return '%';
      const value =
        name === undefined
          ? positional[used++]
          : isJsonObject(given) && Object.hasOwn(given, name)
            ? given[name]
            : undefined;
      if (value === undefined)
        throw new ValueProblem(
          'wrong_arguments',
          name === undefined
            ? `the format '${pattern}' asks for more values than there are`
            : `the format asks for \`${name}\`, which is not there`,
        );
      const piece = pad(convert(value, kind, { flags, precision, budget }), flags, Number(width));
      length += piece.length;
      budget.text(length);
      return piece;
    },
  );
  if (used < positional.length && !isJsonObject(given))
    throw new ValueProblem(
      'wrong_arguments',
      `the format '${pattern}' asks for ${used} values, found ${positional.length}`,
    );
  return text;
}

function pad(text: string, flags: string, width: number): string {
  if (flags.includes('-')) return text.padEnd(width);
  if (!flags.includes('0')) return text.padStart(width);
  const sign = /^[-+ ]/.exec(text)?.[0] ?? '';
  return sign + text.slice(sign.length).padStart(width - sign.length, '0');
}

function convert(
  value: Json,
  kind: string,
  how: { flags: string; precision: string | undefined; budget: Budget },
): string {
  const digits = how.precision === undefined ? undefined : Math.min(100, Number(how.precision));
  switch (kind) {
    case 's':
      return printed(value, how.budget).slice(0, digits);
    case 'r':
      return jsonText(value, how.budget).slice(0, digits);
    case 'c':
      return typeof value === 'number'
        ? String.fromCodePoint(Math.min(0x10ffff, Math.max(0, Math.trunc(value))))
        : printed(value, how.budget).slice(0, 1);
    case 'd':
    case 'i':
    case 'u':
      return signed(String(Math.trunc(numberOf(value, kind))), how.flags);
    case 'f':
    case 'F':
      return signed(numberOf(value, kind).toFixed(digits ?? 6), how.flags);
    case 'e':
    case 'E':
      return signed(exponent(numberOf(value, kind).toExponential(digits ?? 6), kind), how.flags);
    case 'g':
    case 'G':
      return signed(general(numberOf(value, kind), Math.max(1, digits ?? 6)), how.flags);
    case 'x':
      return signed(Math.trunc(numberOf(value, kind)).toString(16), how.flags);
    case 'X':
      return signed(Math.trunc(numberOf(value, kind)).toString(16).toUpperCase(), how.flags);
    case 'o':
      return signed(Math.trunc(numberOf(value, kind)).toString(8), how.flags);
    default:
      throw new ValueProblem('wrong_arguments', `\`%${kind}\` is no format`, {
        hint: 'use %s, %d, %f, %e, %g, %x, %o, %c or %%',
      });
  }
}

function numberOf(value: Json, kind: string): number {
  if (isNumeric(value)) return Number(value);
  throw new ValueProblem('wrong_types', `\`%${kind}\` needs a number, found ${describe(value)}`);
}

function signed(text: string, flags: string): string {
  if (text.startsWith('-')) return text;
  return flags.includes('+') ? `+${text}` : flags.includes(' ') ? ` ${text}` : text;
}

/** At least two digits: 1e+03. */
function exponent(text: string, kind: string): string {
  const padded = text.replace(/e([+-])(\d)$/, 'e$10$2');
  return kind === 'E' ? padded.toUpperCase() : padded;
}

function general(value: number, digits: number): string {
  const magnitude = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  if (magnitude >= -4 && magnitude < digits) return String(Number(value.toPrecision(digits)));
  return exponent(String(Number(value.toPrecision(digits)).toExponential()), 'e');
}
