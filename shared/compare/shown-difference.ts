import type { Json } from '../json.ts';
import type { Difference } from './json-difference.ts';
import { differencesOf } from './json-difference.ts';

/** One side of a difference as it is shown: what is longer than a person reads is cut, and says by how much. */
export interface ShownValue {
  /** The text itself, or JSON over several lines. */
  readonly text: string;
  readonly isText: boolean;
  /** Characters that were left out behind `text`. */
  readonly omitted: number;
}

export interface ShownDifference {
  readonly path: Difference['path'];
  readonly kind: Difference['kind'];
  /** Null for what was added. */
  readonly before: ShownValue | null;
  /** Null for what was removed. */
  readonly after: ShownValue | null;
}

export interface ShownDifferences {
  readonly found: readonly ShownDifference[];
  /** True: there are more than were looked for. */
  readonly isCut: boolean;
}

const LONGEST = 8000;

/** The differences of two values, small enough to be sent to a window and drawn there. */
export function shownDifferences(before: Json, after: Json): ShownDifferences {
  const { found, isCut } = differencesOf(before, after);
  return { found: found.map(show), isCut };
}

function show({ path, kind, before, after }: Difference): ShownDifference {
  return {
    path,
    kind,
    before: before === undefined ? null : cut(before),
    after: after === undefined ? null : cut(after),
  };
}

function cut(value: Json): ShownValue {
  const isText = typeof value === 'string';
  const whole = isText ? value : JSON.stringify(value, null, 2);
  return { text: whole.slice(0, LONGEST), isText, omitted: Math.max(0, whole.length - LONGEST) };
}
