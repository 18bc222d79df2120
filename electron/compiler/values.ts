import type { Json } from '../../shared/json.ts';
import type { ValueNode } from '../../shared/pipeline.ts';
import type { ValueSpec } from '../../shared/value-spec.ts';
import { isTemplate } from '../templates/compile.ts';
import type { YamlNode, YamlScalar } from './yaml/tree.ts';

/** A node as plain data. Where a text is declared, `1.10` stays as it is written. */
export function toJson(node: YamlNode, spec?: ValueSpec): Json {
  switch (node.kind) {
    case 'scalar':
      return scalarValue(node, spec);
    case 'list':
      return node.items.map((item) => toJson(item, spec?.items));
    case 'map':
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, toJson(value, specOf(spec, key))]));
  }
}

function specOf(spec: ValueSpec | undefined, key: string): ValueSpec | undefined {
  return spec?.properties !== undefined && Object.hasOwn(spec.properties, key) ? spec.properties[key] : undefined;
}

function scalarValue(node: YamlScalar, spec: ValueSpec | undefined): Json {
  const asWritten = spec?.type === 'string' && typeof node.value === 'number';
  return asWritten ? node.text : node.value;
}

/** A node as a value of a pipeline: data where nothing in it is a template, else as deep as the templates are. */
export function toValueNode(node: YamlNode, spec?: ValueSpec): ValueNode {
  if (!holdsTemplate(node)) return { kind: 'literal', value: toJson(node, spec), span: node.span };
  switch (node.kind) {
    case 'scalar':
      return { kind: 'template', source: node.source(), span: node.span };
    case 'list':
      return { kind: 'list', items: node.items.map((item) => toValueNode(item, spec?.items)), span: node.span };
    case 'map': {
      const entries = node.entries.map(({ key, value }) => [key, toValueNode(value, specOf(spec, key))] as const);
      return { kind: 'map', entries, span: node.span };
    }
  }
}

export function holdsTemplate(node: YamlNode): boolean {
  return someScalar(node, (scalar) => typeof scalar.value === 'string' && isTemplate(scalar.value));
}

/** The scalars below a node, in the order of the file. */
export function scalarsOf(node: YamlNode): readonly YamlScalar[] {
  const found: YamlScalar[] = [];
  addScalars(node, found);
  return found;
}

function addScalars(node: YamlNode, found: YamlScalar[]): void {
  if (node.kind === 'scalar') found.push(node);
  else if (node.kind === 'list') for (const item of node.items) addScalars(item, found);
  else for (const { value } of node.entries) addScalars(value, found);
}

function someScalar(node: YamlNode, test: (scalar: YamlScalar) => boolean): boolean {
  if (node.kind === 'scalar') return test(node);
  return node.kind === 'list'
    ? node.items.some((item) => someScalar(item, test))
    : node.entries.some(({ value }) => someScalar(value, test));
}

const AUTO = /<AUTO\b[^<>]*>/i;

/** Where an `<AUTO>` tag begins in a text (language.md L28); -1: there is none. */
export function findAuto(text: string): number {
  return text.search(AUTO);
}

export function holdsAuto(node: YamlNode): boolean {
  return someScalar(node, (scalar) => typeof scalar.value === 'string' && AUTO.test(scalar.value));
}
