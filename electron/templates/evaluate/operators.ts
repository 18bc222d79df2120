import type { Json } from '../../../shared/json.ts';
import { describe } from '../check/describe.ts';
import { ValueProblem } from '../errors.ts';
import type { BinaryOperator, CompareOperator } from '../parse/ast.ts';
import type { Budget } from './budget.ts';
import { contains, equals, isNumeric, order } from './compare.ts';
import { calculate } from './numbers.ts';
import { formatPercent } from './percent-format.ts';

const VERBS: Record<BinaryOperator, string> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '//': 'divide',
  '%': 'take the remainder of',
  '**': 'raise',
};

type Operands = readonly [left: Json, right: Json];

/** `left operator right`, with Python's meaning for texts and lists. */
export function operate(operator: BinaryOperator, [left, right]: Operands, budget: Budget): Json {
  if (isNumeric(left) && isNumeric(right)) return calculate(operator, Number(left), Number(right));
  if (operator === '+') return join(left, right, budget) ?? refuse(operator, left, right);
  if (operator === '*')
    return repeat(left, right, budget) ?? repeat(right, left, budget) ?? refuse(operator, left, right);
  if (operator === '%' && typeof left === 'string') return formatPercent(left, right, budget);
  return refuse(operator, left, right);
}

function join(left: Json, right: Json, budget: Budget): Json | null {
  if (typeof left === 'string' && typeof right === 'string') {
    budget.text(left.length + right.length);
    return left + right;
  }
  if (!Array.isArray(left) || !Array.isArray(right)) return null;
  budget.spend(left.length + right.length);
  return [...left, ...right];
}

function repeat(value: Json, times: Json, budget: Budget): Json | null {
  if (!isNumeric(times) || !Number.isInteger(Number(times))) return null;
  const count = Math.max(0, Number(times));
  if (typeof value === 'string') {
    budget.text(value.length * count);
    return value.repeat(count);
  }
  if (!Array.isArray(value)) return null;
  budget.spend(value.length * count);
  return Array.from({ length: value.length * count }, (_, index) => value[index % value.length] ?? null);
}

function refuse(operator: BinaryOperator, left: Json, right: Json): never {
  const hasText = typeof left === 'string' || typeof right === 'string';
  const hint =
    operator === '+' && hasText
      ? 'to join as text write `~`; to calculate turn the text into a number: `x | int`'
      : hasText
        ? 'turn the text into a number: `x | int`, `x | float`'
        : undefined;
  throw new ValueProblem(
    'wrong_types',
    `cannot ${VERBS[operator]} ${describe(left)} and ${describe(right)} with \`${operator}\``,
    hint === undefined ? {} : { hint },
  );
}

export function negate(operand: Json, operator: '-' | '+'): number {
  if (isNumeric(operand)) return operator === '-' ? 0 - Number(operand) : Number(operand);
  throw new ValueProblem(
    'wrong_types',
    `\`${operator}\` needs a number, found ${describe(operand)}`,
    typeof operand === 'string' ? { hint: 'turn the text into a number: `x | int`' } : {},
  );
}

export function compare(operator: CompareOperator, [left, right]: Operands, budget: Budget): boolean {
  switch (operator) {
    case '==':
      return equals(left, right, budget);
    case '!=':
      return !equals(left, right, budget);
    case '<':
      return order(left, right, budget) < 0;
    case '<=':
      return order(left, right, budget) <= 0;
    case '>':
      return order(left, right, budget) > 0;
    case '>=':
      return order(left, right, budget) >= 0;
    case 'in':
      return contains(right, left, budget);
    case 'not in':
      return !contains(right, left, budget);
  }
}
