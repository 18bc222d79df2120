import type { SourceText, Span } from '../../../shared/source.ts';

/** The file as a tree of plain data, aliases replaced by what they stand for. Every node knows its place and its YAML path. */
export type YamlNode = YamlScalar | YamlList | YamlMap;

interface Node {
  readonly span: Span;
  readonly path: string;
}

export interface YamlScalar extends Node {
  readonly kind: 'scalar';
  readonly value: null | boolean | number | string;
  /** As it is written, quotes and folds undone: `1.10` where `value` is 1.1. */
  readonly text: string;
  /** The text with the way back to the file; worked out when asked for. */
  readonly source: () => SourceText;
  /** What stands here could not be read, which has been told: nothing more is to be said of it. */
  readonly isUnknown?: true;
}

export interface YamlList extends Node {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
}

export interface YamlMap extends Node {
  readonly kind: 'map';
  /** In the order of the file; keys are unique. */
  readonly entries: readonly YamlEntry[];
  /** It has a merge key, which has been told: what is missing may be meant to come from there. */
  readonly isPartial?: true;
}

export interface YamlEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: YamlNode;
}

/** The path of a member, for example `steps[2].parameters["a b"]`. */
export function pathOfKey(parent: string, key: string): string {
  if (!IDENTIFIER.test(key)) return `${parent}[${JSON.stringify(key)}]`;
  return parent === '' ? key : `${parent}.${key}`;
}

const IDENTIFIER = /^[A-Za-z_$][\w$-]*$/;

export function findEntry(node: YamlNode, key: string): YamlEntry | undefined {
  return node.kind === 'map' ? node.entries.find((entry) => entry.key === key) : undefined;
}

/** What stands at a place, for messages: `the text "yes"`, `a list`, `nothing`. */
export function describeNode(node: YamlNode): string {
  if (node.kind !== 'scalar') return node.kind === 'list' ? 'a list' : 'a map';
  if (node.value === null) return 'nothing';
  if (typeof node.value !== 'string') return `the ${typeof node.value} ${node.text}`;
  const shown = node.value.length > 60 ? `${node.value.slice(0, 57)}...` : node.value;
  return `the text ${JSON.stringify(shown)}`;
}
