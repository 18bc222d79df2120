import type { Json } from './json.ts';

/** The types that an input, an output or a parameter can be declared with. `file` is a path to an existing file. */
export type ValueType = 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object' | 'file' | 'any';

/** What a value must look like: the same form for pipeline inputs (language.md L4) and for parameters of tools (L14). */
export interface ValueSpec {
  readonly type: ValueType;
  readonly description?: string;
  readonly required?: boolean;
  /** Used when no value is given. Its absence means: none (a default of `null` is a default). */
  readonly default?: Json;
  readonly enum?: readonly Json[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  /** A pattern of a linear-time engine (RE2 syntax), searched for anywhere in the text. */
  readonly pattern?: string;
  /** What the pattern asks for, for people: as it reads after "expected". Default: a text that matches it. */
  readonly expected?: string;
  readonly items?: ValueSpec;
  readonly properties?: { readonly [name: string]: ValueSpec };
  /** For objects: whether names that `properties` does not list are allowed. Default: true. */
  readonly additionalProperties?: boolean;
}
