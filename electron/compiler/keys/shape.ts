/**
 * What may stand at a key. The validator (`check-shape.ts`), the JSON Schema and the documentation are derived from
 * these values and from the tables in `tables.ts`; nothing about the form of a file is said anywhere else.
 */
export type Shape =
  /** Text as it stands; numbers and booleans are read as they are written. */
  | { readonly type: 'text'; readonly pattern?: RegExp; readonly expected?: string }
  /** Any value; texts in it may be templates. */
  | { readonly type: 'value' }
  /** A text that is a condition (language.md L16), or a boolean. */
  | { readonly type: 'expression' }
  /** `500ms`, `30s`, `2m`, `1h`, or a number of seconds. */
  | { readonly type: 'duration' }
  | { readonly type: 'integer'; readonly minimum: number; readonly maximum?: number; readonly template?: boolean }
  | { readonly type: 'number'; readonly minimum: number }
  | { readonly type: 'boolean'; readonly template?: boolean }
  /** `listed`: the values that messages name; the others are further spellings. */
  | { readonly type: 'choice'; readonly values: readonly string[]; readonly listed?: readonly string[] }
  /** A list of texts, or one text with commas. */
  | { readonly type: 'names' }
  | { readonly type: 'list'; readonly items: Shape; readonly minimum?: number }
  /** Names of the author's own, each with a value of one shape. */
  | { readonly type: 'map'; readonly values: Shape }
  /** Keys of ours: a name of `TABLES`. */
  | { readonly type: 'table'; readonly table: TableName }
  /** One of several forms, told apart by whether a scalar, a list or a map stands there. */
  | { readonly type: 'either'; readonly shapes: readonly Shape[]; readonly expected: string };

export type TableName = 'top' | 'config' | 'step' | 'action' | 'retry' | 'handler' | 'input' | 'limits' | 'output';

/** One key of a table. */
export interface KeySpec {
  /** One sentence for the schema and the documentation. */
  readonly doc: string;
  readonly shape: Shape;
  readonly required?: boolean;
  /** Other spellings of the key. */
  readonly aliases?: readonly string[];
  /** A container of other steps (language.md L22-L27). */
  readonly container?: boolean;
  /** Without one of these keys beside it, the key means nothing: a warning, or an error where work would be lost. */
  readonly onlyWith?: readonly string[];
  readonly misplaced?: 'error';
  /** What to do when something else than the shape stands there. */
  readonly hint?: string;
}

export interface Table {
  readonly keys: { readonly [key: string]: KeySpec };
  /** Keys of the older dialect that never had an effect, with what to write instead, if there is something. */
  readonly noEffect: { readonly [key: string]: string | null };
  /** Prefixes of such keys. */
  readonly noEffectPrefixes?: readonly string[];
  /** Unknown keys that resemble no known one have no effect either (`config`), rather than being errors. */
  readonly tolerant?: boolean;
  /** What to write instead of a key that people try. */
  readonly hints?: { readonly [key: string]: string };
}
