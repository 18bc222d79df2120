const UNITS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['', 1000],
]);
/** The longest time a timer can be set to. */
const LONGEST_MS = 2 ** 31 - 1;

/** A duration as it is written (`500ms`, `30s`, `2m`, `1h`, or seconds), in milliseconds. Null: it is none. */
export function parseDuration(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?) ?(ms|s|m|h|d|)$/.exec(text.trim());
  if (match === null) return null;
  const ms = Math.round(Number(match[1]) * (UNITS.get(match[2] ?? '') ?? 1000));
  return ms <= LONGEST_MS ? ms : null;
}
