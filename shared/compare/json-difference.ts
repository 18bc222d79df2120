import type { Json, JsonArray, JsonObject } from '../json.ts';
import { isEqualJson, isJsonObject } from '../json.ts';

/** One place in which two values differ. */
export interface Difference {
  /** Names and indexes from the value itself down; empty: the value as a whole. Of a list that changed, an index of `after` where there is one. */
  readonly path: readonly (string | number)[];
  readonly kind: 'added' | 'removed' | 'changed';
  /** Undefined for what was added. */
  readonly before?: Json;
  /** Undefined for what was removed. */
  readonly after?: Json;
}

export interface Differences {
  /** In the order of the values, at most `limit`. */
  readonly found: readonly Difference[];
  /** True: there are more than `limit`. */
  readonly isCut: boolean;
}

/** Lists whose changed parts have at most so many pairs are matched item by item; longer ones place by place. */
const MOST_PAIRS = 250_000;
const MOST_DIFFERENCES = 500;

/**
 * Where two values differ, as deep as it goes: an object by its names (their order does not count), a list by what was
 * put in and taken out of it, everything else as a whole. Equal values have no difference.
 */
export function differencesOf(before: Json, after: Json, limit: number = MOST_DIFFERENCES): Differences {
  const search = new Search(limit);
  search.compare(before, after, []);
  return { found: search.found.slice(0, limit), isCut: search.found.length > limit };
}

/** `rows[2].name`, for people. The value itself is `(whole value)`. */
export function pathText(path: Difference['path']): string {
  if (path.length === 0) return '(whole value)';
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    if (/^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(part)) return text === '' ? part : `${text}.${part}`;
    return `${text}[${JSON.stringify(part)}]`;
  }, '');
}

type Path = readonly (string | number)[];

class Search {
  readonly found: Difference[] = [];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  compare(before: Json, after: Json, path: Path): void {
    // One more than is shown says that there are more.
    if (before === after || this.found.length > this.#limit) return;
    if (Array.isArray(before) && Array.isArray(after)) this.#lists(before, after, path);
    else if (isJsonObject(before) && isJsonObject(after)) this.#objects(before, after, path);
    else if (!isEqualJson(before, after)) this.found.push({ path, kind: 'changed', before, after });
  }

  #objects(before: JsonObject, after: JsonObject, path: Path): void {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const [old, now] = [own(before, name), own(after, name)];
      if (old === undefined && now !== undefined) this.#add({ path: [...path, name], kind: 'added', after: now });
      else if (now === undefined && old !== undefined)
        this.#add({ path: [...path, name], kind: 'removed', before: old });
      else if (old !== undefined && now !== undefined) this.compare(old, now, [...path, name]);
    }
  }

  /** What both begin and end with is left out; in between, items of both are found again wherever they moved to. */
  #lists(before: JsonArray, after: JsonArray, path: Path): void {
    const equal = equality();
    let head = 0;
    while (head < before.length && head < after.length && equal(before[head], after[head])) head += 1;
    let tail = 0;
    const most = Math.min(before.length, after.length) - head;
    while (tail < most && equal(before[before.length - 1 - tail], after[after.length - 1 - tail])) tail += 1;
    const old = before.slice(head, before.length - tail);
    const now = after.slice(head, after.length - tail);
    const kept = old.length * now.length <= MOST_PAIRS ? commonItems(old, now, equal) : [];
    let [i, j] = [0, 0];
    for (const [oldAt, nowAt] of [...kept, [old.length, now.length] as const]) {
      this.#gap({ old: old.slice(i, oldAt), now: now.slice(j, nowAt) }, path, { old: head + i, now: head + j });
      [i, j] = [oldAt + 1, nowAt + 1];
    }
  }

  /** Items between two that both lists have: one in the place of another is that one changed. */
  #gap({ old, now }: { old: JsonArray; now: JsonArray }, path: Path, from: { old: number; now: number }): void {
    const both = Math.min(old.length, now.length);
    for (let at = 0; at < both; at += 1) this.compare(old[at] ?? null, now[at] ?? null, [...path, from.now + at]);
    for (let at = both; at < old.length; at += 1)
      this.#add({ path: [...path, from.old + at], kind: 'removed', before: old[at] ?? null });
    for (let at = both; at < now.length; at += 1)
      this.#add({ path: [...path, from.now + at], kind: 'added', after: now[at] ?? null });
  }

  #add(difference: Difference): void {
    if (this.found.length <= this.#limit) this.found.push(difference);
  }
}

function own(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

type Equality = (left: Json | undefined, right: Json | undefined) => boolean;

/** Numbers for items: the same item is asked about once for each item of the other list. */
function equality(): Equality {
  const known = new Map<Json, Map<Json, boolean>>();
  return (left, right) => {
    if (left === right) return true;
    if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
    const row = known.get(left) ?? new Map<Json, boolean>();
    known.set(left, row);
    const answer = row.get(right) ?? isEqualJson(left, right);
    row.set(right, answer);
    return answer;
  };
}

/** The longest row of items that both lists have in the same order, as pairs of places. */
function commonItems(a: JsonArray, b: JsonArray, equal: Equality): readonly (readonly [number, number])[] {
  const width = b.length + 1;
  const longest = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => longest[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      longest[i * width + j] = equal(a[i], b[j]) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (equal(a[i], b[j])) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}
