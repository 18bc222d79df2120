import { StepglassError } from '../../shared/errors.ts';

/** What is wrong in a template, and where: offsets into its text, the end exclusive. */
export interface TemplateProblem {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly start: number;
  readonly end: number;
  /** For undefined names: what is there instead. */
  readonly available?: readonly string[] | undefined;
}

/** The text is no template of this language. Found when it is compiled; nothing has been evaluated. */
export class TemplateSyntaxError extends StepglassError {
  readonly hint: string | undefined;
  readonly start: number;
  readonly end: number;

  constructor(problem: TemplateProblem) {
    super('invalid_input', problem.code, problem.message, { details: detailsOf(problem) });
    this.name = 'TemplateSyntaxError';
    this.hint = problem.hint;
    this.start = problem.start;
    this.end = problem.end;
  }
}

/** A template could not be evaluated: something is undefined, of the wrong type, or over a limit. */
export class TemplateError extends StepglassError {
  readonly hint: string | undefined;
  readonly start: number;
  readonly end: number;
  readonly available: readonly string[] | undefined;

  constructor(problem: TemplateProblem, options: { cause?: unknown } = {}) {
    super('step_failure', problem.code, problem.message, { details: detailsOf(problem), cause: options.cause });
    this.name = 'TemplateError';
    this.hint = problem.hint;
    this.start = problem.start;
    this.end = problem.end;
    this.available = problem.available;
  }
}

/**
 * Thrown by operators, filters, tests and functions, which do not know where in the template they were called.
 * The evaluator turns it into a `TemplateError` at the place it is evaluating.
 */
export class ValueProblem extends Error {
  readonly code: string;
  readonly hint: string | undefined;

  constructor(code: string, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ValueProblem';
    this.code = code;
    this.hint = options.hint;
  }
}

function detailsOf(problem: TemplateProblem): { [key: string]: string | number } {
  const place = { start: problem.start, end: problem.end };
  return problem.hint === undefined ? place : { ...place, hint: problem.hint };
}
