const SURROGATE = /[\ud800-\udfff]/;

/** The characters of a text, counted as Python does: an emoji is one. */
export function charactersOf(text: string): readonly string[] {
  return SURROGATE.test(text) ? [...text] : text.split('');
}

export function lengthOf(text: string): number {
  if (!SURROGATE.test(text)) return text.length;
  let count = 0;
  for (const _character of text) count += 1;
  return count;
}

/** Characters `from` up to `to`, both at least 0. */
export function cut(text: string, from: number, to: number): string {
  return SURROGATE.test(text) ? [...text].slice(from, to).join('') : text.slice(from, to);
}
