import { foreignBlockHint } from '../check/hints.ts';
import { Locals } from '../check/locals.ts';
import { suggest } from '../suggest.ts';
import type { Body, Filter, For, If, Set as SetStatement, Statement, Target } from './ast.ts';
import { ExpressionParser } from './expression-parser.ts';
import { lexTemplate } from './lexer.ts';
import { NO_ARGUMENTS, PostfixParser } from './postfix-parser.ts';
import type { Token } from './tokens.ts';
import { describeToken, TokenStream } from './tokens.ts';
import { valuesOf } from './tree.ts';

const BLOCKS = ['if', 'elif', 'else', 'endif', 'for', 'endfor', 'set', 'endset', 'raw', 'endraw'] as const;
type SetFilters = readonly Omit<Filter, 'input' | 'kind' | 'depth'>[];

/** Parses a whole template; `size`: its tokens. Throws `TemplateSyntaxError`. */
export function parseTemplate(text: string): { readonly body: Body; readonly size: number } {
  const tokens = lexTemplate(text);
  return { body: new StatementParser(new TokenStream(tokens, text.length)).parse(), size: tokens.length };
}

class StatementParser {
  readonly #stream: TokenStream;
  readonly #locals = new Locals();
  readonly #expressions: ExpressionParser;
  readonly #postfix: PostfixParser;

  constructor(stream: TokenStream) {
    this.#stream = stream;
    this.#expressions = new ExpressionParser(stream, this.#locals);
    this.#postfix = new PostfixParser(stream, this.#locals, this.#expressions);
  }

  parse(): Body {
    const body = this.#body([], null);
    const stray = this.#stream.current;
    if (stray.type !== 'end') this.#failStray(this.#stream.following);
    return body;
  }

