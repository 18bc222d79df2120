import type { Json } from '../../../shared/json.ts';
import { ValueProblem } from '../errors.ts';
import { asNumber, safeInteger } from '../evaluate/coerce.ts';
import type { FilterDefinition } from '../evaluate/definitions.ts';
import { roundHalfEven } from '../evaluate/numbers.ts';

export const NUMBER_FILTERS: readonly FilterDefinition[] = [
  { signature: 'abs()', doc: 'The number without its sign.', apply: (input) => Math.abs(asNumber(input, 'abs')) },
  {
    signature: 'int(default=0, base=10)',
    doc: 'A whole number, cut off at the decimal point; `default` where the value is no number.',
    apply: (input, args) => toInteger(input, args.integer('base')) ?? args.value('default'),
  },
  {
    signature: 'float(default=0.0)',
    doc: 'A number; `default` where the value is none.',
    apply: (input, args) => toFloat(input) ?? args.value('default'),
  },
  {
    signature: "round(precision=0, method='common')",
    doc: "The number with `precision` decimals; `method` is 'common' (exactly half goes to the even neighbour), 'ceil' or 'floor'.",
    apply: (input, args) => roundTo(asNumber(input, 'round'), args.integer('precision'), args.text('method')),
  },
  {
    signature: 'filesizeformat(binary=false)',
    doc: 'A number of bytes for people: `13.0 kB`, or `12.7 KiB` with `binary`.',
    apply: (input, args) => fileSize(toFloat(input) ?? asNumber(input, 'filesizeformat'), args.flag('binary')),
  },
];

/** A whole number as `int` reads it, or null. Larger ones than JSON holds exactly are an error. */
export function toInteger(value: Json, base = 10): number | null {
  if (typeof value === 'string') return integerText(value, base);
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'number' ? safeInteger(Math.trunc(value)) : null;
}

function integerText(text: string, base: number): number | null {
  const digits = text.trim().toLowerCase().replaceAll('_', '');
  const prefix = base === 16 ? '0x' : base === 8 ? '0o' : base === 2 ? '0b' : '';
  const [sign, rest] = /^[-+]/.test(digits) ? [digits[0], digits.slice(1)] : ['+', digits];
  const bare = prefix !== '' && rest.startsWith(prefix) ? rest.slice(2) : rest;
  if (isInBase(bare, base)) return safeInteger(Number.parseInt(bare, base) * (sign === '-' ? -1 : 1));
  const float = toFloat(text);
  return float === null ? null : safeInteger(Math.trunc(float));
}

function isInBase(digits: string, base: number): boolean {
  if (base < 2 || base > 36) throw new ValueProblem('wrong_arguments', `the base is 2 to 36, found ${base}`);
  const allowed = '0123456789abcdefghijklmnopqrstuvwxyz'.slice(0, base);
  return digits !== '' && [...digits].every((digit) => allowed.includes(digit));
}

/** A number as `float` reads it, or null. */
export function toFloat(value: Json): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  if (typeof value !== 'string' || value.length > 400) return null;
  const text = value.trim();
  if (!/^[-+]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d+)?$/.test(text)) return null;
  const number = Number(text.replaceAll('_', ''));
  return Number.isFinite(number) ? number : null;
}

function roundTo(value: number, precision: number, method: string): number {
  if (method === 'common') return roundHalfEven(value, precision);
  if (method !== 'ceil' && method !== 'floor')
    throw new ValueProblem(
      'wrong_arguments',
      `the argument \`method\` is 'common', 'ceil' or 'floor', found '${method}'`,
    );
  const scale = 10 ** precision;
  const rounded = Math[method](value * scale) / scale;
  return Number.isFinite(rounded) ? rounded : value;
}

function fileSize(bytes: number, binary: boolean): string {
  const base = binary ? 1024 : 1000;
  if (bytes === 1) return '1 Byte';
  if (bytes < base) return `${Math.trunc(bytes)} Bytes`;
  const prefixes = binary
    ? ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB']
    : ['kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'];
  const power = prefixes.findIndex((_, index) => bytes < base ** (index + 2));
  const index = power === -1 ? prefixes.length - 1 : power;
  return `${roundHalfEven(bytes / base ** (index + 1), 1).toFixed(1)} ${prefixes[index]}`;
}
