import type { Json } from '../../../shared/json.ts';
import { describe } from '../check/describe.ts';
import { ValueProblem } from '../errors.ts';
import { asItems, asObject } from '../evaluate/coerce.ts';
import { equals, order } from '../evaluate/compare.ts';
import type { Args, FilterDefinition, Tools } from '../evaluate/definitions.ts';
import { jsonText } from '../evaluate/json-text.ts';
import { operate } from '../evaluate/operators.ts';
import { UndefinedValue } from '../values.ts';

export const OBJECT_FILTERS: readonly FilterDefinition[] = [
  {
    signature: 'items()',
    doc: 'The fields of an object as pairs `[name, value]`.',
    apply: (input, _args, tools) => pairsOf(input, 'items', tools),
  },
  {
    signature: "dictsort(case_sensitive=false, by='key', reverse=false)",
    doc: "The fields of an object as pairs, sorted by name, or by value with `by='value'`.",
    apply: (input, args, tools) => {
      const by = args.text('by');
      if (by !== 'key' && by !== 'value')
        throw new ValueProblem('wrong_arguments', `the argument \`by\` is 'key' or 'value', found '${by}'`);
      const pairs = pairsOf(input, 'dictsort', tools);
      return sorted(
        pairs,
        (pair) => [fold((pair as readonly Json[])[by === 'key' ? 0 : 1] ?? null, args.flag('case_sensitive'))],
        { reverse: args.flag('reverse'), tools },
      );
    },
  },
  {
    signature: 'sort(reverse=false, case_sensitive=false, attribute=none)',
    doc: "The items in order; with `attribute` by a field of each, or by several: `sort(attribute='city,name')`.",
    apply: (input, args, tools) =>
      sorted(asItems(input, tools), keyOf(args, tools), { reverse: args.flag('reverse'), tools }),
  },
  {
    signature: 'unique(case_sensitive=false, attribute=none)',
    doc: 'Each item once, in the order of first appearance.',
    apply: (input, args, tools) => {
      const key = keyOf(args, tools);
      return firstOfEach(asItems(input, tools), (item) => jsonText([...key(item)], tools.budget, { sortKeys: true }));
    },
  },
  {
    signature: 'min(case_sensitive=false, attribute=none)',
    doc: 'The smallest item.',
    apply: extreme(-1),
  },
  {
    signature: 'max(case_sensitive=false, attribute=none)',
    doc: 'The largest item.',
    apply: extreme(1),
  },
  {
    signature: 'sum(attribute=none, start=0)',
    doc: 'The sum of the items, or of a field of each.',
    apply: (input, args, tools) => {
      const numbers = asItems(input, tools).map((item) =>
        args.value('attribute') === null ? item : tools.defined(tools.attribute(item, args.value('attribute'))),
      );
      return numbers.reduce((total: Json, item) => operate('+', [total, item], tools.budget), args.value('start'));
    },
  },
  {
    signature: 'groupby(attribute, default=none, case_sensitive=false)',
    doc: 'The items in groups of an equal field, sorted by it: objects with `grouper` and `list`.',
    apply: groupBy,
  },
];

export function pairsOf(input: Json, what: string, tools: Tools): readonly Json[] {
  const pairs = Object.entries(asObject(input, what)).map(([name, value]): Json => [name, value]);
  tools.budget.spend(pairs.length);
  return pairs;
}

/** Texts compare without regard to letter case, unless asked. */
function fold(value: Json, caseSensitive: boolean): Json {
  return typeof value === 'string' && !caseSensitive ? value.toLowerCase() : value;
}

type KeyOf = (item: Json) => readonly Json[];

function keyOf(args: Args, tools: Tools): KeyOf {
  const attribute = args.value('attribute');
  const caseSensitive = args.flag('case_sensitive');
  if (attribute === null) return (item) => [fold(item, caseSensitive)];
  const paths = typeof attribute === 'string' ? attribute.split(',') : [attribute];
  return (item) => paths.map((path) => fold(tools.defined(tools.attribute(item, path)), caseSensitive));
}

export function sorted(items: readonly Json[], keys: KeyOf, how: { reverse: boolean; tools: Tools }): Json[] {
  const keyed = items.map((item) => ({ item, key: keys(item) }));
  const sign = how.reverse ? -1 : 1;
  keyed.sort((left, right) => sign * order([...left.key], [...right.key], how.tools.budget));
  return keyed.map(({ item }) => item);
}

function firstOfEach(items: readonly Json[], textOf: (item: Json) => string): Json[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const text = textOf(item);
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}

/** 1: the largest item; -1: the smallest. The first of equals. */
function extreme(sign: 1 | -1) {
  return (input: Json, args: Args, tools: Tools): Json | UndefinedValue => {
    const keys = keyOf(args, tools);
    const [first, ...others] = asItems(input, tools);
    if (first === undefined) {
      return tools.undefined(`${describe(input)} has no ${sign === 1 ? 'largest' : 'smallest'} item`);
    }
    let best = { item: first, key: keys(first) };
    for (const item of others) {
      const key = keys(item);
      if (sign * order([...key], [...best.key], tools.budget) > 0) best = { item, key };
    }
    return best.item;
  };
}

function groupBy(input: Json, args: Args, tools: Tools): Json {
  const path = args.value('attribute');
  const groups: { grouper: Json; key: Json; list: Json[] }[] = [];
  const field = (item: Json): Json => {
    const found = tools.attribute(item, path);
    return found instanceof UndefinedValue && args.value('default') !== null
      ? args.value('default')
      : tools.defined(found);
  };
  for (const item of sorted(asItems(input, tools), (each) => [fold(field(each), args.flag('case_sensitive'))], {
    reverse: false,
    tools,
  })) {
    const key = fold(field(item), args.flag('case_sensitive'));
    const open = groups.at(-1);
    if (open !== undefined && equals(open.key, key, tools.budget)) open.list.push(item);
    else groups.push({ grouper: field(item), key, list: [item] });
  }
  return groups.map(({ grouper, list }) => ({ grouper, list }));
}
