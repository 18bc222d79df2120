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
/** Longer texts are not even trimmed: they can be megabytes. */
const MAX_LENGTH = 100;

/** What a text says as a boolean, or null: only these words say anything (language.md L16). Letter case does not count. */
export function booleanWord(text: string): boolean | null {
  return text.length > MAX_LENGTH ? null : (WORDS.get(text.trim().toLowerCase()) ?? null);
}
