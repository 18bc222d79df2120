import type { Json } from '../../../shared/json.ts';
import { safeText } from '../terminal/safe-text.ts';
import { fitLine } from '../terminal/text-width.ts';

/** A value on one line, cut to `columns`: text as it is, everything else as JSON. */
function formatShort(value: Json, columns: number): string {
  return fitLine(typeof value === 'string' ? value : JSON.stringify(value), columns);
}

/** A value in full, on as many lines as it takes, indented. */
export function formatLong(value: Json, indent = '  '): readonly string[] {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return safeText(text.replace(/\n$/, ''))
    .split('\n')
    .map((line) => indent + line);
}

/** `name: value`, where the value takes one line if it is short, an indented block otherwise. */
export function formatNamed(name: string, value: Json): readonly string[] {
  const isShort =
    typeof value === 'string' ? !value.includes('\n') && value.length <= 200 : JSON.stringify(value).length <= 80;
  if (isShort) return [`  ${fitLine(name, 80)}: ${formatShort(value, 400)}`];
  return [`  ${fitLine(name, 80)}:`, ...formatLong(value, '    ')];
}
