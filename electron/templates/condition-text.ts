import { sketch } from './check/describe.ts';
import type { Trace } from './evaluate/evaluator.ts';
import type { Expression } from './parse/ast.ts';
import { shorten } from './parse/tokens.ts';
import { childrenOf } from './parse/tree.ts';
import type { TemplateValue } from './values.ts';
import { NamespaceValue, StepValue, UndefinedValue } from './values.ts';

/** An expression as it was written, with the value of everything that was read behind it: `rows (0) > 0 and ready`. */
export function conditionText(text: string, expression: Expression, trace: Trace): string {
  const notes: { at: number; note: string }[] = [];
  collect(expression, trace, notes);
  const { start, end } = extent(text, expression);
  let annotated = '';
  let from = start;
  for (const { at, note } of notes.sort((a, b) => a.at - b.at)) {
    annotated += `${text.slice(from, at)} (${note})`;
    from = at;
  }
  return shorten((annotated + text.slice(from, end)).trim().replace(/\s+/g, ' '), MAX_LENGTH);
}

const MAX_LENGTH = 500;

/** The whole condition, without braces around the whole. */
function extent(text: string, expression: Expression): { start: number; end: number } {
  const bare = text.trim().startsWith('{{') && text.indexOf('{{') === text.lastIndexOf('{{');
  return bare ? { start: expression.start, end: expression.end } : { start: 0, end: text.length };
}

/** Comparisons, logic and arithmetic are looked into; literals speak for themselves; all else has a value worth reading. */
function collect(node: Expression, trace: Trace, notes: { at: number; note: string }[]): void {
  switch (node.kind) {
    case 'literal':
      return;
    case 'list':
    case 'dict':
    case 'unary':
    case 'binary':
    case 'concat':
    case 'logical':
    case 'compare':
    case 'conditional':
      for (const child of childrenOf(node)) collect(child, trace, notes);
      return;
    case 'test':
      return collect(node.input, trace, notes);
    case 'name':
    case 'member':
    case 'index':
    case 'slice':
    case 'call':
    case 'method':
    case 'filter':
      return annotate(node, trace, notes);
  }
}

/** What a short circuit left out has no value, and gets no note. */
function annotate(node: Expression, trace: Trace, notes: { at: number; note: string }[]): void {
  const value = trace.get(node);
  if (value !== undefined) notes.push({ at: node.end, note: sketchValue(value) });
}

function sketchValue(value: TemplateValue): string {
  if (value instanceof UndefinedValue) return 'undefined';
  if (value instanceof StepValue) return sketch(value.value);
  if (value instanceof NamespaceValue) return '{…}';
  return sketch(value);
}
