import type { Json } from '../../../shared/json.ts';
import { isJsonObject } from '../../../shared/json.ts';
import { describe } from '../check/describe.ts';
import { ValueProblem } from '../errors.ts';
import { shorten } from '../parse/tokens.ts';
import type { Budget } from './budget.ts';
import { isNumeric } from './compare.ts';
import { jsonText, printed } from './json-text.ts';

const DIRECTIVE =
  /%(?:\((?<name>[^()]*)\))?(?<flags>[-+ 0#]*)(?<width>\d{0,5})(?:\.(?<precision>\d{0,3}))?(?<kind>[a-zA-Z%])/g;

/** `'%s has %d' % (name, n)`, as Python's: `%s %r %d %i %f %e %g %x %X %o %c %%`, flags, width, precision, `%(name)s`. */
export function formatPercent(pattern: string, given: Json, budget: Budget): string {
  const values = new FormatValues(pattern, given);
  let text = '';
  let from = 0;
  for (const match of pattern.matchAll(DIRECTIVE)) {
    const { name, flags = '', width = '', precision, kind = '' } = match.groups ?? {};
    const piece =
      kind === '%' ? '%' : pad(convert(values.take(name), kind, { flags, precision, budget }), flags, Number(width));
    budget.text(text.length + piece.length);
    text += pattern.slice(from, match.index) + piece;
    from = match.index + match[0].length;
  }
  values.expectAllTaken();
  return text + pattern.slice(from);
}

/** The values that a format asks for, one after the other or by name. */
class FormatValues {
  readonly #pattern: string;
  readonly #given: Json;
  readonly #positional: readonly Json[];
  #used = 0;

  constructor(pattern: string, given: Json) {
    this.#pattern = shorten(pattern, 80);
    this.#given = given;
    this.#positional = Array.isArray(given) ? given : [given];
  }

  take(name: string | undefined): Json {
    const value = name === undefined ? this.#positional[this.#used] : this.#named(name);
    if (name === undefined) this.#used += 1;
    if (value !== undefined) return value;
    const asked = name === undefined ? 'more values than there are' : `\`${name}\`, which is not there`;
    throw new ValueProblem('wrong_arguments', `the format '${this.#pattern}' asks for ${asked}`);
  }

  #named(name: string): Json | undefined {
    return isJsonObject(this.#given) && Object.hasOwn(this.#given, name) ? this.#given[name] : undefined;
  }

  expectAllTaken(): void {
    if (this.#used >= this.#positional.length || isJsonObject(this.#given)) return;
    const counts = `${this.#used} values, found ${this.#positional.length}`;
    throw new ValueProblem('wrong_arguments', `the format '${this.#pattern}' asks for ${counts}`);
  }
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
