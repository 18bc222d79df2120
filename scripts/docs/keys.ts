import type { KeySpec, Shape, TableName } from '../../electron/compiler/keys/shape.ts';
import { TABLES } from '../../electron/compiler/keys/tables.ts';
import { code, codes, table } from './markdown.ts';

const LOOPS = ['for_each', 'while', 'until', 'action_loop'];

/** The keys of a table, or those of them that pass. */
export function keyTable(name: TableName, isMeant: (key: string, spec: KeySpec) => boolean = () => true): string {
  const rows = Object.entries(TABLES[name].keys)
    .filter(([key, spec]) => isMeant(key, spec))
    .map(([key, spec]) => [
      `${code(key)}${spec.required === true ? ' (required)' : ''}`,
      codes(spec.aliases ?? []),
      formOf(spec.shape),
      spec.doc + onlyWith(spec),
    ]);
  return table(['key', 'also written', 'value', 'meaning'], rows);
}

/** A key of a step that has to do with containers. */
export function isOfContainer(_key: string, { container, onlyWith: keys = [] }: KeySpec): boolean {
  return container === true || keys.some((key) => [...LOOPS, 'pipeline', 'parallel'].includes(key));
}

/** Keys of the older dialect that have no effect, with what to write instead. */
export function noEffectTable(): string {
  const names: readonly TableName[] = ['top', 'config', 'step', 'handler', 'input'];
  const places = { top: 'the file', config: '`config`', step: 'a step', handler: 'a handler', input: 'an input' };
  const rows = names.map((name) => {
    const { noEffect, noEffectPrefixes = [] } = TABLES[name];
    const keys = [...Object.keys(noEffect), ...noEffectPrefixes.map((prefix) => `${prefix}*`)];
    const instead = Object.entries(noEffect).flatMap(([key, text]) => (text === null ? [] : [`${code(key)}: ${text}`]));
    return [places[name as keyof typeof places], codes(keys), instead.join('; ')];
  });
  return table(['in', 'keys', 'instead'], rows);
}

function onlyWith({ onlyWith: keys, container }: KeySpec): string {
  return keys === undefined || container === true ? '' : ` Only with ${keys.map(code).join(', ')}.`;
}

function formOf(shape: Shape): string {
  switch (shape.type) {
    case 'text':
      return 'text';
    case 'value':
      return 'any value';
    case 'expression':
      return 'condition';
    case 'duration':
      return 'duration';
    case 'integer':
      return `whole number${range(shape.minimum, shape.maximum)}`;
    case 'number':
      return `number${range(shape.minimum)}`;
    case 'boolean':
      return '`true` or `false`';
    case 'choice':
      return codes(shape.listed ?? shape.values);
    case 'names':
      return 'list, or a text with commas';
    case 'list':
      return shape.items.type === 'table' ? `list of ${shape.items.table}s` : `list of: ${formOf(shape.items)}`;
    case 'map':
      return 'map of names';
    case 'table':
      return `map: [${shape.table}](#${ANCHORS[shape.table] ?? shape.table})`;
    case 'either':
      return shape.shapes.map(formOf).join(', or ');
  }
}

const ANCHORS: Partial<Record<TableName, string>> = {
  config: 'settings-of-a-run',
  retry: 'retries',
  handler: 'handlers',
  input: 'inputs',
  limits: 'inputs',
};

function range(minimum: number, maximum?: number): string {
  if (minimum === -Infinity) return '';
  return maximum === undefined ? `, at least ${minimum}` : `, ${minimum} to ${maximum}`;
}
