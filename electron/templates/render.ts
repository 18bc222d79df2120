import type { Json } from '../../shared/json.ts';
import { booleanWord } from '../../shared/text/boolean-words.ts';
import { describe } from './check/describe.ts';
import type { CompiledTemplate } from './compile.ts';
import { conditionText } from './condition-text.ts';
import { TemplateError, ValueProblem } from './errors.ts';
import { isTrue } from './evaluate/compare.ts';
import type { Trace } from './evaluate/evaluator.ts';
import { Evaluator } from './evaluate/evaluator.ts';
import { printed } from './evaluate/json-text.ts';
import { checkSize } from './evaluate/measure.ts';
import type { EvaluationContext } from './evaluate/scope.ts';
import { Renderer } from './evaluate/statements.ts';

/** The value of a template: that of its one expression, or else a text (language.md L14). Throws `TemplateError`. */
export function renderTemplate(template: CompiledTemplate, context: EvaluationContext): Json {
  return evaluating(new Evaluator(template, context), (evaluator) => {
    if (template.only === null) return new Renderer(evaluator).render(template.body);
    const { expression } = template.only;
    const value = evaluator.value(expression);
    evaluator.place = expression;
    // What is passed on as it was is no output of ours, however large it is.
    if (expression.kind !== 'name' && expression.kind !== 'member') checkSize(value);
    context.onExpression?.(expression.start, expression.end, value);
    return value;
  });
}

/** A condition, decided. `text` is the expression with the values it read, for example `rows (0) > 0`. Throws `TemplateError`. */
export function evaluateCondition(
  template: CompiledTemplate,
  context: EvaluationContext,
): { value: boolean; text: string } {
  const trace: Trace = new Map();
  const decideTraced = (evaluator: Evaluator): { value: boolean; text: string } => {
    const { only } = template;
    if (only === null) throw new ValueProblem('condition_not_expression', 'this template is no condition');
    const result = evaluator.value(only.expression);
    evaluator.place = only.expression;
    const value = decide(result);
    context.onExpression?.(only.expression.start, only.expression.end, value);
    return { value, text: conditionText(template.text, only.expression, trace) };
  };
  return evaluating(new Evaluator(template, context, trace), decideTraced);
}

/** How a value prints inside a text: a text as it is, everything else as JSON. Throws `ValueProblem` over 16 MiB. */
export function toText(value: Json): string {
  return printed(value, { spend: () => undefined });
}

/** A text counts only if it is one of the words; prose is never taken for true (language.md L16). */
function decide(value: Json): boolean {
  if (typeof value !== 'string') return isTrue(value);
  const word = booleanWord(value);
  if (word !== null) return word;
  const hint = "compare it: `x == 'a'`, `x != ''`, `'a' in x`, `x is defined`";
  throw new ValueProblem(
    'condition_not_boolean',
    `the condition gives ${describe(value)}, which is neither true nor false`,
    { hint },
  );
}

function evaluating<Result>(evaluator: Evaluator, run: (evaluator: Evaluator) => Result): Result {
  try {
    return run(evaluator);
  } catch (error) {
    throw located(error, evaluator);
  }
}

/** Problems get their place here; what is not ours passes as it is. */
function located(error: unknown, { place }: Evaluator): unknown {
  if (error instanceof ValueProblem) {
    return new TemplateError(
      { code: error.code, message: error.message, hint: error.hint, start: place.start, end: place.end },
      { cause: error.cause },
    );
  }
  if (error instanceof RangeError) {
    return new TemplateError(
      {
        code: 'too_deep',
        message: 'this is too deep or too large to be evaluated',
        hint: 'do such work in a step',
        start: place.start,
        end: place.end,
      },
      { cause: error },
    );
  }
  return error;
}
