import type { CompiledTemplate } from '../../templates/compile.ts';
import type { TemplateProblem } from '../../templates/errors.ts';
import type { Compare, Expression, Statement } from '../../templates/parse/ast.ts';
import { childrenOf, partsOf } from '../../templates/parse/tree.ts';

type IsStep = (name: string) => boolean;

const STATUS_WORDS: readonly string[] = ['completed', 'failed', 'skipped', 'cancelled'];

/** Comparisons of a step's `status` with what no status is: mostly a field of the result was meant (language.md L12). */
export function findStatusComparisons(template: CompiledTemplate, isStep: IsStep): TemplateProblem[] {
  const problems: TemplateProblem[] = [];
  const visit = (node: Expression | Statement): void => {
    if (node.kind === 'compare') problems.push(...problemsOf(node, isStep));
    for (const part of isStatement(node) ? partsOf(node) : childrenOf(node)) visit(part);
  };
  template.body.forEach(visit);
  return problems;
}

const STATEMENTS: ReadonlySet<string> = new Set(['text', 'output', 'if', 'for', 'set', 'set_block']);

function isStatement(node: Expression | Statement): node is Statement {
  return STATEMENTS.has(node.kind);
}

function problemsOf(compare: Compare, isStep: IsStep): TemplateProblem[] {
  return compare.rest.flatMap(({ operator, operand }, index): TemplateProblem[] => {
    const before = index === 0 ? compare.first : compare.rest[index - 1]?.operand;
    if (before === undefined || (operator !== '==' && operator !== '!=')) return [];
    return [...problemOf(before, operand, isStep), ...problemOf(operand, before, isStep)];
  });
}

function problemOf(status: Expression, word: Expression, isStep: IsStep): TemplateProblem[] {
  const step = stepOfStatus(status, isStep);
  if (step === undefined || word.kind !== 'literal' || STATUS_WORDS.includes(String(word.value))) return [];
  const message = `the status of a step is ${STATUS_WORDS.map((known) => `'${known}'`).join(', ')}, never ${JSON.stringify(word.value)}`;
  const hint = `for a field of its result write \`${step}.result.status\``;
  return [{ code: 'not_a_status', message, hint, start: word.start, end: word.end }];
}

/** The step of `fetch.status`, `fetch['status']`, `steps.fetch.status`. */
function stepOfStatus(node: Expression, isStep: IsStep): string | undefined {
  const last = fieldOf(node);
  if (last?.name !== 'status') return undefined;
  const object = last.object;
  if (object.kind === 'name' && !object.local && isStep(object.name)) return object.name;
  const inner = fieldOf(object);
  const isNamespace = inner?.object.kind === 'name' && inner.object.name === 'steps' && !inner.object.local;
  return isNamespace && isStep(inner.name) ? `steps['${inner.name}']` : undefined;
}

function fieldOf(node: Expression): { object: Expression; name: string } | undefined {
  if (node.kind === 'member') return { object: node.object, name: node.name };
  if (node.kind !== 'index' || node.key.kind !== 'literal' || typeof node.key.value !== 'string') return undefined;
  return { object: node.object, name: node.key.value };
}
