const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 } as const;
export type Colour = keyof typeof CODES;
/** Colours a text that is already safe; without colours it returns the text as it is. */
export type Paint = (text: string, ...colours: readonly Colour[]) => string;

const colourful: Paint = (text, ...colours) =>
  colours.length === 0 || text === ''
    ? text
    : `\u001b[${colours.map((colour) => CODES[colour]).join(';')}m${text}\u001b[0m`;
export const plain: Paint = (text) => text;

/** `NO_COLOR` and `FORCE_COLOR` (https://no-color.org) win over what the stream is. */
export function choosePaint(isTerminal: boolean, env: { readonly [name: string]: string | undefined }): Paint {
  if (env['NO_COLOR']) return plain;
  if (env['FORCE_COLOR'] && env['FORCE_COLOR'] !== '0') return colourful;
  return isTerminal && env['TERM'] !== 'dumb' ? colourful : plain;
}
