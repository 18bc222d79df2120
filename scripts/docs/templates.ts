import { ERROR_FIELDS, ITEM_NAMES, ITERATION_NAMES, NAMESPACES } from '../../electron/compiler/names/reserved.ts';
import { FUNCTIONS } from '../../electron/templates/evaluate/functions.ts';
import { METHODS } from '../../electron/templates/evaluate/methods.ts';
import { TESTS } from '../../electron/templates/evaluate/tests.ts';
import { FILTERS } from '../../electron/templates/filters.ts';
import { STEP_FIELDS } from '../../electron/templates/values.ts';
import { code, codes, table } from './markdown.ts';

interface Described {
  readonly signature: string;
  readonly doc: string;
  readonly aliases?: readonly string[];
}

const byName = (one: Described, other: Described) => one.signature.localeCompare(other.signature, 'en');

/** Each definition once, whatever the names that it has. */
function definitionTable(definitions: ReadonlyMap<string, Described>, withBrackets: boolean): string {
  const rows = [...new Set(definitions.values())]
    .toSorted(byName)
    .map(({ signature, doc, aliases = [] }) => [
      code(withBrackets ? signature : signature.replace('()', '')),
      codes(aliases),
      doc,
    ]);
  return table(['name', 'also', 'meaning'], rows);
}

export const filterTable = () => definitionTable(FILTERS, false);
export const testTable = () => definitionTable(TESTS, false);
export const functionTable = () => definitionTable(FUNCTIONS, true);

export function methodTable(): string {
  const on = ['text', 'list', 'object'].map((kind) => [
    kind,
    [...new Set(METHODS.values())]
      .filter((method) => method.on === kind)
      .map(({ signature }) => code(signature))
      .join(' '),
  ]);
  return table(['on', 'methods'], on);
}

/** The names in scope, with the members that are known. */
export function nameTable(): string {
  const doc: Readonly<Record<string, string>> = {
    inputs: 'the inputs; each is also a bare name',
    parameters: 'the same as `inputs`',
    steps: "the steps; each is also a bare name. `steps['web-search']` reads one with a hyphen",
    variables: 'what `set` steps have set',
    env: 'environment variables that the settings allow',
    secrets: 'the secrets that the file names',
    loops: 'the loops around, by name: `loops.outer.item`',
    execution: 'the run; its times are in UTC, fixed at the first start and kept by resume',
    pipeline: 'the file',
  };
  const rows = [...NAMESPACES].map(([name, members]) => [
    code(name),
    members === null ? '' : codes(members),
    doc[name] ?? '',
  ]);
  const more = [
    ['a step', codes(STEP_FIELDS), 'what became of it; every other name is looked up in its result'],
    ['`error`', codes(ERROR_FIELDS), 'in handlers only'],
    ['in `for_each`', codes(ITEM_NAMES), '`index` counts from 0, `position` from 1'],
    ['in `while`, `until`, `action_loop`', codes(ITERATION_NAMES), '`iteration` counts from 1'],
  ];
  return table(['name', 'members', 'what it is'], [...rows, ...more]);
}
