import type { Json } from '../../../shared/json.ts';
import { hyphenatedHint, undefinedName } from '../check/names.ts';
import type { CompiledTemplate } from '../compile.ts';
import { ValueProblem } from '../errors.ts';
import type * as ast from '../parse/ast.ts';
import { SourcePlace } from '../parse/source-place.ts';
import { plainValue, undefinedError } from '../plain.ts';
import type { TemplateValue } from '../values.ts';
import { UndefinedValue } from '../values.ts';
import { access, slice } from './access.ts';
import { Budget } from './budget.ts';
import { Calls } from './calls.ts';
import { isTrue } from './compare.ts';
import { Frame } from './frame.ts';
import { printed } from './json-text.ts';
import { compare, negate, operate } from './operators.ts';
import type { EvaluationContext } from './scope.ts';

/** The value of every expression that was evaluated, for somebody who wants to read along. */
export type Trace = Map<ast.Expression, TemplateValue>;

/** Evaluates the expressions of one template, once. */
export class Evaluator {
  readonly template: CompiledTemplate;
  readonly context: EvaluationContext;
  readonly budget: Budget;
  frame = new Frame(null);
  /** What is being evaluated: where an operator, filter or function that fails has failed. */
  place: ast.Place = { start: 0, end: 0 };
  readonly #trace: Trace | null;
  readonly #calls: Calls;

  constructor(template: CompiledTemplate, context: EvaluationContext, trace: Trace | null = null) {
    this.template = template;
    this.context = context;
    this.budget = new Budget(() => context.clock?.() ?? context.now().getTime());
    this.#trace = trace;
    this.#calls = new Calls(this);
  }

  /** The value of an expression wherever a value is used: a step is its result, and undefined is an error. */
  value(node: ast.Expression): Json {
    return this.plain(this.evaluate(node));
  }

  plain(value: TemplateValue): Json {
    return plainValue(value, this.budget);
  }

  isTrue(node: ast.Expression): boolean {
    return isTrue(this.value(node));
  }

  evaluate(node: ast.Expression): TemplateValue {
    this.at(node);
    const value = this.#evaluate(node);
    this.#trace?.set(node, value);
    return value;
  }

  /** Marks what is evaluated next, and counts it. */
  at(place: ast.Place): void {
    this.place = place;
    this.budget.spend();
  }

  #evaluate(node: ast.Expression): TemplateValue {
    switch (node.kind) {
      case 'literal':
        return node.value;
      case 'name':
        return this.#name(node);
      case 'list':
        return node.items.map((item) => this.value(item));
      case 'dict':
        return this.#dict(node);
      case 'unary':
        return this.#unary(node);
      case 'binary':
        return this.#binary(node);
      case 'concat':
        return this.#concat(node);
      case 'logical':
        return this.#logical(node);
      case 'compare':
        return this.#compare(node);
      case 'conditional':
        return this.#conditional(node);
      case 'member':
      case 'index':
        return this.#chain(node);
      case 'slice':
        return this.#slice(node);
      case 'call':
        return this.#calls.function(node);
      case 'method':
        return this.#calls.method(node);
      case 'filter':
        return this.#calls.filter(node);
      case 'test':
        return this.#calls.test(node);
    }
  }

  #name(node: ast.Name): TemplateValue {
    const value = this.#lookup(node);
    if (!node.local) this.context.onRead?.(node.name, []);
    return value;
  }

  #lookup(node: ast.Name): TemplateValue {
    const found = node.local
      ? this.frame.lookup(node.name)
      : node.name.startsWith('_')
        ? undefined
        : this.context.scope.lookup(node.name);
    return found === undefined ? undefinedName(node, this.context.scope) : found;
  }

  /** `a.b[c].d` from front to back, told as one read. */
  #chain(node: ast.Member | ast.Index): TemplateValue {
    const links: (ast.Member | ast.Index)[] = [];
    let base: ast.Expression = node;
    while (base.kind === 'member' || base.kind === 'index') {
      links.push(base);
      base = base.object;
    }
    const root = base.kind === 'name' && !base.local ? base : null;
    let value = root === null ? this.evaluate(base) : this.#lookup(root);
    const path: string[] = [];
    for (const link of links.reverse()) {
      const key = link.kind === 'member' ? link.name : this.value(link.key);
      path.push(String(key));
      this.at(link);
      value = access(value, key, new SourcePlace(this.template.text, link));
    }
    if (root !== null) this.context.onRead?.(root.name, path);
    return value;
  }

  #dict(node: ast.Dict): Json {
    const entries = node.entries.map(({ key, value }): [string, Json] => [this.#key(key), this.value(value)]);
    return Object.fromEntries(entries);
  }

  #key(node: ast.Expression): string {
    const key = this.value(node);
    this.place = node;
    if (typeof key === 'object' && key !== null)
      throw new ValueProblem('wrong_types', 'the name of a field cannot be a list or an object');
    return printed(key, this.budget);
  }

  #unary(node: ast.Unary): Json {
    if (node.operator === 'not') return !this.isTrue(node.operand);
    const operand = this.value(node.operand);
    this.place = node;
    return negate(operand, node.operator);
  }

  #binary(node: ast.Binary): Json {
    const left = this.evaluate(node.left);
    if (left instanceof UndefinedValue) throw undefinedError(left, hyphenatedHint(node, this.context.scope));
    const [first, second] = [this.plain(left), this.value(node.right)];
    this.place = node;
    return operate(node.operator, [first, second], this.budget);
  }

  #concat(node: ast.Concat): string {
    let text = '';
    for (const part of node.parts) {
      const piece = printed(this.value(part), this.budget);
      this.place = node;
      this.budget.text(text.length + piece.length);
      text += piece;
    }
    return text;
  }

  /** As in Python: the operand that decided, not `true` or `false`. */
  #logical(node: ast.Logical): Json {
    let value: Json = null;
    for (const operand of node.operands) {
      value = this.value(operand);
      if (isTrue(value) === (node.operator === 'or')) return value;
    }
    return value;
  }

  #compare(node: ast.Compare): boolean {
    let left = this.value(node.first);
    for (const { operator, operand } of node.rest) {
      const right = this.value(operand);
      this.place = node;
      if (!compare(operator, [left, right], this.budget)) return false;
      left = right;
    }
    return true;
  }

  #conditional(node: ast.Conditional): TemplateValue {
    if (this.isTrue(node.test)) return this.evaluate(node.yes);
    if (node.no !== null) return this.evaluate(node.no);
    const message = 'the test of this `if` is false, and there is no `else`';
    return new UndefinedValue({
      code: 'undefined_name',
      name: 'else',
      available: [],
      message,
      hint: "add an `else`: `x if test else ''`",
      start: node.start,
      end: node.end,
    });
  }

  #slice(node: ast.Slice): TemplateValue {
    const target = this.value(node.object);
    const [from, to, step] = [node.from, node.to, node.step].map((part) => (part === null ? null : this.value(part)));
    this.place = node;
    return slice(target, { from: from ?? null, to: to ?? null, step: step ?? null }, this.budget);
  }
}
