import { swap } from './swap.mjs';

/**
 * The lexer and the parser of `yaml` hand out every token through up to six generators inside each other. That makes
 * several objects for each of them: half of what reading a file leaves to be collected, and a quarter of its time. In
 * between nobody asks for anything, so that the same methods as plain functions, which put what they find into a list,
 * give the same tokens in the same order.
 */

/** Still a generator to those who use it, one for each part of the file: who has seen enough need not read the rest. */
export function plainLexer(code) {
  const plain = collecting(code, 'Lexer');
  const parts = swap(plain, 'next = this.parseNext(next);', '{ next = this.parseNext(next); yield* this.take(); }');
  return swap(parts, '    lex(source', '    *lex(source');
}

export function plainParser(code) {
  let plain = collecting(code, 'Parser');
  plain = swap(plain, '    parse(source', '    *parse(source');
  plain = swap(plain, ' this.next(lexeme);', ' yield* this.next(lexeme);');
  plain = swap(plain, ' this.end();', ' yield* this.end();');
  plain = swap(
    plain,
    '    next(source) {',
    '    next(source) { this.see(source); return this.take(); }\n    see(source) {',
  );
  return swap(plain, '    end() {', '    end() { this.close(); return this.take(); }\n    close() {');
}

const COLLECTING = `
    tokens = [];
    set token(token) { this.tokens.push(token); }
    take() {
        const { tokens } = this;
        if (tokens.length > 0) this.tokens = [];
        return tokens;
    }`;

function collecting(code, name) {
  return swap(code, `\nclass ${name} {`, `\nclass ${name} {${COLLECTING}`)
    .replaceAll(/^ {4}\*(?=\w+\()/gm, '    ')
    .replaceAll('yield* this.', 'this.')
    .replaceAll(/^( +)yield (?=[^*])/gm, '$1this.token = ');
}
