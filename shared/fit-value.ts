import { exactNumber, parseExactJson } from './exact-json.ts';
import type { Json, JsonArray, JsonObject } from './json.ts';
import { isEqualJson, isJsonObject, printedJson } from './json.ts';
import { booleanWord } from './text/boolean-words.ts';
import type { ValueSpec, ValueType } from './value-spec.ts';

/** One way in which a value does not fit. */
export interface FitProblem {
  /** The path of the value, beginning with what the caller named: `headers.accept`, `rows[2]`. */
  readonly path: string;
  /** The same place below the value itself. */
  readonly at: readonly (string | number)[];
  /** For people, to be read after the path: `expected a whole number, found the text "x"`. */
  readonly message: string;
}

export type Fitted =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly problems: readonly FitProblem[] };

/** What fitting cannot know by itself. */
export interface FitOptions {
  /** The value came as text from a command line: a value without declared type is read as JSON where it is JSON. */
  readonly text?: boolean;
  /** Whether a text holds a pattern (RE2 syntax). Without it patterns are not checked. */
  readonly matches?: (pattern: string, text: string) => boolean;
  /** Whether a file exists. Without it `file` is any path. */
  readonly fileExists?: (path: string) => boolean;
}

/**
 * Fits a value to what is declared (language.md L4, L14): it is changed to the declared type where that loses nothing
 * (`'5'` → 5, 5 → `'5'`, JSON text → list or object and back, `yes` → true), and everything that does not fit is told
 * at once. `null` fits what is not required. Defaults of properties that are missing are filled in.
 */
// oxlint-disable-next-line eslint/max-params -- what, against what and where are always there; options rarely
export function fitValue(value: Json, spec: ValueSpec, path: string, options: FitOptions = {}): Fitted {
  const fitting = new Fitting(path, options);
  const fitted = fitting.fit(value, spec, []);
  return fitting.problems.length > 0 ? { ok: false, problems: fitting.problems } : { ok: true, value: fitted };
}

