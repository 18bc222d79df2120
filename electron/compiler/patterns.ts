import { ValueProblem } from '../templates/errors.ts';
import { compileLinearPattern } from '../templates/regex.ts';

/** Whether a text holds a pattern. A pattern that does not compile matches everything: it is refused where it is declared. */
export function matchesPattern(pattern: string, text: string): boolean {
  try {
    return compileLinearPattern(pattern).test(text);
  } catch (error) {
    if (error instanceof ValueProblem) return true;
    throw error;
  }
}
