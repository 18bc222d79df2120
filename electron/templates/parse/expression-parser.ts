import { strayNameHint } from '../check/hints.ts';
import type { Locals } from '../check/locals.ts';
import type { BinaryOperator, CompareOperator, Expression } from './ast.ts';
import { PostfixParser } from './postfix-parser.ts';
import type { Token, TokenStream } from './tokens.ts';
import { describeToken } from './tokens.ts';

/** How tightly each operator binds; as in Jinja, where `~` binds tighter than `+`, and `**` is left-associative. */
const POWERS = { or: 1, and: 2, not: 3, compare: 4, additive: 5, concat: 6, multiplicative: 7, power: 8 } as const;

type Infix =
  | { readonly kind: 'logical'; readonly operator: 'and' | 'or'; readonly power: number }
  | { readonly kind: 'compare'; readonly operator: CompareOperator; readonly power: number }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly power: number }
  | { readonly kind: 'concat'; readonly power: number };

const INFIX: ReadonlyMap<string, Infix> = new Map<string, Infix>([
  ['or', { kind: 'logical', operator: 'or', power: POWERS.or }],
  ['and', { kind: 'logical', operator: 'and', power: POWERS.and }],
  ...(['==', '!=', '<', '<=', '>', '>=', 'in'] as const).map((operator): [string, Infix] => [
    operator,
    { kind: 'compare', operator, power: POWERS.compare },
  ]),
  ...(['+', '-'] as const).map((operator): [string, Infix] => [
    operator,
    { kind: 'binary', operator, power: POWERS.additive },
  ]),
  ['~', { kind: 'concat', power: POWERS.concat }],
  ...(['*', '/', '//', '%'] as const).map((operator): [string, Infix] => [
    operator,
    { kind: 'binary', operator, power: POWERS.multiplicative },
  ]),
  ['**', { kind: 'binary', operator: '**', power: POWERS.power }],
]);
const NOT_IN: Infix = { kind: 'compare', operator: 'not in', power: POWERS.compare };

/** A Pratt parser for expressions. Every method leaves the stream behind what it has read. */
export class ExpressionParser {
  readonly #stream: TokenStream;
  readonly #postfix: PostfixParser;

  constructor(stream: TokenStream, locals: Locals) {
    this.#stream = stream;
    this.#postfix = new PostfixParser(stream, locals, this);
  }

  /** `a if b else c`, or anything that binds tighter. */
  parse(): Expression {
    return this.#stream.nested(() => {
      let yes = this.#operators(0);
      while (this.#stream.skip('name', 'if')) {
        const test = this.#operators(0);
        const no = this.#stream.skip('name', 'else') ? this.parse() : null;
        yes = this.#stream.finish({ kind: 'conditional', test, yes, no }, yes, [
          test,
          yes,
          ...(no === null ? [] : [no]),
        ]);
      }
      return yes;
    });
  }

  /** An expression without a trailing `if`, which in `for x in list if test` belongs to the `for`. */
  parseWithoutConditional(): Expression {
    return this.#stream.nested(() => this.#operators(0));
  }

  /** One or more expressions; several, or one with a comma after it, make a list. */
  parseTuple(options: { conditional: boolean } = { conditional: true }): Expression {
    const one = (): Expression => (options.conditional ? this.parse() : this.parseWithoutConditional());
    const first = one();
    if (!this.#stream.is('operator', ',')) return first;
    const items = [first];
    while (this.#stream.skip('operator', ',')) {
      if (this.#atEndOfTuple()) break;
      items.push(one());
    }
    return this.#stream.finish({ kind: 'list', items }, first, items);
  }

  /** Fails unless the expression ends here; says what people of other languages mean. */
  expectEnd(type: Token['type'], expected: string): Token {
    if (this.#stream.is(type)) return this.#stream.next();
    const token = this.#stream.current;
    return this.#stream.fail('unexpected_token', `found ${describeToken(token)}, expected an operator or ${expected}`, {
      hint: this.#strayHint(token),
    });
  }

  #strayHint(token: Token): string | undefined {
    if (token.type === 'name') return strayNameHint(token.text);
    if (token.type === 'operator' && token.text === '=') return 'to compare write `==`';
    if (token.text === ':' && this.#stream.last.text === 'file') return "write `include_file('path')`";
    if (token.type === 'operator' && token.text === ':')
      return 'arguments of a filter stand in parentheses: `x | name(argument)`';
    if (token.type === 'integer' || token.type === 'float' || token.type === 'string')
      return 'is an operator or a `,` missing before it?';
    return undefined;
  }

  #atEndOfTuple(): boolean {
    const { type, text } = this.#stream.current;
    return (
      type === 'output_end' ||
      type === 'block_end' ||
      type === 'end' ||
      (type === 'operator' && (text === ')' || text === '='))
    );
  }

  /** Everything whose operators bind at least as tightly as `minimum`. */
  #operators(minimum: number): Expression {
    let left = this.#prefix(minimum);
    for (;;) {
      const infix = this.#infix();
      if (infix === null || infix.power < minimum) return left;
      left = this.#extend(left, infix);
    }
  }

  #prefix(minimum: number): Expression {
    const token = this.#stream.current;
    if (token.type !== 'name' || token.text !== 'not' || minimum > POWERS.not) return this.#postfix.parseUnary();
    return this.#stream.nested(() => {
      this.#stream.next();
      const operand = this.#operators(POWERS.not);
      return this.#stream.finish({ kind: 'unary', operator: 'not', operand }, token, [operand]);
    });
  }

  #infix(): Infix | null {
    const token = this.#stream.current;
    if (token.type !== 'operator' && token.type !== 'name') return null;
    if (token.type === 'name' && token.text === 'not') return this.#stream.following.text === 'in' ? NOT_IN : null;
    return INFIX.get(token.text) ?? null;
  }

  /** Reads `infix` and what stands right of it. */
  #extend(left: Expression, infix: Infix): Expression {
    switch (infix.kind) {
      case 'logical': {
        const operands = [left, ...this.#chain(infix)];
        return this.#stream.finish({ kind: 'logical', operator: infix.operator, operands }, left, operands);
      }
      case 'concat': {
        const parts = [left, ...this.#chain(infix)];
        return this.#stream.finish({ kind: 'concat', parts }, left, parts);
      }
      case 'compare':
        return this.#compare(left);
      case 'binary': {
        this.#stream.next();
        const right = this.#operators(infix.power + 1);
        return this.#stream.finish({ kind: 'binary', operator: infix.operator, left, right }, left, [left, right]);
      }
    }
  }

  /** `op b op c …`: the operands, so that a long chain makes a wide tree and not a deep one. */
  #chain(infix: Infix): Expression[] {
    const operands: Expression[] = [];
    while (this.#infix() === infix) {
      this.#stream.next();
      operands.push(this.#operators(infix.power + 1));
    }
    return operands;
  }

  #compare(first: Expression): Expression {
    const rest: { operator: CompareOperator; operand: Expression }[] = [];
    for (let infix = this.#infix(); infix?.kind === 'compare'; infix = this.#infix()) {
      this.#stream.next();
      if (infix === NOT_IN) this.#stream.next();
      rest.push({ operator: infix.operator, operand: this.#operators(POWERS.compare + 1) });
    }
    return this.#stream.finish({ kind: 'compare', first, rest }, first, [first, ...rest.map(({ operand }) => operand)]);
  }
}
