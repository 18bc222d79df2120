import type { Json } from '../../../shared/json.ts';
import { NamespaceValue } from '../values.ts';
import type { Scope } from './scope.ts';

class Cells implements Scope {
  readonly values: Map<string, Json>;

  constructor(values: Map<string, Json>) {
    this.values = values;
  }

  lookup(name: string): Json | undefined {
    return this.values.get(name);
  }

  names(): readonly string[] {
    return [...this.values.keys()];
  }
}

/** What `namespace()` makes: the one thing that `{% set ns.field = … %}` can change from inside a loop. Holds plain data. */
export class SettableNamespace extends NamespaceValue {
  readonly #cells: Cells;

  constructor(initial: { readonly [name: string]: Json }) {
    const cells = new Cells(new Map(Object.entries(initial)));
    super('namespace', cells);
    this.#cells = cells;
  }

  set(name: string, value: Json): void {
    this.#cells.values.set(name, value);
  }
}
