/** A piece of text, or a character that would not be seen, or would reorder what is seen. */
export type TextPart = string | { readonly mark: string };

// oxlint-disable-next-line no-misleading-character-class -- each of these is meant by itself
const HIDDEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** Splits text at control and direction marks, so that they can be shown for what they are. Tabs and line ends stay. */
export function splitMarks(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (match.index > from) parts.push(text.slice(from, match.index));
    parts.push({ mark: `U+${(match[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}` });
    from = match.index + match[0].length;
  }
  if (from < text.length || parts.length === 0) parts.push(text.slice(from));
  return parts;
}

/** The same as plain text, for titles and labels. */
export function showMarks(text: string): string {
  return splitMarks(text)
    .map((part) => (typeof part === 'string' ? part : `⟨${part.mark}⟩`))
    .join('');
}
