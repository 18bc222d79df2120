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
  const warnings: string[] = [];
  let left = MOST_WARNINGS;
  const warn = (where: string, what: string): void => {
    left -= 1;
    if (left >= 0) warnings.push(`${where}: ${what}`);
  };
  const normalised = toJson(value, path, { warn, above: [] });
  if (left < 0) warnings.push(`${-left} more values were changed`);
  return { value: normalised, warnings };
}

interface Walk {
  readonly warn: (where: string, what: string) => void;
  /** The objects that the value is inside of. */
  readonly above: readonly object[];
}

function toJson(value: unknown, path: string, walk: Walk): Json {
  switch (typeof value) {
    case 'string':
      return wellFormed(value);
    case 'boolean':
      return value;
    case 'number':
      return finite(value, path, walk);
    case 'bigint':
      return exact(value, path, walk);
    case 'object':
      return value === null ? null : guarded(value, path, walk);
    case 'undefined':
      return null;
    default:
      walk.warn(path, `a ${typeof value} became null`);
      return null;
  }
}

/** Lone halves of a surrogate pair are no Unicode: they would not survive a file. */
function wellFormed(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, '\uFFFD');
}

function finite(value: number, path: string, { warn }: Walk): Json {
  if (Number.isFinite(value)) return Object.is(value, -0) ? 0 : value;
  warn(path, `${value} became null`);
  return null;
}

function exact(value: bigint, path: string, { warn }: Walk): Json {
  const number = Number(value);
  const isExact = Number.isSafeInteger(number);
  warn(path, `a BigInt became a ${isExact ? 'number' : 'text'}`);
  return isExact ? number : value.toString();
}

function guarded(value: object, path: string, walk: Walk): Json {
  try {
    return fromObject(value, path, walk);
  } catch (error) {
    walk.warn(path, `a value that cannot be read became null (${describeThrown(error)})`);
    return null;
  }
}

function fromObject(value: object, path: string, walk: Walk): Json {
  if (walk.above.includes(value)) {
    walk.warn(path, 'a value that contains itself became null');
    return null;
  }
  if (walk.above.length >= DEEPEST) {
    walk.warn(path, `a value nested deeper than ${DEEPEST} levels became null`);
    return null;
  }
  const inner: Walk = { warn: walk.warn, above: [...walk.above, value] };
  if (Array.isArray(value)) return Array.from(value, (item, at) => toJson(item, `${path}[${at}]`, inner));
  if (value instanceof Date) return fromDate(value, path, walk);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return fromBytes(value, path, walk);
  if (value instanceof Map) return entriesOf(value.entries(), path, inner);
  if (value instanceof Set) return Array.from(value, (item, at) => toJson(item, `${path}[${at}]`, inner));
  if (value instanceof Error) return { name: String(value.name), message: wellFormed(String(value.message)) };
  if ('toJSON' in value && typeof value.toJSON === 'function') return toJson(value.toJSON(), path, inner);
  return entriesOf(Object.entries(value), path, inner);
}

function fromDate(value: Date, path: string, { warn }: Walk): Json {
  const text = Number.isNaN(value.getTime()) ? null : value.toISOString();
  warn(path, `a Date became ${text === null ? 'null' : 'a text'}`);
  return text;
}

function fromBytes(value: ArrayBufferView | ArrayBuffer, path: string, { warn }: Walk): JsonObject {
  warn(path, 'bytes became { $base64 }');
  const bytes = ArrayBuffer.isView(value)
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    : Buffer.from(value);
  return { $base64: bytes.toString('base64') };
}

function entriesOf(entries: Iterable<readonly [unknown, unknown]>, path: string, walk: Walk): JsonObject {
  const kept: [string, Json][] = [];
  for (const [key, value] of entries) {
    if (value !== undefined) kept.push([wellFormed(String(key)), toJson(value, `${path}.${String(key)}`, walk)]);
  }
  return Object.fromEntries(kept);
}
