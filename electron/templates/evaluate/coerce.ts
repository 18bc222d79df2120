import type { Json, JsonObject } from '../../../shared/json.ts';
import { isJsonObject } from '../../../shared/json.ts';
import { describe } from '../check/describe.ts';
import { ValueProblem } from '../errors.ts';
import { isList } from './access.ts';
import { isNumeric } from './compare.ts';
import type { Tools } from './definitions.ts';
import { printed } from './json-text.ts';
import { charactersOf } from './text-units.ts';

/** As text filters see a value: what it prints as. */
export function asText(value: Json, tools: Tools): string {
  const text = printed(value, tools.budget);
  tools.budget.text(text.length);
  // Filters look at every character, some of them through patterns.
  tools.budget.spend(Math.floor(text.length / 16));
  return text;
}

/** The items of a value, as `for` sees them: those of a list, the characters of a text, the names of an object's fields. */
export function asItems(value: Json, tools: Pick<Tools, 'budget'>): readonly Json[] {
  const items = isList(value)
    ? value
    : typeof value === 'string'
      ? charactersOf(value)
      : isJsonObject(value)
        ? Object.keys(value)
        : null;
  if (items === null) {
    const hint =
      value === null
        ? 'for what may be none write `x | default([], true)`'
        : typeof value === 'number'
          ? 'to count write `range(n)`'
          : undefined;
    throw new ValueProblem(
      'not_iterable',
      `${describe(value)} has no items; expected a list, an object or a text`,
      hint === undefined ? {} : { hint },
    );
  }
  tools.budget.spend(items.length);
  return items;
}

export function asNumber(value: Json, what: string): number {
  if (isNumeric(value)) return Number(value);
  const hint = typeof value === 'string' ? { hint: 'turn the text into a number: `x | int`, `x | float`' } : {};
  throw new ValueProblem('wrong_types', `\`${what}\` needs a number, found ${describe(value)}`, hint);
}

export function asObject(value: Json, what: string): JsonObject {
  if (isJsonObject(value)) return value;
  throw new ValueProblem('wrong_types', `\`${what}\` needs an object, found ${describe(value)}`);
}

/** Refuses what JSON cannot hold exactly. */
export function safeInteger(value: number): number {
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
  throw new ValueProblem('number_too_large', `${value} is too large for an exact whole number`, {
    hint: 'keep it as a text',
  });
}
