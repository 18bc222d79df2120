import type { Locals } from '../check/locals.ts';
import type { Arguments, Expression, Method, Name, Place } from './ast.ts';
import type { ExpressionParser } from './expression-parser.ts';
import { PrimaryParser } from './primary-parser.ts';
import type { Token, TokenStream } from './tokens.ts';
import { describeToken } from './tokens.ts';
import { valuesOf } from './tree.ts';

/** Names that end a test without parentheses: `x is defined and …`. */
const AFTER_TEST: ReadonlySet<string> = new Set(['else', 'or', 'and', 'if', 'not', 'in', 'is']);

/** Reads what stands directly before and after an operand: signs, `.name`, `[key]`, calls, filters and tests. */
export class PostfixParser {
  readonly #stream: TokenStream;
  readonly #expressions: ExpressionParser;
  readonly #primary: PrimaryParser;

  constructor(stream: TokenStream, locals: Locals, expressions: ExpressionParser) {
    this.#stream = stream;
    this.#expressions = expressions;
    this.#primary = new PrimaryParser(stream, locals, expressions);
  }

  /** An operand with its sign, accesses, filters and tests. As in Jinja, `-x | abs` is `(-x) | abs`. */
  parseUnary(): Expression {
    return this.#filtersAndTests(this.#signed());
  }

