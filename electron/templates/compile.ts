import { booleanWord } from '../../shared/text/boolean-words.ts';
import { Locals } from './check/locals.ts';
import { TemplateSyntaxError } from './errors.ts';
import type { Body, Expression, Output } from './parse/ast.ts';
import { ExpressionParser } from './parse/expression-parser.ts';
import { lexCondition } from './parse/lexer.ts';
import { parseTemplate } from './parse/statement-parser.ts';
import { syntaxError, TokenStream } from './parse/tokens.ts';

/** A parsed template. Immutable, shared by all who compile the same text. */
export interface CompiledTemplate {
  readonly kind: 'template' | 'condition';
  readonly text: string;
  readonly body: Body;
  /** Its tokens: what it costs to check it. */
  readonly size: number;
  /** The one expression that makes the whole template, whose value is the template's value (language.md L14). */
  readonly only: Output | null;
}

/** Compiles a template, once per text. Throws `TemplateSyntaxError`. */
export function compileTemplate(text: string): CompiledTemplate {
  return cached(templates, text, () => {
    const { body, size } = parseTemplate(text);
    return { kind: 'template', text, body, size, only: onlyOutput(body) };
  });
}

/**
 * Compiles a condition, once per text (language.md L16): an expression, bare or in `{{ }}`. Braces around a part of it,
 * which the older dialect needs, group like parentheses. Throws `TemplateSyntaxError`.
 */
export function compileCondition(text: string): CompiledTemplate {
  return cached(conditions, text, () => {
    const { expression, size } = parseCondition(text);
    const output: Output = {
      kind: 'output',
      expression,
      start: expression.start,
      end: expression.end,
      depth: expression.depth + 1,
    };
    return { kind: 'condition', text, body: [output], size, only: output };
  });
}

/** True if a text holds anything that a template would not give back as it is. */
export function isTemplate(text: string): boolean {
  return text.includes('{{') || text.includes('{%') || text.includes('{#');
}

const templates = new Map<string, CompiledTemplate>();
const conditions = new Map<string, CompiledTemplate>();
const CACHE_SIZE = 2000;
/** Larger texts are whole documents, of which a cache would hold too much. */
const MAX_CACHED_TEXT = 64 * 1024;

function cached(cache: Map<string, CompiledTemplate>, text: string, compile: () => CompiledTemplate): CompiledTemplate {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const compiled = compile();
  if (text.length > MAX_CACHED_TEXT) return compiled;
  if (cache.size >= CACHE_SIZE) cache.clear();
  cache.set(text, compiled);
  return compiled;
}

function onlyOutput(body: Body): Output | null {
  const parts = body.filter((statement) => statement.kind !== 'text' || statement.text.trim() !== '');
  const [first] = parts;
  return parts.length === 1 && first?.kind === 'output' ? first : null;
}

interface ParsedCondition {
  readonly expression: Expression;
  readonly size: number;
}

function parseCondition(text: string): ParsedCondition {
  const start = text.length - text.trimStart().length;
  const end = Math.max(start, text.trimEnd().length);
  const word = booleanWord(text);
  if (word !== null) return { expression: { kind: 'literal', value: word, start, end, depth: 1 }, size: 1 };
  if (start === end)
    throw syntaxError('empty_expression', 'the condition is empty', {
      start,
      end,
      hint: 'write an expression, for example `count > 0`',
    });
  if (text.includes('{%') || text.includes('{#')) {
    const at = text.search(/\{[%#]/);
    const hint = 'write the test itself: `count > 0 and name in names`';
    throw syntaxError('condition_not_expression', 'a condition is one expression, without blocks and comments', {
      start: at,
      end: at + 2,
      hint,
    });
  }
  return parseWhole(text);
}

function parseWhole(text: string): ParsedCondition {
  try {
    const tokens = lexCondition(text);
    const parser = new ExpressionParser(new TokenStream(tokens, text.length), new Locals());
    const expression = parser.parse();
    parser.expectEnd('end', 'the end of the condition');
    return { expression, size: tokens.length };
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError) || error.hint !== undefined) throw error;
    const hint = "a condition is one expression, for example `count > 0 and status == 'completed'`";
    throw new TemplateSyntaxError({
      code: error.code,
      message: error.message,
      hint,
      start: error.start,
      end: error.end,
    });
  }
}
