import { describeThrown } from '../../../shared/errors.ts';
import type { Json } from '../../../shared/json.ts';
import { type CompiledTemplate, compileCondition } from '../../templates/compile.ts';
import { TemplateError, TemplateSyntaxError } from '../../templates/errors.ts';
import type { EvaluationContext, TemplateFiles } from '../../templates/evaluate/scope.ts';
import { evaluateCondition, renderTemplate } from '../../templates/render.ts';
import { failure } from '../failure.ts';
import type { ToolContext } from '../tool.ts';
import { replaceSqlCalls } from './sql-calls.ts';
import type { Row, Table } from './table.ts';

/** An expression over the columns of a row, in the language of templates. `row` is the whole row. */
export interface RowExpression {
  readonly value: (row: Row, index: number) => Json;
  readonly holds: (row: Row, index: number) => boolean;
}

/** Compiles once for all rows. Errors name the expression, the row, and what the row has. */
export function compileRowExpression(text: string, table: Table, { now }: Pick<ToolContext, 'now'>): RowExpression {
  const compiled = compile(text);
  const columns = [...table.columns, 'row'];
  const contextFor = (row: Row): EvaluationContext => ({
    scope: {
      // A cell that this row lacks and others have is an empty one.
      lookup: (name) =>
        Object.hasOwn(row, name) ? row[name] : name === 'row' ? row : columns.includes(name) ? null : undefined,
      names: () => columns,
    },
    files: NO_FILES,
    now: () => new Date(now()),
  });
  return {
    value: (row, index) => at(text, index, () => renderTemplate(compiled, contextFor(row))),
    holds: (row, index) => at(text, index, () => evaluateCondition(compiled, contextFor(row)).value),
  };
}

const NO_FILES: TemplateFiles = {
  read: () => {
    throw failure('validation/invalid_expression', 'expressions over rows cannot read files');
  },
  exists: () => false,
};

function compile(text: string): CompiledTemplate {
  try {
    return compileCondition(replaceSqlCalls(text));
  } catch (thrown) {
    if (!(thrown instanceof TemplateSyntaxError)) throw thrown;
    throw failure(
      'validation/invalid_expression',
      `the expression \`${text}\` cannot be read: ${thrown.message}`,
      thrown.hint === undefined ? {} : { hint: thrown.hint },
    );
  }
}

function at<T>(text: string, index: number, evaluate: () => T): T {
  try {
    return evaluate();
  } catch (thrown) {
    const hint = thrown instanceof TemplateError ? thrown.hint : undefined;
    throw failure(
      'execution/expression_failed',
      `the expression \`${text}\` fails in row ${index + 1}: ${describeThrown(thrown)}`,
      {
        hint: hint ?? 'Empty cells are null: fill them first (`fill_missing`), or write `(column or 0)`.',
        details: { row: index + 1 },
      },
    );
  }
}
