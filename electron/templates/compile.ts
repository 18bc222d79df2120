import type { Body, Output } from './ast.ts';

/** A parsed template. Immutable, shared by all who compile the same text. */
export interface CompiledTemplate {
  readonly kind: 'template' | 'condition';
  readonly text: string;
  readonly body: Body;
  /** The one expression that makes the whole template, whose value is the template's value (language.md L14). */
  readonly only: Output | null;
}

/** Compiles a template, once per text. Throws `TemplateSyntaxError`. */
export function compileTemplate(_text: string): CompiledTemplate {
  throw new Error('not written yet');
}

/** Compiles a condition, with or without `{{ }}` (language.md L16). Throws `TemplateSyntaxError`. */
export function compileCondition(_text: string): CompiledTemplate {
  throw new Error('not written yet');
}

/** True if a text holds anything that a template would not give back as it is. */
export function isTemplate(text: string): boolean {
  return text.includes('{{') || text.includes('{%') || text.includes('{#');
}
