import { expect, it } from 'vitest';
import type { FactOf, FactType } from '../../shared/facts.ts';

/** Types of facts of which `FactOf` knows none. */
type Lost = { readonly [T in FactType]: [FactOf<T>] extends [never] ? T : never }[FactType];

it('E19 every type of fact can be named alone', () => {
  // the compiler is what checks it
  const isNoneLost: [Lost] extends [never] ? true : false = true;
  expect(isNoneLost).toBe(true);
});
