import type { CompiledTemplate } from '../compile.ts';
import type { Guards } from '../evaluate/guards.ts';
import { chainOf, isGuarded, NO_GUARDS, whenFalse, whenTrue } from '../evaluate/guards.ts';
import type { Expression, Place, Statement } from '../parse/ast.ts';
import { childrenOf, partsOf } from '../parse/tree.ts';

/** A name that a template reads from its scope, with the fields that are literal in the text: `fetch.items[0].name`. */
export interface Reference extends Place {
  readonly root: string;
  /** Up to the first part that is not literal. */
  readonly path: readonly (string | number)[];
  /** May be missing: under `default`, `is defined`, or where such a test has said yes. */
  readonly guarded: boolean;
  /** `name(…)`: a function. */
  readonly called: boolean;
}
export interface NamedUse extends Place {
  readonly name: string;
}

/** All names read from the scope and all functions called, in the order of the text. `for` and `set` targets are none. */
export function findReferences(template: CompiledTemplate): readonly Reference[] {
  const finder = new ReferenceFinder();
  for (const statement of template.body) finder.statement(statement, NO_GUARDS);
  return finder.found.sort((a, b) => a.start - b.start);
}

/** All functions called, in the order of the text. */
export function findCalls(template: CompiledTemplate): readonly NamedUse[] {
  return usesOf(template, (node) => (node.kind === 'call' ? node : null));
}

/** All filters applied with `|`, in the order of the text. */
export function findFilters(template: CompiledTemplate): readonly NamedUse[] {
  return usesOf(template, (node) => (node.kind === 'filter' ? node : null));
}

/** All tests asked with `is`, in the order of the text. */
export function findTests(template: CompiledTemplate): readonly NamedUse[] {
  return usesOf(template, (node) => (node.kind === 'test' ? node : null));
}

function usesOf(
  template: CompiledTemplate,
  pick: (node: Expression) => { readonly name: string; readonly namePlace: Place } | null,
): readonly NamedUse[] {
  const uses: NamedUse[] = [];
  for (const node of everyExpression(template)) {
    const use = pick(node);
    if (use !== null) uses.push({ name: use.name, start: use.namePlace.start, end: use.namePlace.end });
  }
  return uses.sort((a, b) => a.start - b.start);
}

/** Every expression of a template, those inside others included. */
export function* everyExpression(template: CompiledTemplate): Iterable<Expression> {
  const open: (Expression | Statement)[] = [...template.body];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (isStatement(node)) {
      open.push(...partsOf(node));
      continue;
    }
    yield node;
    open.push(...childrenOf(node));
  }
}

const STATEMENTS: ReadonlySet<string> = new Set<Statement['kind']>(['text', 'output', 'if', 'for', 'set', 'set_block']);

function isStatement(node: Expression | Statement): node is Statement {
  return STATEMENTS.has(node.kind);
}

class ReferenceFinder {
  readonly found: Reference[] = [];

  statement(node: Statement, guards: Guards): void {
    if (node.kind === 'if') return this.#if(node, guards);
    for (const part of partsOf(node)) {
      if (isStatement(part)) this.statement(part, guards);
      else this.#expression(part, guards);
    }
  }

  #if(node: Extract<Statement, { kind: 'if' }>, outer: Guards): void {
    let guards = outer;
    for (const { test, body } of node.branches) {
      this.#expression(test, guards);
      const inner = [...guards, ...whenTrue(test)];
      for (const statement of body) this.statement(statement, inner);
      guards = [...guards, ...whenFalse(test)];
    }
    for (const statement of node.otherwise) this.statement(statement, guards);
  }

  /** `lenient`: the value may be undefined, since `default` or `is defined` reads it. */
  #expression(node: Expression, guards: Guards, lenient = false): void {
    switch (node.kind) {
      case 'name':
      case 'member':
      case 'index':
        return this.#chain(node, guards, lenient);
      case 'logical':
        return this.#logical(node, guards);
      case 'conditional':
        return this.#conditional(node, guards, lenient);
      case 'call':
        this.found.push({
          root: node.name,
          path: [],
          guarded: false,
          called: true,
          start: node.namePlace.start,
          end: node.namePlace.end,
        });
        return this.#children(childrenOf(node), guards);
      case 'filter':
      case 'test':
        this.#expression(node.input, guards, LENIENT[node.kind].has(node.name));
        // A fallback may be missing where it has a fallback of its own.
        for (const child of childrenOf(node).slice(1))
          this.#expression(child, guards, lenient && LENIENT[node.kind].has(node.name));
        return;
      default:
        return this.#children(childrenOf(node), guards);
    }
  }

  #children(nodes: readonly Expression[], guards: Guards): void {
    for (const node of nodes) this.#expression(node, guards);
  }

  #chain(node: Expression, guards: Guards, lenient: boolean): void {
    const { base, keys, path, end } = chainOf(node);
    for (const key of keys) this.#expression(key, guards);
    if (base.kind !== 'name') return this.#expression(base, guards, lenient);
    if (base.local) return;
    const guarded = lenient || isGuarded([base.name, ...path], guards);
    this.found.push({ root: base.name, path, guarded, called: false, start: base.start, end });
  }

  #logical(node: Extract<Expression, { kind: 'logical' }>, outer: Guards): void {
    let guards = outer;
    for (const operand of node.operands) {
      this.#expression(operand, guards);
      guards = [...guards, ...(node.operator === 'and' ? whenTrue(operand) : whenFalse(operand))];
    }
  }

  #conditional(node: Extract<Expression, { kind: 'conditional' }>, guards: Guards, lenient: boolean): void {
    this.#expression(node.test, guards);
    this.#expression(node.yes, [...guards, ...whenTrue(node.test)], lenient);
    if (node.no !== null) this.#expression(node.no, [...guards, ...whenFalse(node.test)], lenient);
  }
}

const LENIENT = { filter: new Set(['default', 'd']), test: new Set(['defined', 'undefined']) } as const;
