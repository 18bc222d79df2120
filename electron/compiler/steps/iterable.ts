import { parseExactJson } from '../../../shared/exact-json.ts';
import type { Json } from '../../../shared/json.ts';
import type { ValueNode } from '../../../shared/pipeline.ts';
import type { SourceText } from '../../../shared/source.ts';
import { isTemplate } from '../../templates/compile.ts';
import type { Report } from '../report.ts';
import { findAuto, toValueNode } from '../values.ts';
import type { YamlNode, YamlScalar } from '../yaml/tree.ts';
import { describeNode } from '../yaml/tree.ts';

const OPEN = '{{ ';

/** What `for_each` goes over (language.md L22), if its text is an expression without braces: the template that it means. */
export function bareIterable(node: YamlNode): SourceText | null {
  if (node.kind !== 'scalar' || !isPlainText(node) || node.text.trim() === '' || parseJson(node.text) !== undefined)
    return null;
  const source = node.source();
  const map = source.map.map((segment) => ({ ...segment, offset: segment.offset + OPEN.length }));
  return { ...source, text: `${OPEN}${node.text} }}`, map };
}

/** A JSON text is the data that it holds. */
export function readIterable(node: YamlNode): ValueNode {
  const bare = bareIterable(node);
  if (bare !== null) return { kind: 'template', source: bare, span: node.span };
  const value = node.kind === 'scalar' && isPlainText(node) ? parseJson(node.text) : undefined;
  return value === undefined ? toValueNode(node) : { kind: 'literal', value, span: node.span };
}

/** Reports what can never be a list. */
export function checkIterable(node: YamlNode, report: Report): void {
  if (node.kind !== 'scalar') return;
  const isText = typeof node.value === 'string';
  if (isText && (!isPlainText(node) || isIterableText(node))) return;
  report.error('wrong_type', node, {
    message: `\`for_each\`: expected a list, or an expression that gives one, found ${describeNode(node)}`,
    hint: isText ? undefined : `to repeat a number of times write {{ range(${node.text}) }}`,
  });
}

function isIterableText(node: YamlScalar): boolean {
  const value = parseJson(node.text);
  return value === undefined ? node.text.trim() !== '' : typeof value === 'object' && value !== null;
}

/** A text that neither is a template nor asks a model. */
function isPlainText(node: YamlScalar): boolean {
  return typeof node.value === 'string' && !isTemplate(node.text) && findAuto(node.text) === -1;
}

function parseJson(text: string): Json | undefined {
  try {
    return parseExactJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
