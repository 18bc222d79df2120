import { InvalidArgumentError } from 'commander';

/** For commander: a whole number of at least 1. */
export function parseCount(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError('expected a whole number of at least 1.');
}
