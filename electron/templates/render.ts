import type { Json } from '../../shared/json.ts';
import type { CompiledTemplate } from './compile.ts';
import type { EvaluationContext } from './scope.ts';

/** The value of a template: that of its one expression, or else a text (language.md L14). Throws `TemplateError`. */
export function renderTemplate(_template: CompiledTemplate, _context: EvaluationContext): Json {
  throw new Error('not written yet');
}

/** A condition, decided. `text` is the expression with the values it read, for example `rows (0) > 0`. Throws `TemplateError`. */
export function evaluateCondition(_template: CompiledTemplate, _context: EvaluationContext): { value: boolean; text: string } {
  throw new Error('not written yet');
}

/** How a value prints inside a text: a text as it is, everything else as JSON. */
export function toText(_value: Json): string {
  throw new Error('not written yet');
}
