import { durationMs } from '../../../shared/text/duration.ts';

/** The longest time a timer can be set to. */
const LONGEST_MS = 2 ** 31 - 1;

/** A duration as it is written (`500ms`, `30s`, `2m`, `1h`, or seconds), in milliseconds. Null: it is none, or one that no timer holds. */
export function parseDuration(text: string): number | null {
  const ms = durationMs(text);
  return ms !== null && ms <= LONGEST_MS ? ms : null;
}
