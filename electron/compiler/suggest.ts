import { distance } from 'fastest-levenshtein';

/** The known name that was most likely meant: at most a third of its letters are different. Undefined: none is near. */
export function suggest(found: string, known: Iterable<string>): string | undefined {
  const wanted = normalizeName(found);
  if (wanted.length > 60) return undefined;
  let best: { name: string; steps: number } | undefined;
  for (const name of known) {
    const steps = distance(wanted, normalizeName(name));
    if (steps <= allowed(wanted, name) && steps < (best?.steps ?? Infinity)) best = { name, steps };
  }
  return best?.name;
}

function allowed(found: string, name: string): number {
  return Math.max(1, Math.floor(Math.max(found.length, name.length) / 3));
}

/** Names of tools, actions and keys are compared without case, `-` and `_`. */
export function normalizeName(name: string): string {
  return name.toLowerCase().replace(/[-_ ]/g, '');
}

/** "did you mean `x`?", or undefined. */
export function didYouMean(found: string, known: Iterable<string>): string | undefined {
  const name = suggest(found, known);
  return name === undefined ? undefined : `did you mean \`${name}\`?`;
}

/** `a`, `b` and `c`; a long list is cut. */
export function listNames(names: readonly string[], word: 'and' | 'or' = 'and'): string {
  const shown = names.slice(0, 12).map((name) => `\`${name}\``);
  if (names.length > shown.length) return `${shown.join(', ')} and ${names.length - shown.length} more`;
  const last = shown.at(-1) ?? 'none';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} ${word} ${last}`;
}
