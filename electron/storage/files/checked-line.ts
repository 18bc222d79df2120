import { crc32 } from 'node:zlib';

const NEWLINE = 10;
const SPACE = 32;
const DIGITS = 8;

/** A line of an append-only file: eight hex digits (the crc32 of the JSON's UTF-8 bytes), a space, the JSON, a newline. */
export function encodeCheckedLine(json: string): string {
  return `${hexChecksum(json)} ${json}\n`;
}

/** The JSON of a line (given without its newline), or null if the line is not what was written. */
export function decodeCheckedLine(line: Buffer): string | null {
  if (line.length <= DIGITS || line[DIGITS] !== SPACE) return null;
  const json = line.subarray(DIGITS + 1);
  return line.toString('latin1', 0, DIGITS) === hexChecksum(json) ? json.toString('utf8') : null;
}

/** Where each line begins and ends (before its newline); what is behind the last newline is no line. */
export function* linesOf(bytes: Buffer): Generator<{ readonly start: number; readonly end: number }> {
  let start = 0;
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
    yield { start, end };
    start = end + 1;
  }
}

function hexChecksum(json: string | Buffer): string {
  return crc32(json).toString(16).padStart(DIGITS, '0');
}
