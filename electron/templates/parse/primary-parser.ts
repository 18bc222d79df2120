import type { Json } from '../../../shared/json.ts';
import { strayNameHint } from '../check/hints.ts';
import type { Locals } from '../check/locals.ts';
import type { Expression } from './ast.ts';
import type { ExpressionParser } from './expression-parser.ts';
import type { Token, TokenStream } from './tokens.ts';
import { describeToken } from './tokens.ts';

const CONSTANTS: ReadonlyMap<string, Json> = new Map<string, Json>([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
  ['null', null],
]);
/** Words that are operators or parts of blocks, and so no operands. */
const KEYWORDS: ReadonlySet<string> = new Set(['and', 'or', 'not', 'in', 'is', 'if', 'else', 'elif', 'for']);

/** Reads literals, names, lists, objects and what stands in parentheses. */
export class PrimaryParser {
  readonly #stream: TokenStream;
  readonly #locals: Locals;
  readonly #expressions: ExpressionParser;

  constructor(stream: TokenStream, locals: Locals, expressions: ExpressionParser) {
    this.#stream = stream;
    this.#locals = locals;
    this.#expressions = expressions;
  }

  parse(): Expression {
    const token = this.#stream.current;
    switch (token.type) {
      case 'name':
        return this.#name(this.#stream.next());
      case 'string':
        return this.#string(token);
      case 'integer':
      case 'float':
        return this.#number(this.#stream.next());
      case 'operator':
        return this.#bracketed(token);
      default:
        return this.#missingOperand(token);
    }
  }

  #missingOperand(token: Token): never {
    const empty = this.#stream.last.type === 'output_start' || this.#stream.last.type === 'end';
    if (token.type === 'output_end' && empty)
      this.#stream.fail('empty_expression', 'there is no expression between `{{` and `}}`');
    return this.#stream.fail('unexpected_token', `found ${describeToken(token)}, expected a value`);
  }

  #name(token: Token): Expression {
    const place = { start: token.start, end: token.end, depth: 1 };
    const constant = CONSTANTS.get(token.text);
    if (constant !== undefined) return { kind: 'literal', value: constant, ...place };
    if (KEYWORDS.has(token.text)) {
      this.#stream.fail('unexpected_token', `found \`${token.text}\`, expected a value`, {
        place: token,
        hint: strayNameHint(token.text),
      });
    }
    return { kind: 'name', name: token.text, local: this.#locals.has(token.text), ...place };
  }

  /** Literals that follow each other are one: `'a' 'b'`. */
  #string(first: Token): Expression {
    let value = '';
    while (this.#stream.is('string')) value += this.#stream.next().text;
    return this.#stream.finish({ kind: 'literal', value }, first, []);
  }

  #number(token: Token): Expression {
    const value = Number(token.type === 'integer' ? token.text.replace(/^0+(?=\d)/, '') : token.text);
    if (!Number.isFinite(value) || (token.type === 'integer' && !Number.isSafeInteger(value))) {
      const hint = 'write it as a text, or with a decimal point if it need not be exact';
      this.#stream.fail('number_too_large', `the number ${token.text} is too large to be exact`, {
        place: token,
        hint,
      });
    }
    return { kind: 'literal', value, start: token.start, end: token.end, depth: 1 };
  }

  #bracketed(token: Token): Expression {
    switch (token.text) {
      case '(':
        return this.#parenthesised();
      case '{{':
        return this.#group();
      case '[':
        return this.#list();
      case '{':
        return this.#dict();
      default:
        return this.#missingOperand(token);
    }
  }

  /** `(a)` is `a`; `()`, `(a,)` and `(a, b)` are lists. */
  #parenthesised(): Expression {
    const open = this.#stream.next();
    if (this.#stream.skip('operator', ')')) return this.#stream.finish({ kind: 'list', items: [] }, open, []);
    const inner = this.#expressions.parseTuple();
    this.#expectClosing(')');
    return inner;
  }

  /** `{{ a }}` inside a condition. */
  #group(): Expression {
    this.#stream.next();
    if (this.#stream.is('operator', '}}'))
      this.#stream.fail('empty_expression', 'there is no expression between `{{` and `}}`');
    const inner = this.#expressions.parse();
    this.#expectClosing('}}');
    return inner;
  }

  #list(): Expression {
    const open = this.#stream.next();
    const items: Expression[] = [];
    while (!this.#stream.is('operator', ']')) {
      items.push(this.#expressions.parse());
      if (!this.#stream.skip('operator', ',')) break;
    }
    this.#expectClosing(']');
    return this.#stream.finish({ kind: 'list', items }, open, items);
  }

  #dict(): Expression {
    const open = this.#stream.next();
    if (this.#stream.is('operator', '{')) {
      this.#stream.fail('nested_braces', '`{{` stands inside `{{ }}`', {
        hint: 'inside braces names are written without braces',
      });
    }
    const entries: { key: Expression; value: Expression }[] = [];
    while (!this.#stream.is('operator', '}')) {
      const key = this.#expressions.parse();
      this.#stream.expect('operator', ':', '`:` and a value (a set is written as a list: `[a, b]`)');
      entries.push({ key, value: this.#expressions.parse() });
      if (!this.#stream.skip('operator', ',')) break;
    }
    this.#expectClosing('}');
    return this.#stream.finish(
      { kind: 'dict', entries },
      open,
      entries.flatMap(({ key, value }) => [key, value]),
    );
  }

  #expectClosing(text: string): void {
    if (this.#stream.skip('operator', text)) return;
    const token = this.#stream.current;
    const hint =
      token.type === 'name' ? strayNameHint(token.text) : token.text === '=' ? 'to compare write `==`' : undefined;
    this.#stream.fail(
      'unexpected_token',
      `found ${describeToken(token)}, expected \`${text === '}}' ? '}}' : text}\``,
      { hint },
    );
  }
}
