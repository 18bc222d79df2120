import { safeLine } from './safe-text.ts';

// Emoji and East Asian wide characters take two columns, combining marks none.
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const ZERO = /\p{Mark}|\u200d/u;

/** Columns that a line takes on a terminal. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += columnsOf(character);
  return width;
}

/** The text made safe, cut to at most `columns`, the last one being `…` if something was cut. */
export function fitLine(text: string, columns: number): string {
  // Cutting first keeps a value of megabytes cheap; twice the columns leave room for what is shown longer.
  const safe = safeLine(text.length > columns * 4 ? `${text.slice(0, columns * 4)}…` : text);
  if (textWidth(safe) <= columns) return safe;
  let width = 0;
  let kept = '';
  for (const character of safe) {
    width += columnsOf(character);
    if (width > columns - 1) break;
    kept += character;
  }
  return columns < 1 ? '' : `${kept}…`;
}

/** How excerpts of files are shown. */
export const terminalText = { safeLine, textWidth };

/** Filled up with spaces on the right to at least `columns`. */
export function padLine(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - textWidth(text)));
}

function columnsOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (ZERO.test(character)) return 0;
  return WIDE.test(character) || code >= 0x1f300 ? 2 : 1;
}
