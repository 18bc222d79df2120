import type { Json } from '../../../shared/json.ts';
import type { UseKind } from '../check/unknown-names.ts';
import { unknownUse } from '../check/unknown-names.ts';
import { ValueProblem } from '../errors.ts';
import { FILTERS } from '../filters.ts';
import type * as ast from '../parse/ast.ts';
import type { TemplateValue } from '../values.ts';
import { UndefinedValue } from '../values.ts';
import { access, isList } from './access.ts';
import { isTrue } from './compare.ts';
import type { Bound, FilterDefinition, TestDefinition, Tools } from './definitions.ts';
import { Args } from './definitions.ts';
import type { Evaluator } from './evaluator.ts';
import { FUNCTIONS } from './functions.ts';
import { LoopValue } from './loop-value.ts';
import { METHODS } from './methods.ts';
import type { Given, Signature } from './signature.ts';
import { findArgumentProblem } from './signature.ts';
import { TESTS } from './tests.ts';

/** Calls filters, tests, functions and methods of the tables. */
export class Calls {
  readonly #evaluator: Evaluator;
  readonly #tools: Tools;

  constructor(evaluator: Evaluator) {
    this.#evaluator = evaluator;
    this.#tools = {
      budget: evaluator.budget,
      context: evaluator.context,
      filter: (name, input, given) => evaluator.plain(this.#applyFilter(name, input, given)),
      test: (name, input, positional) => this.#applyTest(name, input, { positional, named: [] }),
      attribute: (item, path) => this.#attribute(item, path),
      undefined: (message) => this.#undefined(message),
      defined: (value) => evaluator.plain(value),
    };
  }

  function(node: ast.Call): TemplateValue {
    const definition = FUNCTIONS.get(node.name);
    if (definition === undefined) return this.#fail('function', node);
    const given = this.#given(node.arguments);
    this.#evaluator.at(node);
    return definition.apply(new Args(definition.parsed, given), this.#tools);
  }

  method(node: ast.Method): TemplateValue {
    const target = this.#evaluator.evaluate(node.object);
    const given = this.#given(node.arguments);
    this.#evaluator.at(node);
    if (target instanceof LoopValue) return target.call(node.name, given.positional);
    const value = this.#evaluator.plain(target);
    const on =
      typeof value === 'string'
        ? 'text'
        : isList(value)
          ? 'list'
          : typeof value === 'object' && value !== null
            ? 'object'
            : null;
    const definition = on === null ? undefined : METHODS.get(`${on}.${node.name}`);
    if (definition === undefined) return this.#fail('method', node);
    return definition.apply(value, new Args(definition.parsed, given), this.#tools);
  }

  filter(node: ast.Filter): TemplateValue {
    const definition = FILTERS.get(node.name);
    if (definition === undefined) return this.#fail('filter', node);
    const input = this.#evaluator.evaluate(node.input);
    if (definition.parsed.name === 'default') return this.#default(node, definition.parsed, input);
    const given = this.#given(node.arguments);
    this.#evaluator.at(node);
    return this.#runFilter(definition, input, given);
  }

  /** The fallback is looked at only where it is needed, and may be undefined itself: `a | default(b) | default('')`. */
  #default(node: ast.Filter, signature: Signature, input: TemplateValue): TemplateValue {
    const { positional, named } = node.arguments;
    const problem = findArgumentProblem(signature, {
      positional: positional.length,
      named: named.map(({ name }) => name),
    });
    if (problem !== null)
      throw new ValueProblem(
        'wrong_arguments',
        problem.message,
        problem.hint === undefined ? {} : { hint: problem.hint },
      );
    const fallback = positional[0] ?? named.find(({ name }) => name === 'default_value')?.value;
    const flag = positional[1] ?? named.find(({ name }) => name === 'boolean')?.value;
    const replacesFalse = flag !== undefined && this.#evaluator.isTrue(flag);
    if (!(input instanceof UndefinedValue) && !(replacesFalse && !isTrue(this.#evaluator.plain(input)))) return input;
    return fallback === undefined ? '' : this.#evaluator.evaluate(fallback);
  }

  test(node: ast.Test): boolean {
    const definition = TESTS.get(node.name);
    if (definition === undefined) return this.#fail('test', node);
    const input = this.#evaluator.evaluate(node.input);
    const given = this.#given(node.arguments);
    this.#evaluator.at(node);
    return this.#runTest(definition, input, given);
  }

  /** A filter behind `{% set x | … %}`. */
  filterValue(value: Json, node: Pick<ast.Filter, 'name' | 'namePlace' | 'arguments' | 'start' | 'end'>): Json {
    const given = this.#given(node.arguments);
    this.#evaluator.at(node);
    return this.#evaluator.plain(this.#applyFilter(node.name, value, given));
  }

  #runFilter(definition: Bound<FilterDefinition>, input: TemplateValue, given: Given): TemplateValue {
    const args = new Args(definition.parsed, given);
    if (definition.lenient !== true) return definition.apply(this.#evaluator.plain(input), args, this.#tools);
    return definition.apply(input instanceof UndefinedValue ? input : this.#evaluator.plain(input), args, this.#tools);
  }

  #runTest(definition: Bound<TestDefinition>, input: TemplateValue, given: Given): boolean {
    const args = new Args(definition.parsed, given);
    if (definition.lenient !== true) return definition.apply(this.#evaluator.plain(input), args, this.#tools);
    return definition.apply(input instanceof UndefinedValue ? input : this.#evaluator.plain(input), args, this.#tools);
  }

  #applyFilter(name: string, input: Json, given: Given): TemplateValue {
    this.#evaluator.budget.spend();
    const definition = FILTERS.get(name);
    if (definition === undefined) throw unknownUse('filter', name);
    return this.#runFilter(definition, input, given);
  }

  #applyTest(name: string, input: Json, given: Given): boolean {
    this.#evaluator.budget.spend();
    const definition = TESTS.get(name);
    if (definition === undefined) throw unknownUse('test', name);
    return this.#runTest(definition, input, given);
  }

  #given(given: ast.Arguments): Given {
    const positional = given.positional.map((argument) => this.#evaluator.value(argument));
    const named = given.named.map(({ name, value }) => ({ name, value: this.#evaluator.value(value) }));
    return { positional, named };
  }

  #fail(kind: UseKind, node: { readonly name: string; readonly namePlace: ast.Place }): never {
    this.#evaluator.place = node.namePlace;
    throw unknownUse(kind, node.name);
  }

  #attribute(item: Json, path: Json): Json | UndefinedValue {
    const keys =
      typeof path === 'string' ? path.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key)) : [path];
    this.#evaluator.budget.spend(keys.length);
    let value: TemplateValue = item;
    const { start, end } = this.#evaluator.place;
    for (const key of keys)
      value = access(value, key, { object: 'the item', whole: `the item's ${String(path)}`, start, end });
    return value instanceof UndefinedValue ? value : this.#evaluator.plain(value);
  }

  #undefined(message: string): UndefinedValue {
    const { start, end } = this.#evaluator.place;
    return new UndefinedValue({
      code: 'undefined_field',
      name: message,
      available: [],
      message,
      hint: 'allow for it: `x | default(…)`',
      start,
      end,
    });
  }
}
