/** A line that is longer is shown in several: a browser cannot lay out a line of five million letters. */
const LONGEST = 400;

/** Where each piece of a text that is shown as a line begins and ends; nothing is left out. */
export function cutLines(text: string): readonly (readonly [start: number, end: number])[] {
  const pieces: (readonly [number, number])[] = [];
  let start = 0;
  while (start <= text.length) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    let from = start;
    do {
      const to = Math.min(end, from + LONGEST);
      pieces.push([from, to]);
      from = to;
    } while (from < end);
    if (newline === -1) break;
    start = newline + 1;
  }
  return pieces;
}
