import { ValueProblem } from '../templates/errors.ts';
import { compileLinearPattern } from '../templates/evaluate/regex.ts';
import type { Place, Report } from './report.ts';

/** Whether a text holds a pattern. A pattern that does not compile matches everything: it is refused where it is declared. */
export function matchesPattern(pattern: string, text: string): boolean {
  try {
    return compileLinearPattern(pattern).test(text);
  } catch (error) {
    if (error instanceof ValueProblem) return true;
    throw error;
  }
}

/** Reports a pattern that does not compile. */
export function checkPattern(pattern: string, place: Place, report: Report): void {
  try {
    compileLinearPattern(pattern);
  } catch (error) {
    if (!(error instanceof ValueProblem)) throw error;
    report.error(error.code, place, {
      message: error.message,
      hint: error.hint ?? 'patterns are those of RE2: no look-behind, no back-references',
    });
  }
}
