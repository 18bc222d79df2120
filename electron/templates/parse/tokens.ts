import type { TemplateProblem } from '../errors.ts';
import { TemplateSyntaxError } from '../errors.ts';
import type { Place } from './ast.ts';

export type TokenType =
  | 'text'
  | 'output_start'
  | 'output_end'
  | 'block_start'
  | 'block_end'
  | 'name'
  | 'integer'
  | 'float'
  | 'string'
  | 'operator'
  | 'end';

export interface Token extends Place {
  readonly type: TokenType;
  /** The name, the operator, the decoded string, the digits, the text. */
  readonly text: string;
}

/** Tokens of one template or condition: bounds the time and memory that it takes to check it (language.md L17). */
const MAX_TOKENS = 50_000;

/** Appends a token; refuses a template that has too many. */
export function pushToken(tokens: Token[], token: Token): void {
  tokens.push(token);
  if (tokens.length <= MAX_TOKENS) return;
  const message = `this template has more than ${MAX_TOKENS.toLocaleString('en')} names, operators, values and texts`;
  throw syntaxError('template_too_large', message, { ...token, hint: 'read a text of that size from a file' });
}

/** How deep expressions and blocks may be nested in the text, and how deep a tree may get (language.md L17). */
const MAX_DEPTH = 200;

type Placed<Fields> = Fields & { readonly start: number; readonly end: number; readonly depth: number };

/** A way through the tokens, with the errors that a parser reports. */
export class TokenStream {
  readonly #tokens: readonly Token[];
  readonly #end: Token;
  #position = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], length: number) {
    this.#tokens = tokens;
    this.#end = { type: 'end', text: '', start: length, end: length };
  }

  get current(): Token {
    return this.#tokens[this.#position] ?? this.#end;
  }

  get following(): Token {
    return this.#tokens[this.#position + 1] ?? this.#end;
  }

  /** The token before the current one. */
  get last(): Token {
    return this.#tokens[this.#position - 1] ?? this.#end;
  }

  next(): Token {
    const token = this.current;
    this.#position += 1;
    return token;
  }

  is(type: TokenType, text?: string): boolean {
    const token = this.current;
    return token.type === type && (text === undefined || token.text === text);
  }

  skip(type: TokenType, text?: string): boolean {
    if (!this.is(type, text)) return false;
    this.#position += 1;
    return true;
  }

  expect(type: TokenType, text: string | undefined, expected: string): Token {
    if (this.is(type, text)) return this.next();
    return this.fail('unexpected_token', `found ${describeToken(this.current)}, expected ${expected}`);
  }

  /** Parses something nested; refuses what is nested too deeply before the stack does. */
  nested<Result>(parse: () => Result): Result {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) this.fail('too_deep', `this is nested more than ${MAX_DEPTH} levels deep`);
    const result = parse();
    this.#depth -= 1;
    return result;
  }

  /** A node that begins at `from` and ends here. Fails where a tree gets too deep to be walked. */
  finish<const Fields>(fields: Fields, from: Place, children: readonly { readonly depth: number }[]): Placed<Fields> {
    let depth = 1;
    for (const child of children) depth = Math.max(depth, child.depth + 1);
    const place = { start: from.start, end: this.last.end };
    if (depth <= MAX_DEPTH) return { ...fields, ...place, depth };
    const hint = 'make it in parts, with {% set %}';
    return this.fail('too_deep', `this has more than ${MAX_DEPTH} operations on top of each other`, { place, hint });
  }

  fail(code: string, message: string, options: { hint?: string | undefined; place?: Place } = {}): never {
    throw syntaxError(code, message, { ...(options.place ?? this.current), hint: options.hint });
  }
}

export function syntaxError(
  code: string,
  message: string,
  where: Pick<TemplateProblem, 'start' | 'end' | 'hint'>,
): TemplateSyntaxError {
  return new TemplateSyntaxError({ code, message, hint: where.hint, start: where.start, end: where.end });
}

export function describeToken(token: Token): string {
  switch (token.type) {
    case 'end':
      return 'the end of the text';
    case 'output_end':
      return '`}}`';
    case 'block_end':
      return '`%}`';
    case 'output_start':
      return '`{{`';
    case 'block_start':
      return '`{%`';
    case 'string':
      return `the text '${shorten(token.text, 30)}'`;
    case 'text':
      return 'text';
    case 'name':
    case 'integer':
    case 'float':
    case 'operator':
      return `\`${shorten(token.text, 40)}\``;
  }
}

export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