  /** Statements up to a block named in `until`, whose `{%` is left unread. `opened`: what must be closed. */
  #body(until: readonly string[], opened: Token | null): Body {
    const body: Statement[] = [];
    while (!this.#stream.is('end')) {
      if (this.#stream.is('block_start') && this.#isBoundary(this.#stream.following, until)) return body;
      body.push(this.#statement());
    }
    if (opened !== null) {
      const hint = `close it with {% end${opened.text} %}`;
      this.#stream.fail('unclosed_block', `the block \`{% ${opened.text} %}\` is never closed`, {
        place: opened,
        hint,
      });
    }
    return body;
  }

  /** With nothing open every closing word is a boundary too, so that `parse` reports it. */
  #isBoundary(token: Token, until: readonly string[]): boolean {
    if (token.type !== 'name') return false;
    if (until.includes(token.text)) return true;
    if (until.length > 0 && ['endif', 'endfor', 'endset', 'elif', 'else'].includes(token.text)) this.#failStray(token);
    return until.length === 0 && (token.text.startsWith('end') || token.text === 'elif' || token.text === 'else');
  }

  #failStray(token: Token): never {
    const hint =
      foreignBlockHint(token.text) ??
      (token.text.startsWith('end')
        ? `there is no open {% ${token.text.slice(3)} %} here`
        : 'it belongs inside {% if %} or {% for %}');
    return this.#stream.fail(
      'unexpected_block',
      `found \`{% ${token.text} %}\`, which closes or continues nothing here`,
      { place: token, hint },
    );
  }

  #statement(): Statement {
    const token = this.#stream.next();
    switch (token.type) {
      case 'text':
        return { kind: 'text', text: token.text, start: token.start, end: token.end, depth: 1 };
      case 'output_start':
        return this.#output(token);
      default:
        return this.#stream.nested(() => this.#block(token));
    }
  }

  #output(open: Token): Statement {
    if (this.#stream.is('operator', '{')) this.#refuseNestedBraces();
    const expression = this.#expressions.parseTuple();
    this.#expressions.expectEnd('output_end', '`}}`');
    return this.#stream.finish({ kind: 'output', expression }, open, [expression]);
  }

  #refuseNestedBraces(): void {
    if (this.#stream.following.type !== 'operator' || this.#stream.following.text !== '{') return;
    this.#stream.fail('nested_braces', '`{{` stands inside `{{ }}`', {
      hint: 'inside braces names are written without braces',
    });
  }

  #block(open: Token): Statement {
    const word = this.#stream.current;
    if (word.type !== 'name') {
      const hint = word.type === 'operator' ? 'blocks are {% if %}, {% for %}, {% set %}, {% raw %}' : undefined;
      this.#stream.fail('unexpected_token', `found ${describeToken(word)} after \`{%\`, expected the name of a block`, {
        hint,
      });
    }
    this.#stream.next();
    switch (word.text) {
      case 'if':
        return this.#if(open, word);
      case 'for':
        return this.#for(open, word);
      case 'set':
        return this.#set(open, word);
      default:
        return this.#unknownBlock(word);
    }
  }

  #unknownBlock(word: Token): never {
    const known = foreignBlockHint(word.text);
    const near = suggest(word.text, BLOCKS);
    const hint =
      known ??
      (near === undefined ? 'blocks are {% if %}, {% for %}, {% set %}, {% raw %}' : `did you mean {% ${near} %}?`);
    return this.#stream.fail('not_supported', `the block \`{% ${word.text} %}\` is not supported`, {
      place: word,
      hint,
    });
  }

  #if(open: Token, word: Token): If {
    const branches: { test: If['branches'][number]['test']; body: Body }[] = [];
    let closing = 'if';
    while (closing === 'if' || closing === 'elif') {
      const test = this.#expressions.parseTuple();
      this.#endOfBlock();
      const body = this.#body(['elif', 'else', 'endif'], word);
      branches.push({ test, body });
      closing = this.#closing();
      if (closing === 'else') this.#refuseElseIf();
    }
    const otherwise = closing === 'else' ? this.#rest(word) : this.#empty();
    return this.#stream.finish({ kind: 'if', branches, otherwise }, open, [
      ...branches.flatMap(({ test, body }) => [test, ...body]),
      ...otherwise,
    ]);
  }

  #refuseElseIf(): void {
    if (this.#stream.is('name', 'if'))
      this.#stream.fail('unexpected_token', '`else if` is written `elif`', { hint: '{% elif … %}' });
  }

  /** The body of an `else`, up to the end of the block. */
  #rest(word: Token): Body {
    this.#endOfBlock();
    const body = this.#body([`end${word.text}`], word);
    this.#closing();
    this.#endOfBlock();
    return body;
  }

  #empty(): Body {
    this.#endOfBlock();
    return [];
  }

  #closing(): string {
    this.#stream.next();
    return this.#stream.next().text;
  }

  #endOfBlock(): void {
    this.#expressions.expectEnd('block_end', '`%}`');
  }

  #for(open: Token, word: Token): For {
    const target = this.#target();
    this.#stream.expect('name', 'in', '`in`, as in {% for x in list %}');
    const iterable = this.#expressions.parseTuple({ conditional: false });
    const { test, body } = this.#locals.framed(() => this.#forBody(target, word));
    const closing = this.#closing();
    const otherwise = closing === 'else' ? this.#rest(word) : this.#empty();
    return this.#stream.finish({ kind: 'for', target, iterable, test, body, otherwise }, open, [
      iterable,
      ...(test === null ? [] : [test]),
      ...body,
      ...otherwise,
    ]);
  }

  #forBody(target: Target, word: Token): Pick<For, 'test' | 'body'> {
    this.#bind(target);
    const test = this.#stream.skip('name', 'if') ? this.#expressions.parse() : null;
    if (this.#stream.is('name', 'recursive')) this.#stream.fail('not_supported', 'recursive loops are not supported');
    this.#endOfBlock();
    this.#locals.bind('loop');
    return { test, body: this.#body(['else', 'endfor'], word) };
  }

  #target(): Target {
    const items = [this.#targetItem()];
    if (!this.#stream.is('operator', ',')) return items[0] ?? { kind: 'tuple', items };
    while (this.#stream.skip('operator', ',')) {
      if (this.#stream.is('name', 'in') || this.#stream.is('operator', '=') || this.#stream.is('operator', ')')) break;
      items.push(this.#targetItem());
    }
    return { kind: 'tuple', items };
  }

  #targetItem(): Target {
    if (!this.#stream.skip('operator', '(')) return { kind: 'name', name: this.#targetName() };
    const inner = this.#stream.nested(() => this.#target());
    this.#stream.expect('operator', ')', '`)`');
    return inner;
  }

  #targetName(): string {
    const token = this.#stream.expect('name', undefined, 'a name');
    if (RESERVED.has(token.text))
      this.#stream.fail('reserved_name', `\`${token.text}\` has a meaning of its own and cannot be set`, {
        place: token,
      });
    return token.text;
  }

  #bind(target: Target): void {
    if (target.kind === 'name') this.#locals.bind(target.name);
    else for (const item of target.items) this.#bind(item);
  }

  #set(open: Token, word: Token): Statement {
    if (this.#stream.is('name') && this.#stream.following.text === '.') return this.#setField(open);
    const target = this.#target();
    if (target.kind === 'name' && (this.#stream.is('block_end') || this.#stream.is('operator', '|')))
      return this.#setBlock(open, word, target.name);
    this.#stream.expect('operator', '=', '`=`, as in {% set x = 1 %}');
    const value = this.#expressions.parseTuple();
    this.#endOfBlock();
    this.#bind(target);
    return this.#stream.finish({ kind: 'set', target, value }, open, [value]);
  }

  /** `set ns.count = …` */
  #setField(open: Token): SetStatement {
    const owner = this.#stream.next();
    if (!this.#locals.has(owner.text)) {
      const hint = `only what {% set ${owner.text} = namespace() %} made can be set`;
      this.#stream.fail('not_settable', `\`${owner.text}\` cannot be changed by a template`, { place: owner, hint });
    }
    this.#stream.next();
    const field = this.#targetName();
    this.#stream.expect('operator', '=', '`=`');
    const value = this.#expressions.parseTuple();
    this.#endOfBlock();
    return this.#stream.finish({ kind: 'set', target: { kind: 'field', name: owner.text, field }, value }, open, [
      value,
    ]);
  }

  #setBlock(open: Token, word: Token, name: string): Statement {
    const filters = this.#setFilters();
    this.#endOfBlock();
    const body = this.#body(['endset'], word);
    this.#closing();
    this.#endOfBlock();
    this.#locals.bind(name);
    return this.#stream.finish({ kind: 'set_block', name, body, filters }, open, [
      ...body,
      ...filters.flatMap(({ arguments: given }) => valuesOf(given)),
    ]);
  }

  #setFilters(): SetFilters {
    const filters: SetFilters[number][] = [];
    while (this.#stream.skip('operator', '|')) {
      const { name, namePlace } = this.#postfix.parseFilterName();
      const given = this.#stream.is('operator', '(') ? this.#postfix.parseArguments() : NO_ARGUMENTS;
      filters.push({ name, namePlace, arguments: given, start: namePlace.start, end: this.#stream.last.end });
    }
    return filters;
  }
}

const RESERVED: ReadonlySet<string> = new Set([
  'true',
  'True',
  'false',
  'False',
  'none',
  'None',
  'null',
  'and',
  'or',
  'not',
  'in',
  'is',
  'if',
  'else',
  'loop',
]);
