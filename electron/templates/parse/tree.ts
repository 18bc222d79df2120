import type { Arguments, Expression, Statement } from './ast.ts';

/** The expressions right under an expression, in the order of the text. */
export function childrenOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'literal':
    case 'name':
      return [];
    case 'list':
      return node.items;
    case 'dict':
      return node.entries.flatMap(({ key, value }) => [key, value]);
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'concat':
      return node.parts;
    case 'logical':
      return node.operands;
    case 'compare':
      return [node.first, ...node.rest.map(({ operand }) => operand)];
    case 'conditional':
      return [node.yes, node.test, ...(node.no === null ? [] : [node.no])];
    case 'member':
      return [node.object];
    case 'index':
      return [node.object, node.key];
    case 'slice':
      return [node.object, node.from, node.to, node.step].filter((part) => part !== null);
    case 'call':
      return valuesOf(node.arguments);
    case 'method':
      return [node.object, ...valuesOf(node.arguments)];
    case 'filter':
    case 'test':
      return [node.input, ...valuesOf(node.arguments)];
  }
}

/** The expressions given as arguments, in the order of the text. */
export function valuesOf(given: Arguments): readonly Expression[] {
  return [...given.positional, ...given.named.map(({ value }) => value)];
}

/** The expressions and the bodies right under a statement, in the order of the text. */
export function partsOf(statement: Statement): readonly (Expression | Statement)[] {
  switch (statement.kind) {
    case 'text':
      return [];
    case 'output':
      return [statement.expression];
    case 'if':
      return [...statement.branches.flatMap(({ test, body }) => [test, ...body]), ...statement.otherwise];
    case 'for':
      return [
        statement.iterable,
        ...(statement.test === null ? [] : [statement.test]),
        ...statement.body,
        ...statement.otherwise,
      ];
    case 'set':
      return [statement.value];
    case 'set_block':
      return [...statement.body, ...statement.filters.flatMap(({ arguments: given }) => valuesOf(given))];
  }
}
