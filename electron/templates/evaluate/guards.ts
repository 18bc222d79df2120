import type { Expression } from '../parse/ast.ts';

/** Chains that are known to be there: `['fetch', 'size']` after `fetch.size is defined` has said yes. */
export type Guards = readonly (readonly (string | number)[])[];
export const NO_GUARDS: Guards = [];

/** An access chain: where it begins, its literal path, and the keys that are not literal. */
export interface Chain {
  readonly base: Expression;
  readonly path: readonly (string | number)[];
  /** Where the literal part ends. */
  readonly end: number;
  readonly keys: readonly Expression[];
}

export function chainOf(node: Expression): Chain {
  const links: Extract<Expression, { kind: 'member' | 'index' }>[] = [];
  let base = node;
  while (base.kind === 'member' || base.kind === 'index') {
    links.unshift(base);
    base = base.object;
  }
  const parts = links.map((link) => (link.kind === 'member' ? link.name : literalKey(link.key)));
  const known = parts.findIndex((part) => part === null);
  const path = (known === -1 ? parts : parts.slice(0, known)).filter((part) => part !== null);
  const keys = links.filter((link) => link.kind === 'index').map(({ key }) => key);
  return { base, path, keys, end: (links[path.length - 1] ?? base).end };
}

function literalKey(key: Expression): string | number | null {
  return key.kind === 'literal' && (typeof key.value === 'string' || typeof key.value === 'number') ? key.value : null;
}

/** What is there if the whole of a chain is, and what a chain that is there leads to. */
export function isGuarded(chain: readonly (string | number)[], guards: Guards): boolean {
  return guards.some((guard) => guard.every((part, index) => index >= chain.length || chain[index] === part));
}

/** What is known to be there once `test` was true. */
export function whenTrue(test: Expression): Guards {
  if (test.kind === 'test') return test.name === 'defined' ? guardOf(test.input) : NO_GUARDS;
  if (test.kind === 'logical' && test.operator === 'and') return test.operands.flatMap(whenTrue);
  return test.kind === 'unary' && test.operator === 'not' ? whenFalse(test.operand) : NO_GUARDS;
}

/** What is known to be there once `test` was false. */
export function whenFalse(test: Expression): Guards {
  if (test.kind === 'test') return test.name === 'undefined' ? guardOf(test.input) : NO_GUARDS;
  if (test.kind === 'logical' && test.operator === 'or') return test.operands.flatMap(whenFalse);
  return test.kind === 'unary' && test.operator === 'not' ? whenTrue(test.operand) : NO_GUARDS;
}

function guardOf(node: Expression): Guards {
  const { base, path, keys } = chainOf(node);
  const literal = keys.every((key) => literalKey(key) !== null);
  return base.kind === 'name' && !base.local && literal ? [[base.name, ...path]] : NO_GUARDS;
}
