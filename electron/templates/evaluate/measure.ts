import type { Json } from '../../../shared/json.ts';
import { isJsonObject } from '../../../shared/json.ts';
import { ValueProblem } from '../errors.ts';
import { isList } from './access.ts';
import { MAX_DATA_DEPTH, MAX_TEXT } from './budget.ts';

/**
 * Refuses a value that is larger than 16 MiB written out. A list can hold the same list many times over, so that a
 * value of little memory is endless for all who walk it later.
 */
export function checkSize(value: Json): void {
  new Measure().add(value, 0);
}

class Measure {
  #size = 0;

  add(value: Json, depth: number): void {
    if (typeof value === 'string') return this.#take(value.length + 2);
    if (typeof value !== 'object' || value === null) return this.#take(4);
    if (depth > MAX_DATA_DEPTH)
      throw new ValueProblem('too_deep', `this value is nested more than ${MAX_DATA_DEPTH} levels deep`);
    this.#take(2);
    if (isList(value)) for (const item of value) this.add(item, depth + 1);
    else if (isJsonObject(value)) for (const [key, item] of Object.entries(value)) this.#entry(key, item, depth);
  }

  #entry(key: string, item: Json, depth: number): void {
    this.#take(key.length + 3);
    this.add(item, depth + 1);
  }

  #take(size: number): void {
    this.#size += size;
    if (this.#size > MAX_TEXT) throw new ValueProblem('text_too_large', 'this value is larger than 16 MiB');
  }
}
