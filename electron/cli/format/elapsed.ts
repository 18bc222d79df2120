/** Milliseconds between two ISO times; `now` stands in for an end that has not come. Null without a start. */
export function elapsedMs(
  start: string | null | undefined,
  end: string | null | undefined,
  now: number,
): number | null {
  if (start === null || start === undefined) return null;
  const until = end === null || end === undefined ? now : Date.parse(end);
  return Math.max(0, until - Date.parse(start));
}
