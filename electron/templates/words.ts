const WORDS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['on', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['off', false],
  ['0', false],
]);

/** What a text says as a condition, or null: only these words say anything (language.md L16). Letter case does not count. */
export function wordValue(text: string): boolean | null {
  return text.length > 100 ? null : (WORDS.get(text.trim().toLowerCase()) ?? null);
}
