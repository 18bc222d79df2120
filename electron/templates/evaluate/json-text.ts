import type { Json, JsonObject } from '../../../shared/json.ts';
import { isJsonObject } from '../../../shared/json.ts';
import { ValueProblem } from '../errors.ts';
import { MAX_DATA_DEPTH, MAX_TEXT } from './budget.ts';

/**
 * Counts work. All that walks data takes one: a list may hold the same list many times over, so that what is small in
 * memory is endless when printed.
 */
export interface Meter {
  spend(operations?: number): void;
}

export interface JsonStyle {
  /** Spaces per level; absent: one line, with a space after `,` and `:` as Jinja's `tojson` has it. */
  readonly indent?: number | undefined;
  readonly sortKeys?: boolean | undefined;
}

/** A value as JSON text. */
export function jsonText(value: Json, meter: Meter, style: JsonStyle = {}): string {
  const writer = new JsonWriter(meter, style);
  writer.write(value, 0);
  return writer.text;
}

/** How a value prints inside a text: a text as it is, everything else as JSON. */
export function printed(value: Json, meter: Meter): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null) return jsonText(value, meter);
  return String(value);
}

class JsonWriter {
  text = '';
  readonly #meter: Meter;
  readonly #style: JsonStyle;

  constructor(meter: Meter, style: JsonStyle) {
    this.#meter = meter;
    this.#style = style;
  }

  write(value: Json, depth: number): void {
    this.#meter.spend();
    if (depth > MAX_DATA_DEPTH)
      throw new ValueProblem('too_deep', `this value is nested more than ${MAX_DATA_DEPTH} levels deep`);
    if (Array.isArray(value)) this.#list(value, depth);
    else if (isJsonObject(value)) this.#object(value, depth);
    else this.#append(JSON.stringify(value));
  }

  #list(items: readonly Json[], depth: number): void {
    if (items.length === 0) return this.#append('[]');
    this.#append('[');
    items.forEach((item, index) => {
      this.#separate(index, depth + 1);
      this.write(item, depth + 1);
    });
    this.#close(']', depth);
  }

  #object(value: JsonObject, depth: number): void {
    const keys = this.#style.sortKeys === true ? Object.keys(value).sort() : Object.keys(value);
    if (keys.length === 0) return this.#append('{}');
    this.#append('{');
    keys.forEach((key, index) => {
      this.#separate(index, depth + 1);
      this.#append(`${JSON.stringify(key)}: `);
      this.write(value[key] ?? null, depth + 1);
    });
    this.#close('}', depth);
  }

  #separate(index: number, depth: number): void {
    if (this.#style.indent === undefined) return index === 0 ? undefined : this.#append(', ');
    this.#append(`${index === 0 ? '' : ','}\n${' '.repeat(this.#style.indent * depth)}`);
  }

  #close(bracket: string, depth: number): void {
    this.#append(this.#style.indent === undefined ? bracket : `\n${' '.repeat(this.#style.indent * depth)}${bracket}`);
  }

  #append(piece: string): void {
    if (this.text.length + piece.length > MAX_TEXT)
      throw new ValueProblem('text_too_large', 'this makes a text of more than 16 MiB');
    this.text += piece;
  }
}
