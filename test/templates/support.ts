import type { Json } from '../../shared/json.ts';
import { checkTemplate } from '../../electron/templates/check/check.ts';
import { compileCondition, compileTemplate } from '../../electron/templates/compile.ts';
import { TemplateError, TemplateSyntaxError } from '../../electron/templates/errors.ts';
import type { EvaluationContext } from '../../electron/templates/evaluate/scope.ts';
import { scopeOf } from '../../electron/templates/evaluate/scope.ts';
import { evaluateCondition, renderTemplate } from '../../electron/templates/render.ts';
import type { StepFields, TemplateValue } from '../../electron/templates/values.ts';
import { StepValue } from '../../electron/templates/values.ts';

const MOMENT = new Date('2026-01-31T12:34:56Z');

/** A context over these names. The clock stands still, and there are no files, unless given. */
export function contextOf(
  names: { readonly [name: string]: TemplateValue } = {},
  extra: Partial<EvaluationContext> = {},
): EvaluationContext {
  const files = {
    read: (path: string): string => {
      throw new Error(`no file ${path}`);
    },
    exists: () => false,
  };
  return { scope: scopeOf(names), files, now: () => MOMENT, ...extra };
}

export function render(
  template: string,
  names: { readonly [name: string]: TemplateValue } = {},
  extra: Partial<EvaluationContext> = {},
): Json {
  return renderTemplate(compileTemplate(template), contextOf(names, extra));
}

export function decide(
  condition: string,
  names: { readonly [name: string]: TemplateValue } = {},
): { value: boolean; text: string } {
  return evaluateCondition(compileCondition(condition), contextOf(names));
}

export function step(fields: Partial<StepFields> = {}): StepValue {
  return new StepValue({
    id: 'fetch',
    status: 'completed',
    success: true,
    result: { size: 5 },
    error: null,
    attempts: 1,
    duration_ms: 12,
    meta: {},
    ...fields,
  });
}

export function skippedStep(id: string): StepValue {
  return step({ id, status: 'skipped', success: false, result: undefined, attempts: 0, duration_ms: null });
}

/** The error that something throws; fails where nothing, or anything that is not ours, is thrown. */
export function errorOf(run: () => unknown): TemplateError | TemplateSyntaxError {
  try {
    run();
  } catch (error) {
    if (error instanceof TemplateError || error instanceof TemplateSyntaxError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

export type Outcome =
  | { readonly value: Json }
  | { readonly text: string }
  | { readonly error: 'syntax' | 'evaluation' };

/** What a template comes to, in the terms of the conformance table: what is wrong before any value is known is `syntax`. */
export function outcomeOf(template: string, names: { readonly [name: string]: Json }): Outcome {
  try {
    const compiled = compileTemplate(template);
    if (checkTemplate(compiled).length > 0) return { error: 'syntax' };
    const value = renderTemplate(compiled, contextOf(names));
    return compiled.only === null && typeof value === 'string' ? { text: value } : { value };
  } catch (error) {
    if (error instanceof TemplateSyntaxError) return { error: 'syntax' };
    if (error instanceof TemplateError) return { error: 'evaluation' };
    throw error;
  }
}
