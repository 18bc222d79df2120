import { describeThrown } from '../../../shared/errors.ts';
import type { Json, JsonObject } from '../../../shared/json.ts';

export interface Normalised {
  /** Plain JSON: own data, no references to what the tool keeps. */
  readonly value: Json;
  /** What was changed, each with the place: `result.rows[3].size: NaN became null`. */
  readonly warnings: readonly string[];
}

/** Deeper than this, JSON.stringify and our own folds would overflow the stack. */
const DEEPEST = 500;
const MOST_WARNINGS = 20;

/**
 * What a tool returned, as plain JSON. Total: whatever it is given (proxies that throw, cycles, classes), it answers.
 * `undefined` members are dropped, as JSON does; NaN and the infinities become null, a BigInt a number if exact and else
 * a text, a Date its ISO text, bytes `{ $base64 }`, Maps and Sets objects and lists, Errors `{ name, message }`.
 */
export function normalise(value: unknown, path = 'result'): Normalised {
  const walk = new Walk(path);
  const normalised = toJson(value, walk);
  return { value: normalised, warnings: walk.warnings() };
}

/** Where the walk is. Places are spelled out for warnings only: a table has a million of them, and no warning. */
class Walk {
  /** The objects that the value is inside of. */
  readonly above: object[] = [];
  readonly #root: string;
  readonly #keys: (string | number)[] = [];
  readonly #warnings: string[] = [];
  #warned = 0;
  /** Tools give one list under two names; what was walked without a warning need not be walked again. */
  readonly #done = new Map<object, Json>();

  constructor(root: string) {
    this.#root = root;
  }

  warn(what: string): void {
    this.#warned += 1;
    if (this.#warned > MOST_WARNINGS) return;
    const path = this.#keys.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
    this.#warnings.push(`${this.#root}${path}: ${what}`);
  }

  warnings(): readonly string[] {
    const more = this.#warned - MOST_WARNINGS;
    return more > 0 ? [...this.#warnings, `${more} more values were changed`] : this.#warnings;
  }

  at(key: string | number, value: unknown): Json {
    this.#keys.push(key);
    const json = toJson(value, this);
    this.#keys.pop();
    return json;
  }

  inside<T extends Json>(value: object, read: () => T): T | Json {
    // only of what lies high up: how deep it is must not matter
    const isHigh = this.above.length <= 1;
    const known = isHigh ? this.#done.get(value) : undefined;
    if (known !== undefined) return known;
    const warned = this.#warned;
    const depth = this.#keys.length;
    this.above.push(value);
    try {
      const json = read();
      if (isHigh && this.#warned === warned) this.#done.set(value, json);
      return json;
    } finally {
      this.above.pop();
      this.#keys.length = depth;
    }
  }
}

function toJson(value: unknown, walk: Walk): Json {
  switch (typeof value) {
    case 'string':
      return wellFormed(value);
    case 'boolean':
      return value;
    case 'number':
      return finite(value, walk);
    case 'bigint':
      return exact(value, walk);
    case 'object':
      return value === null ? null : guarded(value, walk);
    case 'undefined':
      return null;
    default:
      walk.warn(`a ${typeof value} became null`);
      return null;
  }
}

const SURROGATE = /[\uD800-\uDFFF]/;

/** Lone halves of a surrogate pair are no Unicode: they would not survive a file. */
function wellFormed(text: string): string {
  return SURROGATE.test(text) ? text.replaceAll(/\p{Surrogate}/gu, '\uFFFD') : text;
}

function finite(value: number, walk: Walk): Json {
  if (Number.isFinite(value)) return Object.is(value, -0) ? 0 : value;
  walk.warn(`${value} became null`);
  return null;
}

function exact(value: bigint, walk: Walk): Json {
  const number = Number(value);
  const isExact = Number.isSafeInteger(number);
  walk.warn(`a BigInt became a ${isExact ? 'number' : 'text'}`);
  return isExact ? number : value.toString();
}

function guarded(value: object, walk: Walk): Json {
  try {
    return fromObject(value, walk);
  } catch (error) {
    walk.warn(`a value that cannot be read became null (${describeThrown(error)})`);
    return null;
  }
}

function fromObject(value: object, walk: Walk): Json {
  if (walk.above.includes(value)) {
    walk.warn('a value that contains itself became null');
    return null;
  }
  if (walk.above.length >= DEEPEST) {
    walk.warn(`a value nested deeper than ${DEEPEST} levels became null`);
    return null;
  }
  return walk.inside(value, () => fromInside(value, walk));
}

function fromInside(value: object, walk: Walk): Json {
  if (Array.isArray(value)) return Array.from(value, (item, at) => walk.at(at, item));
  if (value instanceof Date) return fromDate(value, walk);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return fromBytes(value, walk);
  if (value instanceof Map) return entriesOf(value.entries(), walk);
  if (value instanceof Set) return Array.from(value, (item, at) => walk.at(at, item));
  if (value instanceof Error) return { name: String(value.name), message: wellFormed(String(value.message)) };
  if ('toJSON' in value && typeof value.toJSON === 'function') return toJson(value.toJSON(), walk);
  return entriesOf(Object.entries(value), walk);
}

function fromDate(value: Date, walk: Walk): Json {
  const text = Number.isNaN(value.getTime()) ? null : value.toISOString();
  walk.warn(`a Date became ${text === null ? 'null' : 'a text'}`);
  return text;
}

function fromBytes(value: ArrayBufferView | ArrayBuffer, walk: Walk): JsonObject {
  walk.warn('bytes became { $base64 }');
  const bytes = ArrayBuffer.isView(value)
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    : Buffer.from(value);
  return { $base64: bytes.toString('base64') };
}

function entriesOf(entries: Iterable<readonly [unknown, unknown]>, walk: Walk): JsonObject {
  const kept: { [name: string]: Json } = {};
  for (const [key, value] of entries) {
    if (value === undefined) continue;
    const name = wellFormed(String(key));
    const json = walk.at(String(key), value);
    // assigned, it would be the prototype
    if (name === '__proto__') Object.defineProperty(kept, name, { ...OWN, value: json });
    else kept[name] = json;
  }
  return kept;
}

const OWN = { enumerable: true, writable: true, configurable: true } as const;
