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
  /** Of `inputs` that are written as a list. */
  readonly inputs: ReadonlySet<string>;
}

export function findSetAside(root: YamlNode): SetAside {
  const refused = root.kind === 'map' ? root.entries.filter(isRefused) : [];
  const variables = refused.find(({ key }) => key === 'variables')?.value;
  return {
    steps: new Set(refused.flatMap(({ value }) => textsAt('id', value))),
    variables: new Set(variables?.kind === 'map' ? variables.entries.map(({ key }) => key) : []),
    inputs: new Set(listedInputs(root)),
  };
}

function isRefused({ key }: YamlEntry): boolean {
  const { noEffect, noEffectPrefixes = [] } = TABLES.top;
  const isFree = key.startsWith('x-') || noEffectPrefixes.some((prefix) => key.startsWith(prefix));
  return !isFree && !knownKeys('top').has(key) && !Object.hasOwn(noEffect, key);
}

/** `inputs: [{ name: limit, default: 3 }]`, as other dialects have it. */
function listedInputs(root: YamlNode): string[] {
  const entries = root.kind === 'map' ? root.entries : [];
  return entries.flatMap(({ key, value }) =>
    knownKeys('top').get(key)?.name === 'inputs' ? [...textsAt('name', value), ...textsAt('id', value)] : [],
  );
}

/** The texts at a key of each item of a list. */
function textsAt(key: string, node: YamlNode): string[] {
  if (node.kind !== 'list') return [];
  return node.items.flatMap((item) => {
    const found = item.kind === 'map' ? item.entries.find((entry) => entry.key === key)?.value : undefined;
    return found?.kind === 'scalar' ? [found.text] : [];
  });
}
