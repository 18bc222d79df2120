import { distance } from 'fastest-levenshtein';
import { shorten } from './parse/tokens.ts';

/**
 * The known name that was most likely meant: one or two letters are different, or it alone begins with what was found
 * (`fallback` → `fallback_value`). Undefined: none is near.
 */
export function suggest(found: string, known: Iterable<string>): string | undefined {
  const wanted = normalizeName(found);
  if (wanted.length > 60) return undefined;
  let best: { name: string; steps: number } | undefined;
  const completed = new Set<string>();
  let candidates = 0;
  for (const name of known) {
    candidates += 1;
    if (candidates > MAX_CANDIDATES) break;
    const candidate = normalizeName(name);
    if (wanted.length >= MIN_BEGINNING && candidate.startsWith(wanted)) completed.add(name);
    const most = Math.min(allowed(wanted, candidate), (best?.steps ?? Infinity) - 1);
    if (Math.abs(candidate.length - wanted.length) > most) continue;
    const steps = distance(wanted, candidate);
    if (steps <= most) best = { name, steps };
  }
  const [only, ...others] = completed;
  return best?.name ?? (others.length === 0 ? only : undefined);
}

/** A shorter beginning would fit by chance. */
const MIN_BEGINNING = 4;

/** More would suggest `data-processing` for `audio-processing`. In a short name two letters may only be swapped (`raed`). */
function allowed(found: string, name: string): number {
  // Every letter is one change away from every other.
  if (found.length === 1 || name.length === 1) return 0;
  const isShort = Math.min(found.length, name.length) <= 4;
  return isShort && lettersOf(found) !== lettersOf(name) ? 1 : 2;
}

function lettersOf(name: string): string {
  return [...name].sort().join('');
}

/** A file may have thousands of names and thousands of misspellings. */
const MAX_CANDIDATES = 1000;

/** Names of tools, actions and keys are compared without case, `-` and `_`. */
export function normalizeName(name: string): string {
  return name.toLowerCase().replace(/[-_ ]/g, '');
}

/** "did you mean `x`?", or undefined. */
export function didYouMean(found: string, known: Iterable<string>): string | undefined {
  const name = suggest(found, known);
  return name === undefined ? undefined : `did you mean \`${name}\`?`;
}

/** `a`, `b` and `c`; a long list is cut, and so are long names. */
export function listNames(names: readonly string[], word: 'and' | 'or' = 'and', most = 12): string {
  const shown = names.slice(0, most).map((name) => `\`${shorten(name, 60)}\``);
  if (names.length > shown.length) return `${shown.join(', ')} and ${names.length - shown.length} more`;
  const last = shown.at(-1) ?? 'none';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} ${word} ${last}`;
}
