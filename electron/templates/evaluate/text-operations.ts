import { ValueProblem } from '../errors.ts';
import type { Budget } from './budget.ts';
import { charactersOf } from './text-units.ts';

/** What text filters and text methods share. */

export function titleCase(text: string): string {
  return text.replace(/[^-\s({[<]+/g, (word) => {
    const [first = '', ...rest] = charactersOf(word);
    return first.toUpperCase() + rest.join('').toLowerCase();
  });
}

/** Without `chars` (null: white space) at both ends, or at one. */
export function stripText(text: string, chars: string | null, side: 'both' | 'start' | 'end' = 'both'): string {
  const drop = chars === null ? null : new Set(charactersOf(chars));
  const characters = drop === null ? [] : charactersOf(text);
  if (drop === null) return side === 'both' ? text.trim() : side === 'start' ? text.trimStart() : text.trimEnd();
  let from = 0;
  let to = characters.length;
  if (side !== 'end') while (from < to && drop.has(characters[from] ?? '')) from += 1;
  if (side !== 'start') while (to > from && drop.has(characters[to - 1] ?? '')) to -= 1;
  return characters.slice(from, to).join('');
}

/** `count` below 0: all. The length of the result is known, and paid, before it is made. */
export function replaceText(
  text: string,
  change: { old: string; fresh: string; count: number; budget: Budget },
): string {
  const { old, fresh, count, budget } = change;
  const parts = old === '' ? ['', ...charactersOf(text), ''] : text.split(old);
  const times = Math.min(parts.length - 1, count < 0 ? Number.POSITIVE_INFINITY : count);
  budget.spend(parts.length);
  budget.text(text.length + times * (fresh.length - old.length));
  if (times === parts.length - 1) return parts.join(fresh);
  return [...parts.slice(0, times), parts.slice(times).join(old)].join(fresh);
}

/** As Python's `split`: without a separator at white space, ignoring it at the ends; `limit` below 0: no limit. */
export function splitText(
  text: string,
  how: { separator: string | null; limit: number; budget: Budget },
): readonly string[] {
  const { separator, limit, budget } = how;
  if (separator === '')
    throw new ValueProblem('wrong_arguments', 'the separator is an empty text', {
      hint: 'for single characters write `x | list`',
    });
  const parts = separator === null ? splitWords(text, limit) : limited(text.split(separator), limit, separator);
  budget.spend(parts.length);
  return parts;
}

function limited(parts: readonly string[], limit: number, separator: string): readonly string[] {
  if (limit < 0 || parts.length <= limit + 1) return parts;
  return [...parts.slice(0, limit), parts.slice(limit).join(separator)];
}

function splitWords(text: string, limit: number): readonly string[] {
  const words: string[] = [];
  for (const word of text.matchAll(/\S+/g)) {
    if (limit >= 0 && words.length === limit) return [...words, text.slice(word.index).trimEnd()];
    words.push(word[0]);
  }
  return words;
}
