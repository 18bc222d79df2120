import type { CompiledTemplate } from '../compile.ts';
import type { TemplateProblem } from '../errors.ts';
import { ValueProblem } from '../errors.ts';
import { FUNCTIONS } from '../evaluate/functions.ts';
import { METHODS } from '../evaluate/methods.ts';
import { compileLinearPattern } from '../evaluate/regex.ts';
import type { Signature } from '../evaluate/signature.ts';
import { findArgumentProblem } from '../evaluate/signature.ts';
import { TESTS } from '../evaluate/tests.ts';
import { FILTERS } from '../filters.ts';
import type { Arguments, Expression, Filter, Place, Statement } from '../parse/ast.ts';
import { everyExpression } from './references.ts';
import type { UseKind } from './unknown-names.ts';
import { unknownUse } from './unknown-names.ts';

/**
 * Everything that is wrong in a template whatever its scope holds: unknown filters, tests, functions and methods, wrong
 * arguments, patterns that do not compile, functions named but not called. In the order of the text.
 */
export function checkTemplate(template: CompiledTemplate): readonly TemplateProblem[] {
  const problems = [...everyExpression(template)].flatMap((node) => checkExpression(node));
  const blocks = setBlocksOf(template.body).flatMap(({ filters }) =>
    filters.flatMap((filter) => checkUse('filter', filter)),
  );
  return [...problems, ...blocks].sort((a, b) => a.start - b.start);
}

interface Use {
  readonly name: string;
  readonly namePlace: Place;
  readonly arguments: Arguments;
}

function checkExpression(node: Expression): readonly TemplateProblem[] {
  switch (node.kind) {
    case 'filter':
      return [...checkUse('filter', node), ...checkNamedByText(node), ...checkPattern(node)];
    case 'test':
      return checkUse('test', node);
    case 'call':
      return checkUse('function', node);
    case 'method':
      return isKnownMethod(node.name) ? [] : [problemAt(unknownUse('method', node.name), node.namePlace)];
    case 'name':
      return node.local || !FUNCTIONS.has(node.name) ? [] : [notCalled(node.name, node)];
    default:
      return [];
  }
}

function checkUse(kind: 'filter' | 'test' | 'function', use: Use): readonly TemplateProblem[] {
  const signature = signatureOf(kind, use.name);
  if (signature === null) return [problemAt(unknownUse(kind, use.name), use.namePlace)];
  const given = { positional: use.arguments.positional.length, named: use.arguments.named.map(({ name }) => name) };
  const problem = findArgumentProblem(signature, given);
  return problem === null
    ? []
    : [{ code: 'wrong_arguments', ...problem, start: use.namePlace.start, end: use.namePlace.end }];
}

function signatureOf(kind: Exclude<UseKind, 'method'>, name: string): Signature | null {
  const tables = { filter: FILTERS, test: TESTS, function: FUNCTIONS } as const;
  return tables[kind].get(name)?.parsed ?? null;
}

/** `map('upper')`, `select('even')`, `selectattr('x', 'even')`: filters and tests that are named by a text. */
function checkNamedByText(node: Filter): readonly TemplateProblem[] {
  const kind = node.name === 'map' ? 'filter' : 'test';
  const position = ({ map: 0, select: 0, reject: 0, selectattr: 1, rejectattr: 1 } as Record<string, number>)[
    node.name
  ];
  const named = position === undefined ? undefined : node.arguments.positional[position];
  if (named?.kind !== 'literal' || typeof named.value !== 'string' || signatureOf(kind, named.value) !== null)
    return [];
  return [problemAt(unknownUse(kind, named.value), named)];
}

function checkPattern(node: Filter): readonly TemplateProblem[] {
  if (!node.name.startsWith('regex_')) return [];
  const pattern = node.arguments.positional[0] ?? node.arguments.named.find(({ name }) => name === 'pattern')?.value;
  if (pattern?.kind !== 'literal' || typeof pattern.value !== 'string') return [];
  try {
    compileLinearPattern(pattern.value);
    return [];
  } catch (error) {
    if (!(error instanceof ValueProblem)) throw error;
    return [problemAt(error, pattern)];
  }
}

function isKnownMethod(name: string): boolean {
  return (
    name === 'cycle' || name === 'changed' || ['text', 'list', 'object'].some((on) => METHODS.has(`${on}.${name}`))
  );
}

function notCalled(name: string, place: Place): TemplateProblem {
  return {
    code: 'function_not_called',
    message: `\`${name}\` is a function and has no value of its own`,
    hint: `call it: \`${name}()\``,
    start: place.start,
    end: place.end,
  };
}

function problemAt(problem: ValueProblem, place: Place): TemplateProblem {
  return { code: problem.code, message: problem.message, hint: problem.hint, start: place.start, end: place.end };
}

function setBlocksOf(body: readonly Statement[]): readonly Extract<Statement, { kind: 'set_block' }>[] {
  return body.flatMap((node) => {
    switch (node.kind) {
      case 'set_block':
        return [node, ...setBlocksOf(node.body)];
      case 'if':
        return setBlocksOf([...node.branches.flatMap(({ body: inner }) => inner), ...node.otherwise]);
      case 'for':
        return setBlocksOf([...node.body, ...node.otherwise]);
      default:
        return [];
    }
  });
}
