import type { Json } from '../../../shared/json.ts';
import type { TemplateValue } from '../values.ts';

/** Names and what they stand for. */
export interface Scope {
  /** `undefined`: there is no such name. */
  lookup(name: string): TemplateValue | undefined;
  /** All names, for messages and for suggestions. */
  names(): readonly string[];
}

/** All that an evaluation may use. Nothing else is reachable from a template. */
export interface EvaluationContext {
  readonly scope: Scope;
  readonly files: TemplateFiles;
  /** What `now()` gives. */
  now(): Date;
  /** Milliseconds for the time limit; only differences count. Default: `now()`. */
  clock?(): number;
  /** Called for each access to a name of `scope`, with the whole chain: `fetch.items[0]` is `('fetch', ['items', '0'])`. */
  onRead?(root: string, path: readonly string[]): void;
  /** Called with the value of each `{{ expression }}` and each tested condition; offsets into the template's text. */
  onExpression?(start: number, end: number, value: Json): void;
}

/** The working directory as templates see it. Paths that lead out of it, or to more than 5 MiB, throw. */
export interface TemplateFiles {
  read(path: string): string;
  exists(path: string): boolean;
}

/** A scope over a fixed set of names. Any name is allowed, `constructor` and `__proto__` included. */
export function scopeOf(
  values: ReadonlyMap<string, TemplateValue> | { readonly [name: string]: TemplateValue },
): Scope {
  const entries = values instanceof Map ? values : new Map<string, TemplateValue>(Object.entries(values));
  return { lookup: (name) => entries.get(name), names: () => [...entries.keys()] };
}
