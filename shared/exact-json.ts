import type { Json } from './json.ts';

/** A whole number of 16 digits or more, the fewest that a number cannot hold. Not the digits of a fraction or an exponent. */
const LONG_NUMBER = /(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g;

/**
 * Reads JSON as `JSON.parse` does, but a whole number that would not print as it is written (`9007199254740993` is
 * held as …992) becomes a text: an id of another system must not come out as another one. Throws `SyntaxError`.
 */
export function parseExactJson(text: string): Json {
  const value: Json = JSON.parse(text);
  return text.search(LONG_NUMBER) === -1 ? value : (JSON.parse(withQuotedNumbers(text)) as Json);
}

/** A whole number as a value: a number if that prints the same digits, else a text. */
export function exactNumber(digits: string): number | string {
  return String(Number(digits)) === digits ? Number(digits) : digits;
}

/** `text` is JSON: what begins outside of a text with a digit or a minus is a number. */
function withQuotedNumbers(text: string): string {
  const parts: string[] = [];
  for (let at = 0; at < text.length; ) {
    const quote = text.indexOf('"', at);
    const outside = text.slice(at, quote === -1 ? text.length : quote);
    parts.push(outside.replace(LONG_NUMBER, (digits) => JSON.stringify(exactNumber(digits))));
    if (quote === -1) break;
    const end = endOfText(text, quote);
    parts.push(text.slice(quote, end));
    at = end;
  }
  return parts.join('');
}

/** Behind the quote that closes the text which opens at `quote`. */
function endOfText(text: string, quote: number): number {
  let end = text.indexOf('"', quote + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end + 1;
}

function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text[first - 1] === '\\') first -= 1;
  return (at - first) % 2 === 1;
}
