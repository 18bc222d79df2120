import type { InspectedParameter } from '../../../shared/api/answers.ts';
import type { Json } from '../../../shared/json.ts';
import type { ValueNode } from '../../../shared/pipeline.ts';
import { compileTemplate } from '../../templates/compile.ts';
import { TemplateError, TemplateSyntaxError } from '../../templates/errors.ts';
import type { EvaluationContext } from '../../templates/evaluate/scope.ts';
import { renderTemplate } from '../../templates/render.ts';

/** A hovered expression shows a value, not a book. */
const MAX_VALUE_CHARACTERS = 64 * 1024;

type Expression = InspectedParameter['expressions'][number];

/** The templates in a parameter, one entry for each text that is one, named by its place (`env.PATH`, `items[0]`). */
export function inspectNode(
  name: string,
  node: ValueNode,
  context: EvaluationContext | null,
): readonly InspectedParameter[] {
  switch (node.kind) {
    case 'literal':
      return [{ name, span: null, source: null, expressions: [] }];
    case 'list':
      return node.items.flatMap((item, at) => inspectNode(`${name}[${at}]`, item, context));
    case 'map':
      return node.entries.flatMap(([key, value]) => inspectNode(`${name}.${key}`, value, context));
    case 'template': {
      const { text, span } = node.source;
      return [{ name, span, source: text, expressions: context === null ? [] : evaluate(text, context) }];
    }
  }
}

function evaluate(text: string, context: EvaluationContext): readonly Expression[] {
  const expressions: Expression[] = [];
  let reads = new Set<string>();
  const watching: EvaluationContext = {
    ...context,
    onRead: (root, path) => reads.add(readName(root, path)),
    onExpression: (start, end, value) => {
      expressions.push({ start, end, value: shorten(value), reads: [...reads] });
      reads = new Set();
    },
  };
  try {
    renderTemplate(compileTemplate(text), watching);
  } catch (error) {
    // The attempt failed here, too, and says so itself; what was evaluated before that is shown.
    if (!(error instanceof TemplateError) && !(error instanceof TemplateSyntaxError)) throw error;
  }
  return expressions;
}

const GROUPS: ReadonlySet<string> = new Set([
  'inputs',
  'parameters',
  'variables',
  'env',
  'secrets',
  'execution',
  'pipeline',
]);

/** Steps and inputs by their own name, members of a group with it: `fetch`, `variables.count`. */
function readName(root: string, path: readonly string[]): string {
  const [first] = path;
  if (first === undefined) return root;
  if (root === 'steps') return first;
  return GROUPS.has(root) ? `${root}.${first}` : root;
}

function shorten(value: Json): Json {
  const text = JSON.stringify(value);
  return text.length <= MAX_VALUE_CHARACTERS
    ? value
    : `… ${text.length} characters: look at the value where it was made`;
}
