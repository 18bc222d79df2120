import { ValueProblem } from '../errors.ts';
import type { BinaryOperator } from '../parse/ast.ts';

/**
 * Arithmetic as in Python, over JSON's one kind of number: whole numbers are exact or an error, never rounded in
 * silence; what has a fraction, or is beyond 2^53 already, counts as floating. Nothing gives infinity or NaN.
 */
export function calculate(operator: BinaryOperator, left: number, right: number): number {
  const result = compute(operator, left, right);
  if (Number.isNaN(result))
    throw new ValueProblem('not_a_number', `\`${left} ${operator} ${right}\` has no result among the real numbers`);
  const exact =
    operator !== '/' && Number.isSafeInteger(left) && Number.isSafeInteger(right) && (operator !== '**' || right >= 0);
  if (!Number.isFinite(result) || (exact && !Number.isSafeInteger(result))) {
    const hint = exact
      ? 'whole numbers are exact up to 9007199254740991; do such work in a step'
      : 'do such work in a step';
    throw new ValueProblem('number_too_large', `the result of \`${left} ${operator} ${right}\` is too large`, { hint });
  }
  return result;
}

function compute(operator: BinaryOperator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '**':
      return power(left, right);
    case '/':
      return left / nonZero(right);
    case '//':
      return floorDivide(left, nonZero(right));
    case '%':
      return modulo(left, nonZero(right));
  }
}

function nonZero(divisor: number): number {
  if (divisor === 0)
    throw new ValueProblem('division_by_zero', 'this divides by zero', { hint: 'guard it: `a / b if b else 0`' });
  return divisor;
}

function power(base: number, exponent: number): number {
  if (base === 0 && exponent < 0) return nonZero(0);
  return base ** exponent;
}

/** The remainder has the sign of the divisor: `-7 % 3` is 2. */
function modulo(left: number, right: number): number {
  const rest = left % right;
  return rest !== 0 && rest < 0 !== right < 0 ? rest + right : rest;
}

function floorDivide(left: number, right: number): number {
  if (Number.isSafeInteger(left) && Number.isSafeInteger(right)) return (left - modulo(left, right)) / right;
  return Math.floor(left / right);
}

/** Rounds as Python does: to the nearest, and exactly half to the even neighbour. `digits` may be negative. */
export function roundHalfEven(value: number, digits: number): number {
  if (digits > 20 || !Number.isFinite(value) || Math.abs(value) >= 1e21) return value;
  if (digits < 0) return digits < -21 ? 0 : halfEven(value / 10 ** -digits) * 10 ** -digits;
  const scaled = value * 10 ** digits;
  // Half-way only if the fraction ends in binary too: 2.5 and 0.125 do, 0.15 is really 0.1499….
  const isTie = Number.isInteger(value * 2 ** (digits + 1)) && Math.abs(scaled % 1) === 0.5;
  if (isTie) return halfEven(scaled) / 10 ** digits;
  return Number(value.toFixed(digits));
}

function halfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
