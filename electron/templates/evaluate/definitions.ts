import type { Json, JsonObject } from '../../../shared/json.ts';
import { isJsonObject } from '../../../shared/json.ts';
import { describe } from '../check/describe.ts';
import { ValueProblem } from '../errors.ts';
import type { TemplateValue, UndefinedValue } from '../values.ts';
import { isList } from './access.ts';
import type { Budget } from './budget.ts';
import type { EvaluationContext } from './scope.ts';
import type { Given, Signature } from './signature.ts';
import { bindArguments, parseSignature } from './signature.ts';

/** What filters, tests, functions and methods may use of the evaluation they are part of. */
export interface Tools {
  readonly budget: Budget;
  readonly context: EvaluationContext;
  /** Applies another filter or test of the tables, as `map('upper')` and `select('even')` do. */
  filter(name: string, input: Json, given: Given): Json;
  test(name: string, input: Json, positional: readonly Json[]): boolean;
  /** What `path` (`'a.b.0'`, or a position) finds in an item; undefined where it finds nothing. */
  attribute(item: Json, path: Json): Json | UndefinedValue;
  /** For a result that is not there, such as the first item of an empty list. */
  undefined(message: string): UndefinedValue;
  /** The value, or the error that it is undefined. */
  defined(value: TemplateValue): Json;
}

interface Described {
  /** Name, parameters and defaults, as they are documented and as they are bound. */
  readonly signature: string;
  readonly doc: string;
  readonly aliases?: readonly string[];
}
type Apply<Input, Result> = (input: Input, args: Args, tools: Tools) => Result;
/** `lenient`: is asked about undefined values too, instead of failing. */
type OnValue<Result> =
  | { readonly lenient?: false; readonly apply: Apply<Json, Result> }
  | { readonly lenient: true; readonly apply: Apply<Json | UndefinedValue, Result> };

export type FilterDefinition = Described & OnValue<TemplateValue>;
export type TestDefinition = Described & OnValue<boolean>;
export type FunctionDefinition = Described & { readonly apply: (args: Args, tools: Tools) => TemplateValue };
export type MethodDefinition = Described & {
  readonly on: 'text' | 'list' | 'object';
  readonly apply: Apply<Json, Json>;
};
export type Bound<Definition> = Definition & { readonly parsed: Signature };

/** Definitions by name and alias. */
export function tableOf<Definition extends Described>(
  definitions: readonly Definition[],
): ReadonlyMap<string, Bound<Definition>> {
  const table = new Map<string, Bound<Definition>>();
  for (const definition of definitions) {
    const bound = { ...definition, parsed: parseSignature(definition.signature) };
    for (const name of [bound.parsed.name, ...(definition.aliases ?? [])]) table.set(name, bound);
  }
  return table;
}

/** The arguments of one call, read by name and type. */
export class Args {
  readonly #values: ReadonlyMap<string, Json>;

  constructor(signature: Signature, given: Given) {
    this.#values = bindArguments(signature, given);
  }

  value(name: string): Json {
    return this.#values.get(name) ?? null;
  }

  text(name: string): string {
    const value = this.value(name);
    return typeof value === 'string' ? value : this.#refuse(name, 'a text');
  }

  /** `none` stands for: not given. */
  optionalText(name: string): string | null {
    return this.value(name) === null ? null : this.text(name);
  }

  integer(name: string): number {
    const value = this.value(name);
    return typeof value === 'number' && Number.isSafeInteger(value) ? value : this.#refuse(name, 'a whole number');
  }

  number(name: string): number {
    const value = this.value(name);
    return typeof value === 'number' ? value : this.#refuse(name, 'a number');
  }

  flag(name: string): boolean {
    const value = this.value(name);
    return typeof value === 'boolean'
      ? value
      : typeof value === 'number'
        ? value !== 0
        : this.#refuse(name, 'true or false');
  }

  list(name: string): readonly Json[] {
    const value = this.value(name);
    return isList(value) ? value : this.#refuse(name, 'a list');
  }

  object(name: string): JsonObject {
    const value = this.value(name);
    return isJsonObject(value) ? value : this.#refuse(name, 'an object');
  }

  #refuse(name: string, expected: string): never {
    throw new ValueProblem(
      'wrong_types',
      `the argument \`${name}\` must be ${expected}, found ${describe(this.value(name))}`,
    );
  }
}