/** How a value reads in a message; long ones are cut. */
function describeJson(value: Json): string {
  if (value === null) return 'null';
  if (isList(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  if (typeof value !== 'string') return `the ${typeof value} ${String(value)}`;
  return `the text ${JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value)}`;
}

const EXPECTED: { readonly [type in ValueType]: string } = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  file: 'the path of a file',
  any: 'a value',
};

type At = readonly (string | number)[];

/** Returned by coercions that do not work. */
const NO_FIT = Symbol('no fit');

class Fitting {
  readonly problems: FitProblem[] = [];
  readonly #path: string;
  readonly #options: FitOptions;

  constructor(path: string, options: FitOptions) {
    this.#path = path;
    this.#options = options;
  }

  fit(value: Json, spec: ValueSpec, at: At): Json {
    if (value === null && spec.required !== true) return null;
    const coerced = spec.type === 'any' ? this.#untyped(value, at) : coerce(value, spec.type);
    if (coerced === NO_FIT) {
      this.#refuse(at, `expected ${expectedOf(spec.type, value)}, found ${describeJson(value)}`);
      return value;
    }
    this.#checkLimits(coerced, spec, at);
    if (isList(coerced)) return this.#fitItems(coerced, spec, at);
    return isJsonObject(coerced) ? this.#fitProperties(coerced, spec, at) : coerced;
  }

  #untyped(value: Json, at: At): Json {
    if (this.#options.text !== true || at.length > 0 || typeof value !== 'string') return value;
    const parsed = parseJson(value);
    // `1.10` and `007` would not print as they were written: they may be versions or codes.
    const isSame = typeof parsed !== 'number' || String(parsed) === value.trim();
    return parsed === undefined || !isSame ? value : parsed;
  }

  #fitItems(list: JsonArray, spec: ValueSpec, at: At): Json {
    const { items } = spec;
    return items === undefined ? list : list.map((item, index) => this.fit(item, items, [...at, index]));
  }

  #fitProperties(object: JsonObject, spec: ValueSpec, at: At): Json {
    const properties = new Map(Object.entries(spec.properties ?? {}));
    const fitted = Object.entries(object).map(([name, value]): [string, Json] => {
      const property = properties.get(name);
      if (property === undefined && spec.additionalProperties === false) this.#refuseName(properties, [...at, name]);
      return [name, property === undefined ? value : this.fit(value, property, [...at, name])];
    });
    const missing = [...properties].filter(([name]) => !Object.hasOwn(object, name));
    const defaults = missing.flatMap(([name, property]): [string, Json][] => {
      if (property.default !== undefined) return [[name, property.default]];
      if (property.required === true) this.#refuse([...at, name], 'is missing');
      return [];
    });
    return Object.fromEntries([...fitted, ...defaults]);
  }

  #refuseName(properties: ReadonlyMap<string, ValueSpec>, at: At): void {
    this.#refuse(
      at,
      `no such name; expected one of ${[...properties.keys()].map((known) => `\`${known}\``).join(', ') || 'none'}`,
    );
  }

  #checkLimits(value: Json, spec: ValueSpec, at: At): void {
    if (spec.enum !== undefined && !spec.enum.some((allowed) => isEqualJson(allowed, value))) {
      this.#refuse(at, `expected one of ${listed(spec.enum)}, found ${describeJson(value)}`);
    }
    if (typeof value === 'number') this.#checkRange(value, spec, at);
    if (typeof value === 'string') this.#checkText(value, spec, at);
    if (isList(value)) this.#checkLength(value.length, spec, { at, unit: 'items' });
  }

  #checkRange(value: number, spec: ValueSpec, at: At): void {
    if (spec.minimum !== undefined && value < spec.minimum)
      this.#refuse(at, `expected at least ${spec.minimum}, found ${value}`);
    if (spec.maximum !== undefined && value > spec.maximum)
      this.#refuse(at, `expected at most ${spec.maximum}, found ${value}`);
  }

  #checkText(value: string, spec: ValueSpec, at: At): void {
    this.#checkLength([...value].length, spec, { at, unit: 'characters' });
    if (spec.pattern !== undefined && this.#options.matches?.(spec.pattern, value) === false) {
      this.#refuse(
        at,
        `expected ${spec.expected ?? `a text that matches ${spec.pattern}`}, found ${describeJson(value)}`,
      );
    }
    if (spec.type === 'file' && this.#options.fileExists?.(value) === false)
      this.#refuse(at, `there is no file ${JSON.stringify(value)}`);
  }

  #checkLength(length: number, spec: ValueSpec, about: { at: At; unit: string }): void {
    const { at, unit } = about;
    if (spec.minLength !== undefined && length < spec.minLength)
      this.#refuse(at, `expected at least ${spec.minLength} ${unit}, found ${length}`);
    if (spec.maxLength !== undefined && length > spec.maxLength)
      this.#refuse(at, `expected at most ${spec.maxLength} ${unit}, found ${length}`);
  }

  #refuse(at: At, message: string): void {
    this.problems.push({ path: at.reduce<string>(appendPath, this.#path), at, message });
  }
}

/** Of spellings that differ in upper and lower case, the first. */
function listed(values: readonly Json[]): string {
  const texts = values.map((allowed) => JSON.stringify(allowed));
  const lower = texts.map((text) => text.toLowerCase());
  return texts.filter((_, at) => lower.indexOf(lower[at] ?? '') === at).join(', ');
}

function appendPath(path: string, part: string | number): string {
  if (typeof part === 'number') return `${path}[${part}]`;
  return /^[A-Za-z_$][\w$-]*$/.test(part) ? `${path}.${part}` : `${path}[${JSON.stringify(part)}]`;
}

function coerce(value: Json, type: Exclude<ValueType, 'any'>): Json | typeof NO_FIT {
  switch (type) {
    case 'string':
      return typeof value === 'string' ? value : value === null ? NO_FIT : printedJson(value);
    case 'file':
      if (typeof value === 'string') return value;
      return typeof value === 'number' ? String(value) : NO_FIT;
    case 'integer':
      return toNumber(value, Number.isSafeInteger);
    case 'number':
      return toNumber(value, Number.isFinite);
    case 'boolean':
      return typeof value === 'boolean' ? value : toBoolean(value);
    case 'array':
      return isList(value) ? value : parseAs(value, isList);
    case 'object':
      return isJsonObject(value) ? value : parseAs(value, isJsonObject);
  }
}

/** Whether a text is a whole number that no number can hold: it would come out as another one. */
function isLongNumber(value: Json): boolean {
  const digits = typeof value === 'string' ? value.trim().replace(/^\+/, '') : '';
  return /^-?\d+$/.test(digits) && typeof exactNumber(digits) === 'string';
}

/** What is said where a whole number is expected and one is found, but of more digits than a number holds. */
function expectedOf(type: ValueType, value: Json): string {
  const digits = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  if ((type !== 'integer' && type !== 'number') || !/^[+-]?\d{16,}$/.test(digits)) return EXPECTED[type];
  return `${EXPECTED[type]} between ${Number.MIN_SAFE_INTEGER} and ${Number.MAX_SAFE_INTEGER} (a text keeps longer ones)`;
}

/** The grammar of JSON numbers, with an optional `+`. No hexadecimal, no blanks, no `Infinity`. */
const NUMBER = /^[+-]?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

function toNumber(value: Json, isFit: (value: unknown) => boolean): Json | typeof NO_FIT {
  if (typeof value === 'number') return isFit(value) ? value : NO_FIT;
  if (typeof value !== 'string' || !NUMBER.test(value.trim())) return NO_FIT;
  const number = Number(value);
  return isFit(number) && !isLongNumber(value) ? number : NO_FIT;
}

function toBoolean(value: Json): Json | typeof NO_FIT {
  const word = typeof value === 'string' ? booleanWord(value) : undefined;
  return word ?? NO_FIT;
}

function parseAs(value: Json, isRight: (parsed: Json) => boolean): Json | typeof NO_FIT {
  const parsed = typeof value === 'string' ? parseJson(value) : undefined;
  return parsed !== undefined && isRight(parsed) ? parsed : NO_FIT;
}

function parseJson(text: string): Json | undefined {
  try {
    return parseExactJson(text);
  } catch {
    return undefined;
  }
}

function isList(value: Json): value is JsonArray {
  return Array.isArray(value);
}
