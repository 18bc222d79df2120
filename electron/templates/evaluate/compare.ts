import type { Json } from '../../../shared/json.ts';
import { isJsonObject } from '../../../shared/json.ts';
import { describe } from '../check/describe.ts';
import { ValueProblem } from '../errors.ts';
import { MAX_DATA_DEPTH } from './budget.ts';
import type { Meter } from './json-text.ts';

/** Equal as data. `true` is 1 and `false` is 0, as in Python; a text never equals a number. */
export function equals(left: Json, right: Json, meter: Meter): boolean {
  return new Comparison(meter).equals(left, right);
}

class Comparison {
  readonly #meter: Meter;
  #depth = 0;

  constructor(meter: Meter) {
    this.#meter = meter;
  }

  equals(left: Json, right: Json): boolean {
    this.#meter.spend();
    if (left === right) return true;
    if (typeof left === 'boolean') return typeof right === 'number' && Number(left) === right;
    if (typeof right === 'boolean') return typeof left === 'number' && left === Number(right);
    if (typeof left !== 'object' || typeof right !== 'object') return false;
    return this.#nested(() => this.#equalContainers(left, right));
  }

  #nested(compare: () => boolean): boolean {
    this.#depth += 1;
    if (this.#depth > MAX_DATA_DEPTH) {
      throw new ValueProblem('too_deep', `these values are nested more than ${MAX_DATA_DEPTH} levels deep`);
    }
    const result = compare();
    this.#depth -= 1;
    return result;
  }

  #equalContainers(left: Json, right: Json): boolean {
    if (Array.isArray(left) && Array.isArray(right)) {
      return left.length === right.length && left.every((item: Json, index) => this.equals(item, right[index] ?? null));
    }
    if (!isJsonObject(left) || !isJsonObject(right)) return false;
    const keys = Object.keys(left);
    if (keys.length !== Object.keys(right).length) return false;
    return keys.every((key) => Object.hasOwn(right, key) && this.equals(left[key] ?? null, right[key] ?? null));
  }
}

/** Less than 0, 0 or more than 0. Numbers, texts and lists are ordered among themselves; anything else is an error. */
export function order(left: Json, right: Json, meter: Meter): number {
  meter.spend();
  if (typeof left === 'string' && typeof right === 'string') return orderTexts(left, right);
  if (isNumeric(left) && isNumeric(right)) return Number(left) - Number(right);
  if (Array.isArray(left) && Array.isArray(right)) return orderLists(left, right, meter);
  const hint =
    typeof left === 'string'
      ? 'turn the text into a number: `x | int`, `x | float`'
      : typeof right === 'string'
        ? 'turn the text into a number: `y | int`, `y | float`'
        : undefined;
  throw new ValueProblem(
    'wrong_types',
    `${describe(left)} and ${describe(right)} have no order`,
    hint === undefined ? {} : { hint },
  );
}

export function isNumeric(value: Json): value is number | boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}

/** By code point; `<` on JavaScript strings goes by UTF-16 unit, which puts emoji before some other characters. */
function orderTexts(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    if (a !== b) return aboveSurrogates(a) - aboveSurrogates(b);
  }
  return left.length - right.length;
}

/** Surrogates stand for characters above all others. */
function aboveSurrogates(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

function orderLists(left: readonly Json[], right: readonly Json[], meter: Meter): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const a = left[index] ?? null;
    const b = right[index] ?? null;
    if (!equals(a, b, meter)) return order(a, b, meter);
  }
  return left.length - right.length;
}

/** `item in container` */
export function contains(container: Json, item: Json, meter: Meter): boolean {
  if (typeof container === 'string') {
    if (typeof item !== 'string')
      throw new ValueProblem('wrong_types', `only a text can be in a text, found ${describe(item)}`, {
        hint: 'turn it into a text: `x | string`',
      });
    meter.spend(1 + Math.floor(container.length / 64));
    return container.includes(item);
  }
  if (Array.isArray(container)) return container.some((member: Json) => equals(member, item, meter));
  if (isJsonObject(container)) return typeof item === 'object' ? false : Object.hasOwn(container, String(item));
  throw new ValueProblem('wrong_types', `nothing can be in ${describe(container)}`, {
    hint: 'expected a text, a list or an object',
  });
}

/** Python's idea of true: not `none`, `false`, 0, and not empty. */
export function isTrue(value: Json): boolean {
  if (value === null || value === false || value === 0 || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  return !isJsonObject(value) || Object.keys(value).length > 0;
}
