import type { InspectedParameter } from '../../shared/api/answers.ts';
import type { StoredValue } from '../../shared/facts.ts';
import type { Json } from '../../shared/json.ts';
import { isJsonObject } from '../../shared/json.ts';
import type { Step, ValueNode } from '../../shared/pipeline.ts';

export interface ParameterView {
  readonly name: string;
  /** The templates in it, one for each text that is one, named by their place. */
  readonly templates: readonly TemplateView[];
  /** What it was rendered to; undefined before the step ran, and for large values. */
  readonly value: Json | undefined;
}

export interface TemplateView {
  readonly name: string;
  readonly source: string;
  readonly expressions: InspectedParameter['expressions'];
}

/** The parameters of a step: what the file says, what each expression gave, and the value that came of it. */
export function renderedParameters(
  parameters: Step['parameters'],
  run: { readonly stored: StoredValue | null; readonly inspected: readonly InspectedParameter[] },
): readonly ParameterView[] {
  const values =
    run.stored !== null && 'inline' in run.stored && isJsonObject(run.stored.inline) ? run.stored.inline : null;
  const expressions = new Map(run.inspected.map((parameter) => [parameter.name, parameter.expressions]));
  return parameters.map(([name, node]) => ({
    name,
    templates: parameterTemplates(name, node).map((template) => ({
      ...template,
      expressions: expressions.get(template.name) ?? [],
    })),
    value: values === null ? literalOf(node) : Object.hasOwn(values, name) ? values[name] : undefined,
  }));
}

/** The texts in a value that are templates, by their place: `env.PATH`, `items[0]`. */
function parameterTemplates(
  name: string,
  node: ValueNode,
): readonly { readonly name: string; readonly source: string }[] {
  switch (node.kind) {
    case 'template':
      return [{ name, source: node.source.text }];
    case 'list':
      return node.items.flatMap((item, index) => parameterTemplates(`${name}[${index}]`, item));
    case 'map':
      return node.entries.flatMap(([key, value]) => parameterTemplates(`${name}.${key}`, value));
    case 'literal':
      return [];
    default:
      return [];
  }
}

/** The value of data; undefined where a template is in it. */
function literalOf(node: ValueNode): Json | undefined {
  if (node.kind === 'literal') return node.value;
  if (node.kind === 'template') return undefined;
  if (node.kind === 'list') {
    const items = node.items.map(literalOf);
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  const entries = node.entries.map(([key, value]) => [key, literalOf(value)] as const);
  return entries.every((entry): entry is readonly [string, Json] => entry[1] !== undefined)
    ? Object.fromEntries(entries)
    : undefined;
}

/** A template cut into text and expressions; ranges that overlap or run past its end are left out. */
export function cutTemplate(
  source: string,
  expressions: InspectedParameter['expressions'],
): readonly (
  | { readonly text: string }
  | { readonly text: string; readonly expression: InspectedParameter['expressions'][number] }
)[] {
  const parts: ({ text: string } | { text: string; expression: InspectedParameter['expressions'][number] })[] = [];
  let from = 0;
  for (const expression of expressions.toSorted((a, b) => a.start - b.start)) {
    if (expression.start < from || expression.end > source.length) continue;
    if (expression.start > from) parts.push({ text: source.slice(from, expression.start) });
    parts.push({ text: source.slice(expression.start, expression.end), expression });
    from = expression.end;
  }
  if (from < source.length) parts.push({ text: source.slice(from) });
  return parts;
}
