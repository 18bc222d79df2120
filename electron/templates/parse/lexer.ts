import { ExpressionLexer } from './expression-lexer.ts';
import type { Token } from './tokens.ts';
import { pushToken, syntaxError } from './tokens.ts';

/**
 * Cuts a template into tokens. White space control is applied here: `-` strips all white space on its side, and a
 * block or comment that stands alone on its line leaves nothing of that line (`trim_blocks`, `lstrip_blocks`) unless
 * it says `+`.
 */
export function lexTemplate(text: string): readonly Token[] {
  return new TemplateLexer(text).run();
}

/** Cuts a condition into tokens: one expression, in which `{{ }}` group like parentheses. */
export function lexCondition(text: string): readonly Token[] {
  const tokens: Token[] = [];
  new ExpressionLexer(text, tokens).run(0, null);
  return tokens;
}

const RAW = /^\{%[-+]?\s*raw\s*[-+]?%\}/;

class TemplateLexer {
  readonly #text: string;
  readonly #tokens: Token[] = [];
  readonly #expressions: ExpressionLexer;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
    this.#expressions = new ExpressionLexer(text, this.#tokens);
  }

  run(): readonly Token[] {
    while (this.#position < this.#text.length) {
      const tag = this.#findTag(this.#position);
      this.#pushText(tag);
      if (tag === -1) break;
      this.#readTag(tag);
    }
    return this.#tokens;
  }

  #findTag(from: number): number {
    for (let at = this.#text.indexOf('{', from); at !== -1; at = this.#text.indexOf('{', at + 1)) {
      const next = this.#text[at + 1];
      if (next === '{' || next === '%' || next === '#') return at;
    }
    return -1;
  }

  /** The text from here to a tag; -1: to the end. */
  #pushText(tag: number): void {
    const start = this.#position;
    const end = tag === -1 ? this.#text.length : this.#stripBefore(start, tag);
    if (end > start) pushToken(this.#tokens, { type: 'text', text: this.#text.slice(start, end), start, end });
  }

  #stripBefore(start: number, tag: number): number {
    const sign = this.#text[tag + 2];
    if (sign === '-') return start + this.#text.slice(start, tag).trimEnd().length;
    if (sign === '+' || this.#text[tag + 1] === '{') return tag;
    let at = tag;
    while (at > start && (this.#text[at - 1] === ' ' || this.#text[at - 1] === '\t')) at -= 1;
    return at === 0 || this.#text[at - 1] === '\n' ? at : tag;
  }

  #readTag(tag: number): void {
    switch (this.#text[tag + 1]) {
      case '#':
        return this.#skipComment(tag);
      case '%':
        return this.#readBlock(tag);
      default:
        return this.#readOutput(tag);
    }
  }

  #skipComment(tag: number): void {
    const close = this.#text.indexOf('#}', tag + 2);
    if (close === -1) {
      const hint = 'close it with `#}`, or write the braces as text inside {% raw %}…{% endraw %}';
      throw syntaxError('unclosed_comment', 'the comment `{#` is never closed', { start: tag, end: tag + 2, hint });
    }
    this.#position = this.#afterBlock(close + 2, this.#text[close - 1] ?? '');
  }

  #readOutput(tag: number): void {
    const start = tag + (this.#text[tag + 2] === '-' || this.#text[tag + 2] === '+' ? 3 : 2);
    pushToken(this.#tokens, { type: 'output_start', text: '{{', start: tag, end: start });
    const { after, sign } = this.#expressions.run(start, { open: tag, type: 'output_end' });
    this.#position = sign === '-' ? this.#skipSpace(after) : after;
  }

  #readBlock(tag: number): void {
    const raw = RAW.exec(this.#text.slice(tag, tag + 100))?.[0];
    if (raw !== undefined) return this.#readRaw(tag, raw);
    const start = tag + (this.#text[tag + 2] === '-' || this.#text[tag + 2] === '+' ? 3 : 2);
    pushToken(this.#tokens, { type: 'block_start', text: '{%', start: tag, end: start });
    const { after, sign } = this.#expressions.run(start, { open: tag, type: 'block_end' });
    this.#position = this.#afterBlock(after, sign);
  }

  #readRaw(tag: number, opening: string): void {
    this.#position = tag + opening.length;
    if (opening.endsWith('-%}')) this.#position = this.#skipSpace(this.#position);
    for (let at = this.#text.indexOf('{%', this.#position); at !== -1; at = this.#text.indexOf('{%', at + 2)) {
      const closing = /^\{%[-+]?\s*endraw\s*[-+]?%\}/.exec(this.#text.slice(at, at + 100))?.[0];
      if (closing === undefined) continue;
      this.#pushText(at);
      this.#position = this.#afterBlock(at + closing.length, closing[closing.length - 3] ?? '');
      return;
    }
    throw syntaxError('unclosed_block', 'the block `{% raw %}` is never closed', {
      start: tag,
      end: tag + opening.length,
      hint: 'close it with {% endraw %}',
    });
  }

  /** Where the text goes on behind a block or a comment: behind its line break too, if that is all that follows. */
  #afterBlock(after: number, sign: string): number {
    if (sign === '-') return this.#skipSpace(after);
    if (sign === '+') return after;
    if (this.#text[after] === '\n') return after + 1;
    return this.#text.startsWith('\r\n', after) ? after + 2 : after;
  }

  #skipSpace(from: number): number {
    let at = from;
    while (at < this.#text.length && (this.#text[at] ?? '').trim() === '') at += 1;
    return at;
  }
}
