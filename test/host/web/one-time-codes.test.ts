import { expect, it } from 'vitest';
import { OneTimeCodes } from '../../../electron/host/web/one-time-codes.ts';

it('takes each code once, and only within a minute', () => {
  let now = 0;
  const codes = new OneTimeCodes(() => now);
  const [first, second, third] = [codes.make(), codes.make(), codes.make()];
  expect(codes.use(second)).toBe(true);
  expect(codes.use(second)).toBe(false);
  now = 59_999;
  expect(codes.use(first)).toBe(true);
  now = 60_000;
  expect(codes.use(third)).toBe(false);
  expect(codes.use(null)).toBe(false);
});
