import { knownKeys } from '../keys/fields.ts';
import { TABLES } from '../keys/tables.ts';
import type { YamlEntry, YamlNode } from '../yaml/tree.ts';

/**
 * Names that stand in parts of a file that have been refused as a whole (`advanced_steps`, `variables` at the top level):
 * who reads them is not wrong as well (language.md L1).
 */
export interface SetAside {
  readonly steps: ReadonlySet<string>;
  readonly variables: ReadonlySet<string>;
}

export function findSetAside(root: YamlNode): SetAside {
  const refused = root.kind === 'map' ? root.entries.filter(isRefused) : [];
  const variables = refused.find(({ key }) => key === 'variables')?.value;
  return {
    steps: new Set(refused.flatMap(({ value }) => idsIn(value))),
    variables: new Set(variables?.kind === 'map' ? variables.entries.map(({ key }) => key) : []),
  };
}

function isRefused({ key }: YamlEntry): boolean {
  const { noEffect, noEffectPrefixes = [] } = TABLES.top;
  const isFree = key.startsWith('x-') || noEffectPrefixes.some((prefix) => key.startsWith(prefix));
  return !isFree && !knownKeys('top').has(key) && !Object.hasOwn(noEffect, key);
}

function idsIn(node: YamlNode): string[] {
  if (node.kind !== 'list') return [];
  return node.items.flatMap((item) => {
    const id = item.kind === 'map' ? item.entries.find(({ key }) => key === 'id')?.value : undefined;
    return id?.kind === 'scalar' ? [id.text] : [];
  });
}
