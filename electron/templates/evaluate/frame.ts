import type { TemplateValue } from '../values.ts';

/** The names that `for` and `set` have given values, seen from inside to outside. */
export class Frame {
  readonly #values = new Map<string, TemplateValue>();
  readonly #outer: Frame | null;

  constructor(outer: Frame | null) {
    this.#outer = outer;
  }

  set(name: string, value: TemplateValue): void {
    this.#values.set(name, value);
  }

  lookup(name: string): TemplateValue | undefined {
    const own = this.#values.get(name);
    return own === undefined ? this.#outer?.lookup(name) : own;
  }
}
