import { ValueProblem } from '../errors.ts';
import { FUNCTIONS } from '../evaluate/functions.ts';
import { METHODS } from '../evaluate/methods.ts';
import { TESTS } from '../evaluate/tests.ts';
import { FILTERS } from '../filters.ts';
import { shorten } from '../parse/tokens.ts';
import { didYouMean, listNames } from '../suggest.ts';
import { foreignFieldHint } from './hints.ts';

export type UseKind = 'filter' | 'test' | 'function' | 'method';

const KNOWN: Record<UseKind, () => readonly string[]> = {
  filter: () => [...FILTERS.keys()],
  test: () => [...TESTS.keys()],
  function: () => [...FUNCTIONS.keys()],
  method: () => [...METHODS.keys()].map((name) => name.slice(name.indexOf('.') + 1)),
};

/** Names of other dialects, by kind. */
const ELSEWHERE: Record<UseKind, ReadonlyMap<string, string>> = {
  filter: new Map([
    ['json', 'write `to_json`'],
    ['json_encode', 'write `to_json`'],
    ['json_decode', 'write `from_json`'],
    ['size', 'write `length`'],
    ['strip', 'write `trim`'],
    ['lowercase', 'write `lower`'],
    ['uppercase', 'write `upper`'],
    ['strftime', "write `date('%Y-%m-%d')`"],
    ['to_int', 'write `int`'],
    ['str', 'write `string`'],
    ['filter', 'write `select`, `selectattr`, `reject` or `rejectattr`'],
    ['match', 'write `regex_search`'],
    ['attr', 'write `x.name` or `x[name]`'],
    ['random', 'a template gives the same result each time; draw in a step'],
    ['shuffle', 'a template gives the same result each time; draw in a step'],
    ['contains', "write `'a' in x`"],
    ['append', 'write `x + [y]`'],
    ['markdown', 'use the `report-generator` tool'],
    ['len', 'write `length`'],
    ['quote', 'write `to_json`'],
    ['urlize', 'nothing makes HTML of a text here'],
  ]),
  test: new Map([
    ['null', 'write `x is none`'],
    ['empty', 'write `not x`'],
    ['dict', 'write `x is mapping`'],
    ['object', 'write `x is mapping`'],
    ['list', 'write `x is sequence`'],
    ['array', 'write `x is sequence`'],
    ['int', 'write `x is integer`'],
    ['str', 'write `x is string`'],
    ['callable', 'nothing can be called by value'],
    ['match', 'write `x | regex_search(…)`'],
    ['startswith', "write `x.startswith('a')`"],
  ]),
  function: new Map([
    ['list', 'write `x | list`'],
    ['set', 'write `x | unique`'],
    ['format', "write `'%s' | format(x)`"],
    ['print', 'write {{ x }}'],
    ['strftime', "write `now() | date('%Y-%m-%d')`"],
    ['include', "write `include_file('path')`"],
    ['open', "write `include_file('path')`"],
    ['read_file', "write `include_file('path')`"],
    ['random', 'a template gives the same result each time; draw in a step'],
    ['super', 'a template stands alone'],
    ['caller', 'macros are not part of this language'],
    ['lipsum', 'write the text'],
  ]),
  method: new Map(),
};

/** The error for a filter, test, function or method that does not exist. */
export function unknownUse(kind: UseKind, given: string): ValueProblem {
  const name = shorten(given, 80);
  const hint =
    ELSEWHERE[kind].get(name) ?? (kind === 'method' ? foreignFieldHint(name) : undefined) ?? nearest(kind, name);
  const message =
    kind === 'method' ? `there is no method \`.${name}()\` on this value` : `there is no ${kind} \`${name}\``;
  return new ValueProblem(`unknown_${kind}`, message, hint === undefined ? {} : { hint });
}

function nearest(kind: UseKind, name: string): string | undefined {
  const near = didYouMean(name, KNOWN[kind]());
  return near ?? (kind === 'function' ? `there are: ${listNames(KNOWN.function(), 'and', 100)}` : undefined);
}
