/**
 * Text from outside (names, values, logs, messages) on its way to a terminal. A terminal obeys control characters: they
 * move the cursor, rename the window, answer for the keyboard. Bidirectional marks make text read as what it is not.
 */

// Colours and weights are harmless but would run on into our own text, so they are dropped rather than shown.
const SGR = /\u001b\[[0-9;:]*m/g;
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
const CONTROL_AND_LAYOUT = /[\u0000-\u001f\u007f-\u009f]/g;
const INVISIBLE = /[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** For one line: every control character is shown as its picture, also line breaks and tabs. */
export function safeLine(text: string): string {
  return visible(text.replace(SGR, ''), CONTROL_AND_LAYOUT);
}

/** For text of several lines: line breaks and tabs stay; a carriage return becomes a line break. */
export function safeText(text: string): string {
  return visible(text.replace(SGR, '').replace(/\r\n?/g, '\n'), CONTROL);
}

/** For JSON text: what JSON leaves as it is but a terminal or a reader would obey becomes an escape. The value is the same. */
export function safeJson(json: string): string {
  return json.replace(/[\u007f-\u009f]/g, escapeOf).replace(INVISIBLE, escapeOf);
}

function visible(text: string, control: RegExp): string {
  return text.replace(control, pictureOf).replace(INVISIBLE, escapeOf).replace(LONE_SURROGATE, '\ufffd');
}

/** The Unicode picture of a C0 control (`␛`), an escape for the rest. */
function pictureOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : `\\x${code.toString(16)}`;
}

function escapeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
