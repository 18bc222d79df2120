const UNITS_MS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['', 1000],
]);

/** What a duration looks like: seconds, or a number with a unit. */
export const DURATION_PATTERN = '^\\s*\\d{1,15}(\\.\\d{1,9})? ?(ms|s|m|h|d)?\\s*$';

/** A duration as it is written (`500ms`, `30s`, `2m`, `1h`, `7d`, or seconds), in whole milliseconds, however long. Null: it is none. */
export function durationMs(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?) ?(ms|s|m|h|d|)$/.exec(text.trim());
  return match === null ? null : Math.round(Number(match[1]) * (UNITS_MS.get(match[2] ?? '') ?? 1000));
}
