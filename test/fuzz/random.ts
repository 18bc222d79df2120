import { createHash } from 'node:crypto';

/** A stream of numbers in [0, 1), the same for the same text. */
export type Random = () => number;

/** mulberry32, seeded by the hash of a text. */
export function randomOf(text: string): Random {
  let state = createHash('sha256').update(text).digest().readUInt32LE(0);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number in [0, end). */
export function below(end: number, random: Random): number {
  return Math.floor(random() * end);
}

export function pick<T>(members: readonly T[], random: Random): T {
  const picked = members[below(members.length, random)];
  if (picked === undefined) throw new Error('nothing to pick from');
  return picked;
}
