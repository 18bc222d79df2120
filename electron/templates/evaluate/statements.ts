import type { Json } from '../../../shared/json.ts';
import { isJsonObject } from '../../../shared/json.ts';
import { describe } from '../check/describe.ts';
import { ValueProblem } from '../errors.ts';
import type * as ast from '../parse/ast.ts';
import { undefinedError } from '../plain.ts';
import type { TemplateValue } from '../values.ts';
import { UndefinedValue } from '../values.ts';
import { isList } from './access.ts';
import { MAX_TEXT } from './budget.ts';
import { Calls } from './calls.ts';
import { asItems } from './coerce.ts';
import type { Evaluator } from './evaluator.ts';
import { Frame } from './frame.ts';
import { printed } from './json-text.ts';
import { LoopValue } from './loop-value.ts';
import { SettableNamespace } from './namespace-value.ts';

/** Renders the body of a template to text. */
export class Renderer {
  readonly #evaluator: Evaluator;
  #pieces: string[] = [];
  #length = 0;

  constructor(evaluator: Evaluator) {
    this.#evaluator = evaluator;
  }

  render(body: ast.Body): string {
    const outer = this.#pieces;
    this.#pieces = [];
    this.#run(body);
    const text = this.#pieces.join('');
    this.#pieces = outer;
    return text;
  }

  #run(body: ast.Body): void {
    for (const statement of body) this.#statement(statement);
  }

  #statement(node: ast.Statement): void {
    this.#evaluator.at(node);
    switch (node.kind) {
      case 'text':
        return this.#write(node.text);
      case 'output':
        return this.#output(node);
      case 'if':
        return this.#if(node);
      case 'for':
        return this.#for(node);
      case 'set':
        return this.#set(node);
      case 'set_block':
        return this.#setBlock(node);
    }
  }

  #output({ expression }: ast.Output): void {
    const value = this.#evaluator.value(expression);
    this.#evaluator.place = expression;
    this.#write(printed(value, this.#evaluator.budget));
    // Told last: what was printed is known to be of bearable size.
    this.#evaluator.context.onExpression?.(expression.start, expression.end, value);
  }

  #write(piece: string): void {
    this.#length += piece.length;
    if (this.#length > MAX_TEXT)
      throw new ValueProblem('text_too_large', 'the output of this template is larger than 16 MiB');
    this.#pieces.push(piece);
  }

  #if(node: ast.If): void {
    for (const { test, body } of node.branches) {
      const value = this.#evaluator.isTrue(test);
      this.#evaluator.context.onExpression?.(test.start, test.end, value);
      if (value) return this.#run(body);
    }
    this.#run(node.otherwise);
  }

  #for(node: ast.For): void {
    const outer = this.#evaluator.frame;
    const items = this.#items(node);
    if (items.length === 0) return this.#run(node.otherwise);
    const loop = new LoopValue(items, this.#evaluator.budget);
    items.forEach((item, index) => {
      loop.moveTo(index);
      this.#openFrame(outer, node, item);
      this.#evaluator.frame.set('loop', loop);
      this.#run(node.body);
    });
    this.#evaluator.frame = outer;
  }

  #openFrame(outer: Frame, node: ast.For, item: Json): void {
    this.#evaluator.at(node.iterable);
    this.#evaluator.frame = new Frame(outer);
    this.#bind(node.target, item);
  }

  #items(node: ast.For): readonly Json[] {
    const value = this.#evaluator.value(node.iterable);
    this.#evaluator.place = node.iterable;
    const items = asItems(value, this.#evaluator);
    const { test } = node;
    if (test === null) return items;
    const outer = this.#evaluator.frame;
    const kept = items.filter((item) => {
      this.#openFrame(outer, node, item);
      return this.#evaluator.isTrue(test);
    });
    this.#evaluator.frame = outer;
    return kept;
  }

  #bind(target: ast.Target, value: TemplateValue): void {
    if (target.kind === 'name') return this.#evaluator.frame.set(target.name, value);
    const values = unpack(this.#evaluator.plain(value), target.items.length);
    target.items.forEach((item, index) => this.#bind(item, values[index] ?? null));
  }

  #set(node: ast.Set): void {
    const { target } = node;
    const value = this.#evaluator.evaluate(node.value);
    if (target.kind === 'field') return this.#setField(target, value, node);
    if (value instanceof UndefinedValue) throw undefinedError(value);
    this.#evaluator.place = node;
    // A step stays a step under its new name, with its status.
    this.#bind(target, value);
  }

  #setField(target: { readonly name: string; readonly field: string }, value: TemplateValue, node: ast.Set): void {
    const owner = this.#evaluator.frame.lookup(target.name);
    const plain = this.#evaluator.plain(value);
    this.#evaluator.place = node;
    if (owner instanceof SettableNamespace) return owner.set(target.field, plain);
    const hint = `make it with {% set ${target.name} = namespace() %}`;
    throw new ValueProblem('not_settable', `fields of \`${target.name}\` cannot be set`, { hint });
  }

  #setBlock(node: ast.SetBlock): void {
    let value: Json = this.render(node.body);
    for (const filter of node.filters) value = new Calls(this.#evaluator).filterValue(value, filter);
    this.#evaluator.frame.set(node.name, value);
  }
}

/** The parts of a list, or the values of an object's fields in their order: `for key, value in pairs`. */
function unpack(value: Json, count: number): readonly Json[] {
  const parts = isList(value) ? value : isJsonObject(value) ? Object.values(value) : null;
  if (parts?.length === count) return parts;
  const hint = 'for the fields of an object write `for key, value in x.items()`';
  throw new ValueProblem('wrong_types', `${describe(value)} cannot be taken apart into ${count} names`, { hint });
}
