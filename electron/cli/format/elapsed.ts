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

/** A point in time (ISO text) as the clock of this machine shows it: `2026-03-01 14:05:09`. */
export function formatTime(iso: string): string {
  const time = new Date(iso);
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = [String(time.getFullYear()).padStart(4, '0'), two(time.getMonth() + 1), two(time.getDate())].join('-');
  return `${day} ${[time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':')}`;
}
