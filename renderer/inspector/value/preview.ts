import type { StoredValue } from '../../../shared/facts.ts';
import type { Json } from '../../../shared/json.ts';
import { isJsonObject } from '../../../shared/json.ts';
import { formatBytes, formatCount, plural } from '../../ui/format.ts';

const LONG = 80;

/** A value in one short line: scalars as they are, the shape of everything else. */
export function preview(value: Json): string {
  if (typeof value === 'string')
    return value.length > LONG
      ? `${JSON.stringify(value.slice(0, LONG))}… ${formatCount(value.length)} characters`
      : JSON.stringify(value);
  if (Array.isArray(value)) return previewList(value);
  if (isJsonObject(value)) return previewObject(value);
  return String(value);
}

function previewList(items: readonly Json[]): string {
  const first = items[0];
  if (first === undefined) return '[ ]';
  if (isJsonObject(first) && items.every((item) => isJsonObject(item)))
    return `${plural(items.length, 'row')} × ${Object.keys(first).length}`;
  const text = JSON.stringify(items);
  return text.length <= LONG ? text : plural(items.length, 'item');
}

function previewObject(value: { readonly [key: string]: Json }): string {
  const keys = Object.keys(value);
  if (keys.length === 0) return '{ }';
  const text = JSON.stringify(value);
  if (text.length <= 48) return text;
  const shown = keys.slice(0, 4).join(', ');
  return `{ ${shown}${keys.length > 4 ? `, +${keys.length - 4}` : ''} }`;
}

export function previewStored(stored: StoredValue): string {
  return 'inline' in stored ? preview(stored.inline) : formatBytes(stored.sizeBytes);
}
