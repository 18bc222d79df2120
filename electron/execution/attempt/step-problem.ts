import path from 'node:path';
import { describeThrown } from '../../../shared/errors.ts';
import { locate, type SourceText, type Span } from '../../../shared/source.ts';
import { TemplateError, TemplateSyntaxError } from '../../templates/errors.ts';
import type { ToolError } from '../../tools/tool.ts';

/** Why a step could not even begin: its condition or its parameters. Nothing has happened outside of the engine. */
export class StepProblem extends Error {
  readonly error: ToolError;
  /** The expression, the parameter or the step that is to blame. */
  readonly span: Span;

  constructor(error: ToolError, span: Span, cause?: unknown) {
    super(error.message, cause === undefined ? undefined : { cause });
    this.name = 'StepProblem';
    this.error = error;
    this.span = span;
  }
}

/** A place as messages name it: the file without its folder, which is another one on each machine. */
export function placeText({ file, line, column }: Span): string {
  return `${path.basename(file)}:${line}:${column}`;
}

/** What went wrong in a template, with its place in the file. `what` names it: `the parameter path of step fetch`. */
export function templateProblem(thrown: unknown, source: SourceText, what: string): StepProblem {
  if (!(thrown instanceof TemplateError) && !(thrown instanceof TemplateSyntaxError)) {
    const message = `${what} could not be evaluated: ${describeThrown(thrown)}`;
    return new StepProblem({ category: 'internal', code: 'template_crashed', message }, source.span, thrown);
  }
  const span = locate(source, thrown.start, thrown.end);
  const message = `${what} (${placeText(span)}): ${thrown.message}`;
  const available = thrown instanceof TemplateError ? thrown.available : undefined;
  const error: ToolError = {
    category: 'validation',
    code: thrown.code,
    message,
    ...(thrown.hint === undefined ? {} : { hint: thrown.hint }),
    ...(available === undefined ? {} : { details: { available: [...available] } }),
  };
  return new StepProblem(error, span, thrown);
}
