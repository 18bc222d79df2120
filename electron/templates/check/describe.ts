import type { Json } from '../../../shared/json.ts';
import { shorten } from '../parse/tokens.ts';
import { listNames } from '../suggest.ts';

/** A value in a message: `the text 'abc'`, `a list of 3`, `none`. */
export function describe(value: Json): string {
  if (value === null) return 'none';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value === 'string') return value === '' ? 'an empty text' : `the text '${shorten(value, 40)}'`;
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  const keys = Object.keys(value);
  return keys.length === 0 ? 'an empty object' : `an object with ${listNames(keys, 'and', 5)}`;
}

/** A value in a few characters, for reading along: `0`, `'abc'`, `[…3]`, `{…2}`. */
export function sketch(value: Json): string {
  if (typeof value === 'string') return `'${shorten(value.replaceAll('\n', '⏎'), 40)}'`;
  if (value === null) return 'none';
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[…${value.length}]`;
  const size = Object.keys(value).length;
  return size === 0 ? '{}' : `{…${size}}`;
}
