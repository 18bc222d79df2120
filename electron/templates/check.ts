import type { CompiledTemplate } from './compile.ts';
import type { TemplateProblem } from './errors.ts';

/**
 * Everything that is wrong in a template whatever its scope holds: unknown filters, tests, functions and methods, wrong
 * arguments, patterns that do not compile, functions named but not called. In the order of the text.
 */
export function checkTemplate(_template: CompiledTemplate): readonly TemplateProblem[] {
  throw new Error('not written yet');
}
