import { foreignOperatorHint } from '../check/hints.ts';
import { decodeString } from './string-literal.ts';
import type { Token } from './tokens.ts';
import { pushToken, syntaxError } from './tokens.ts';

/** What closes the expression, and where the braces that opened it stand. */
interface Closing {
  readonly open: number;
  readonly type: 'output_end' | 'block_end';
}

const SPACE = /\s+/y;
const NAME = /\$?[\p{L}_][\p{L}\p{N}\p{M}_]*/uy;
const FLOAT = /(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?[eE][+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/y;
const INTEGER = /0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[\da-fA-F])+|\d(?:_?\d)*/y;
const DIGITS = /\d+/y;
/** Longest first. What other languages have and this one has not is read too, to say so. */
const OPERATOR = /===|!==|\?\?|\?\.|&&|\|\||=>|<>|\/\/|\*\*|==|!=|>=|<=|[-+/*%~[\](){}<>=.:|,;!?&^@]/y;
const FOREIGN: ReadonlySet<string> = new Set([
  '===',
  '!==',
  '??',
  '?.',
  '&&',
  '||',
  '=>',
  '<>',
  '!',
  '?',
  '&',
  '^',
  '@',
  ';',
]);
const PAIRS: ReadonlyMap<string, string> = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
  ['}}', '{{'],
]);

/** Cuts the inside of `{{ }}` and `{% %}`, or a whole condition, into tokens, and appends them to a list. */
export class ExpressionLexer {
  readonly #text: string;
  readonly #tokens: Token[];
  #position = 0;
  /** Brackets that are open. Inside them `}}` and `%}` close nothing. */
  #open: { text: string; start: number }[] = [];
  #lastClosed: { text: string; start: number; end: number } | null = null;
  #closing: Closing | null = null;

  constructor(text: string, tokens: Token[]) {
    this.#text = text;
    this.#tokens = tokens;
  }

  /** Reads up to what closes the expression; `closing` null: to the end of the text. */
  run(start: number, closing: Closing | null): { after: number; sign: string } {
    this.#position = start;
    this.#open = [];
    this.#closing = closing;
    for (;;) {
      this.#match(SPACE);
      if (this.#position >= this.#text.length) return this.#atEnd();
      const end = this.#readEnd();
      if (end !== null) return end;
      this.#readToken();
    }
  }

  #atEnd(): { after: number; sign: string } {
    const open = this.#open.at(-1);
    if (open !== undefined) this.#failUnclosed(open);
    if (this.#closing === null) return { after: this.#position, sign: '' };
    const { open: start, type } = this.#closing;
    const [opening, closing] = type === 'output_end' ? ['{{', '}}'] : ['{%', '%}'];
    const hint = `close it with \`${closing}\`; braces that are meant as text are written \`{{ '${opening}' }}\``;
    return this.#fail('unclosed_tag', `\`${opening}\` is never closed`, { start, end: start + 2, hint });
  }

  #readEnd(): { after: number; sign: string } | null {
    if (this.#closing === null || this.#open.length > 0) return null;
    const start = this.#position;
    const sign =
      this.#text[start] === '-' || (this.#text[start] === '+' && this.#closing.type === 'block_end')
        ? (this.#text[start] ?? '')
        : '';
    const braces = this.#closing.type === 'output_end' ? '}}' : '%}';
    if (!this.#text.startsWith(braces, start + sign.length)) return null;
    const end = start + sign.length + 2;
    pushToken(this.#tokens, { type: this.#closing.type, text: braces, start, end });
    return { after: end, sign };
  }

  #readToken(): void {
    const start = this.#position;
    const quote = this.#text[start];
    if (quote === "'" || quote === '"') return this.#readString(quote);
    if (this.#readNumber()) return;
    const name = this.#match(NAME);
    if (name !== null) return this.#push('name', name.startsWith('$') ? name.slice(1) : name, start);
    if (this.#readGrouping()) return;
    const operator = this.#match(OPERATOR);
    if (operator === null) return this.#unexpected();
    if (FOREIGN.has(operator)) this.#failForeign(operator, start);
    this.#balance(operator, start);
    this.#push('operator', operator, start);
  }

  #readNumber(): boolean {
    const start = this.#position;
    const last = this.#tokens.at(-1);
    const afterDot = last?.type === 'operator' && last.text === '.' && last.end === start;
    const float = afterDot ? null : this.#match(FLOAT);
    const digits = float ?? this.#match(afterDot ? DIGITS : INTEGER);
    if (digits === null) return false;
    this.#push(float === null ? 'integer' : 'float', digits.replaceAll('_', ''), start);
    return true;
  }

  #readString(quote: string): void {
    const start = this.#position;
    let at = start + 1;
    while (at < this.#text.length && this.#text[at] !== quote) at += this.#text[at] === '\\' ? 2 : 1;
    if (at >= this.#text.length)
      this.#fail('unclosed_string', `the text that begins with ${quote} is never closed`, { start, end: start + 1 });
    const raw = this.#text.slice(start + 1, at);
    if (this.#closing === null && raw.includes('{{')) {
      const hint = "a condition is one expression: write the name without quotes and braces, for example `name == 'x'`";
      this.#fail('template_in_string', 'a text inside a condition is not rendered, but this one holds `{{`', {
        start,
        end: at + 1,
        hint,
      });
    }
    this.#position = at + 1;
    this.#push('string', decodeString(raw, start + 1), start);
  }

  /** In a condition `{{ }}` group like parentheses, also in the middle: `'a' in {{ names }}`. */
  #readGrouping(): boolean {
    if (this.#closing !== null) return false;
    const start = this.#position;
    const closes = this.#open.at(-1)?.text === '{{' ? /-?\}\}/y : null;
    const bracket = this.#match(/\{\{-?/y) ?? (closes === null ? null : this.#match(closes));
    if (bracket === null) return false;
    const text = bracket.replace('-', '');
    this.#balance(text, start);
    this.#push('operator', text, start);
    return true;
  }

  #balance(operator: string, start: number): void {
    if (operator === '(' || operator === '[' || operator === '{' || operator === '{{') {
      this.#open.push({ text: operator, start });
      return;
    }
    const opening = PAIRS.get(operator);
    if (opening === undefined) return;
    const open = this.#open.pop();
    if (open?.text === opening) {
      this.#lastClosed = { ...open, end: start + operator.length };
      return;
    }
    if (open !== undefined && operator === '}' && this.#text[start + 1] === '}') this.#failUnclosed(open);
    // `{{ a{b }}`: the first half of what was to close the braces has closed the bracket
    if (open === undefined && this.#lastClosed?.end === start && this.#isLastBrace(start))
      this.#failUnclosed(this.#lastClosed);
    const found =
      open === undefined
        ? `\`${operator}\` closes nothing`
        : `\`${operator}\` does not close the \`${open.text}\` before it`;
    this.#fail('unbalanced_bracket', found, { start, end: start + operator.length });
  }

  #isLastBrace(start: number): boolean {
    return this.#text[start] === '}' && !this.#text.includes('}}', start);
  }

  #failUnclosed({ text, start }: { text: string; start: number }): never {
    this.#fail('unclosed_bracket', `\`${text}\` is never closed`, { start, end: start + text.length });
  }

  #failForeign(operator: string, start: number): never {
    const hint = foreignOperatorHint(operator);
    this.#fail('unknown_operator', `\`${operator}\` is no operator of this language`, {
      start,
      end: start + operator.length,
      hint,
    });
  }

  #unexpected(): never {
    const start = this.#position;
    const character = String.fromCodePoint(this.#text.codePointAt(start) ?? 0);
    const end = start + character.length;
    const hint = '“”‘’„«»`'.includes(character) ? 'texts stand in straight quotes: \'…\' or "…"' : undefined;
    this.#fail('unexpected_character', `found \`${character}\`, which means nothing in an expression`, {
      start,
      end,
      hint,
    });
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    if (found !== null) this.#position += found.length;
    return found;
  }

  #push(type: Token['type'], text: string, start: number): void {
    pushToken(this.#tokens, { type, text, start, end: this.#position });
  }

  #fail(code: string, message: string, where: { start: number; end: number; hint?: string | undefined }): never {
    throw syntaxError(code, message, { start: where.start, end: where.end, hint: where.hint });
  }
}