  #signed(): Expression {
    const token = this.#stream.current;
    if (token.type !== 'operator' || (token.text !== '-' && token.text !== '+'))
      return this.#accesses(this.#primary.parse());
    const operator = token.text;
    return this.#stream.nested(() => {
      this.#stream.next();
      const operand = this.#signed();
      return this.#stream.finish({ kind: 'unary', operator, operand }, token, [operand]);
    });
  }

  #accesses(first: Expression): Expression {
    let node = first;
    for (;;) {
      if (this.#stream.is('operator', '.')) node = this.#member(node);
      else if (this.#stream.is('operator', '[')) node = this.#subscript(node);
      else if (this.#stream.is('operator', '(')) node = this.#call(node);
      else return node;
    }
  }

  #member(object: Expression): Expression {
    this.#stream.next();
    const token = this.#stream.current;
    if (token.type === 'integer') return this.#position(object, this.#stream.next());
    if (token.type !== 'name') {
      const hint = "a name with other characters is read as `x['the name']`";
      this.#stream.fail('unexpected_token', `found ${describeToken(token)} after \`.\`, expected a name`, { hint });
    }
    this.#stream.next();
    if (token.text.startsWith('_')) this.#refusePrivate(token);
    return this.#stream.finish({ kind: 'member', object, name: token.text }, object, [object]);
  }

  #refusePrivate(token: Token): never {
    const hint = `a field of your own data is read as \`x['${token.text}']\``;
    return this.#stream.fail(
      'private_name',
      `\`.${token.text}\` is refused: names that begin with \`_\` are not reachable`,
      { place: token, hint },
    );
  }

  /** `list.0` */
  #position(object: Expression, token: Token): Expression {
    const key: Expression = {
      kind: 'literal',
      value: Number(token.text),
      start: token.start,
      end: token.end,
      depth: 1,
    };
    return this.#stream.finish({ kind: 'index', object, key }, object, [object, key]);
  }

  #subscript(object: Expression): Expression {
    const open = this.#stream.next();
    if (this.#stream.is('operator', ']'))
      this.#stream.fail('unexpected_token', '`[]` needs a key or a range: `x[0]`, `x[1:3]`', { place: open });
    const from = this.#stream.is('operator', ':') ? null : this.#expressions.parse();
    if (from !== null && !this.#stream.is('operator', ':')) {
      this.#stream.expect('operator', ']', '`]`');
      return this.#stream.finish({ kind: 'index', object, key: from }, object, [object, from]);
    }
    this.#stream.next();
    const to = this.#sliceBound();
    const step = this.#stream.skip('operator', ':') ? this.#sliceBound() : null;
    this.#stream.expect('operator', ']', '`]`');
    return this.#stream.finish(
      { kind: 'slice', object, from, to, step },
      object,
      [object, from, to, step].filter((part) => part !== null),
    );
  }

  #sliceBound(): Expression | null {
    return this.#stream.is('operator', ':') || this.#stream.is('operator', ']') ? null : this.#expressions.parse();
  }

  #call(callee: Expression): Expression {
    if (callee.kind === 'name') return this.#callFunction(callee);
    if (callee.kind === 'member') return this.#callMethod(callee.object, callee.name);
    const hint = 'is an operator or a filter missing before `(`?';
    return this.#stream.fail('not_callable', 'only functions and methods can be called: `now()`, `text.upper()`', {
      hint,
    });
  }

  #callFunction(callee: Name): Expression {
    const given = this.parseArguments();
    const namePlace = { start: callee.start, end: callee.end };
    return this.#stream.finish(
      { kind: 'call', name: callee.name, namePlace, arguments: given },
      callee,
      valuesOf(given),
    );
  }

  #callMethod(object: Expression, name: string): Method {
    const end = this.#stream.last.end;
    const namePlace = { start: end - name.length, end };
    const given = this.parseArguments();
    return this.#stream.finish({ kind: 'method', object, name, namePlace, arguments: given }, object, [
      object,
      ...valuesOf(given),
    ]);
  }

  #filtersAndTests(first: Expression): Expression {
    let node = first;
    for (;;) {
      if (this.#stream.skip('operator', '|')) node = this.#filter(node);
      else if (this.#stream.skip('name', 'is')) node = this.#test(node);
      else if (this.#stream.is('operator', '(')) node = this.#call(node);
      else return node;
    }
  }

  #filter(input: Expression): Expression {
    const { name, namePlace } = this.parseFilterName();
    const given = this.#stream.is('operator', '(') ? this.parseArguments() : NO_ARGUMENTS;
    return this.#stream.finish({ kind: 'filter', input, name, namePlace, arguments: given }, input, [
      input,
      ...valuesOf(given),
    ]);
  }

  parseFilterName(): { name: string; namePlace: Place } {
    const first = this.#stream.expect('name', undefined, 'the name of a filter after `|`');
    return { name: this.#dotted(first), namePlace: { start: first.start, end: this.#stream.last.end } };
  }

  #dotted(first: Token): string {
    let name = first.text;
    while (this.#stream.skip('operator', '.'))
      name += `.${this.#stream.expect('name', undefined, 'a name after `.`').text}`;
    return name;
  }

  #test(input: Expression): Expression {
    const negated = this.#stream.skip('name', 'not');
    const first = this.#stream.expect('name', undefined, 'the name of a test after `is`, for example `defined`');
    const name = this.#dotted(first);
    const namePlace = { start: first.start, end: this.#stream.last.end };
    const given = this.#testArguments();
    const children = [input, ...valuesOf(given)];
    const test = this.#stream.finish(
      { kind: 'test' as const, input, name, namePlace, arguments: given },
      input,
      children,
    );
    return negated ? this.#stream.finish({ kind: 'unary', operator: 'not', operand: test }, input, [test]) : test;
  }

  /** In parentheses, or one operand without: `x is divisibleby 3`. */
  #testArguments(): Arguments {
    if (this.#stream.is('operator', '(')) return this.parseArguments();
    const { type, text } = this.#stream.current;
    if (type === 'name' && text === 'is')
      this.#stream.fail('unexpected_token', 'tests cannot follow each other', { hint: 'join them with `and`' });
    const begins =
      type === 'string' ||
      type === 'integer' ||
      type === 'float' ||
      (type === 'operator' && (text === '[' || text === '{'));
    if (!begins && (type !== 'name' || AFTER_TEST.has(text))) return NO_ARGUMENTS;
    return { positional: [this.#accesses(this.#primary.parse())], named: [] };
  }

  parseArguments(): Arguments {
    const positional: Expression[] = [];
    const named: { name: string; value: Expression; place: Place }[] = [];
    this.#stream.expect('operator', '(', '`(`');
    while (!this.#stream.is('operator', ')')) {
      this.#argument(positional, named);
      if (!this.#stream.skip('operator', ',')) break;
    }
    this.#stream.expect('operator', ')', '`,` or `)`');
    return { positional, named };
  }

  #argument(positional: Expression[], named: { name: string; value: Expression; place: Place }[]): void {
    const token = this.#stream.current;
    if (token.type === 'operator' && (token.text === '*' || token.text === '**')) {
      this.#stream.fail('not_supported', `\`${token.text}\` before an argument is not supported`, {
        hint: 'write the arguments one by one',
      });
    }
    if (token.type === 'name' && this.#stream.following.type === 'operator' && this.#stream.following.text === '=') {
      if (named.some(({ name }) => name === token.text))
        this.#stream.fail('duplicate_argument', `the argument \`${token.text}\` is given twice`);
      this.#stream.next();
      this.#stream.next();
      named.push({ name: token.text, value: this.#expressions.parse(), place: { start: token.start, end: token.end } });
      return;
    }
    if (named.length > 0) this.#stream.fail('unexpected_token', 'arguments without a name come before those with one');
    positional.push(this.#expressions.parse());
  }
}

export const NO_ARGUMENTS: Arguments = { positional: [], named: [] };
