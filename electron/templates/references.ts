import type { Place } from './ast.ts';
import type { CompiledTemplate } from './compile.ts';

/** A name that a template reads from its scope, with the fields that are literal in the text: `fetch.items[0].name`. */
export interface Reference extends Place {
  readonly root: string;
  /** Up to the first part that is not literal. */
  readonly path: readonly (string | number)[];
  /** May be missing: under `default`, `is defined`, or where such a test has said yes. */
  readonly guarded: boolean;
  /** `name(…)`: a function. */
  readonly called: boolean;
}
export interface NamedUse extends Place {
  readonly name: string;
}

/** All names read from the scope and all functions called, in the order of the text. `for` and `set` targets are none. */
export function findReferences(_template: CompiledTemplate): readonly Reference[] {
  throw new Error('not written yet');
}

export function findCalls(_template: CompiledTemplate): readonly NamedUse[] {
  throw new Error('not written yet');
}

export function findFilters(_template: CompiledTemplate): readonly NamedUse[] {
  throw new Error('not written yet');
}
