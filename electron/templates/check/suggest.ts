import { distance } from 'fastest-levenshtein';

/** The name that was probably meant, or null. Letter case does not count; the distance allowed grows with the length. */
export function closest(name: string, known: readonly string[]): string | null {
  const wanted = name.slice(0, MAX_LENGTH).toLowerCase();
  let best: string | null = null;
  let bestDistance = allowedDistance(wanted.length) + 1;
  for (const candidate of known.slice(0, MAX_CANDIDATES)) {
    const found = distanceOf(wanted, candidate.slice(0, MAX_LENGTH).toLowerCase());
    if (found >= bestDistance) continue;
    best = candidate;
    bestDistance = found;
  }
  return best;
}

/** Letters in another order are one slip: `frist`. */
function distanceOf(wanted: string, candidate: string): number {
  const found = distance(wanted, candidate);
  return found === 2 && sortedLetters(wanted) === sortedLetters(candidate) ? 1 : found;
}

function sortedLetters(text: string): string {
  return [...text].sort().join('');
}

function allowedDistance(length: number): number {
  if (length < 2) return 0;
  return length < 5 ? 1 : Math.max(2, Math.floor(length / 3));
}

/** Names for a message: the first of them, and how many more there are. */
export function listNames(names: readonly string[], limit = 12): string {
  const shown = names
    .slice(0, limit)
    .map((name) => (name.length > MAX_LENGTH ? `${name.slice(0, MAX_LENGTH)}…` : name));
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

const MAX_LENGTH = 60;
const MAX_CANDIDATES = 1000;
