import type { Json } from '../../../shared/json.ts';
import { isJsonObject } from '../../../shared/json.ts';
import { describe } from '../check/describe.ts';
import { ValueProblem } from '../errors.ts';
import { isList } from '../evaluate/access.ts';
import { asItems, asText } from '../evaluate/coerce.ts';
import { isTrue } from '../evaluate/compare.ts';
import type { Args, FilterDefinition, Tools } from '../evaluate/definitions.ts';
import { printed } from '../evaluate/json-text.ts';
import { lengthOf } from '../evaluate/text-units.ts';
import { UndefinedValue } from '../values.ts';

export const LIST_FILTERS: readonly FilterDefinition[] = [
  {
    signature: "default(default_value='', boolean=false)",
    doc: 'The value, or `default_value` where there is none; with `true` as second argument also instead of anything empty, zero, false or none.',
    aliases: ['d'],
    lenient: true,
    apply: (input, args) => {
      if (input instanceof UndefinedValue) return args.value('default_value');
      return args.flag('boolean') && !isTrue(input) ? args.value('default_value') : input;
    },
  },
  {
    signature: 'length()',
    doc: 'The number of items, fields or characters.',
    aliases: ['count'],
    apply: (input) => countOf(input),
  },
  {
    signature: 'first()',
    doc: 'The first item.',
    apply: (input, _args, tools) => asItems(input, tools)[0] ?? endOf(input, 0, tools),
  },
  {
    signature: 'last()',
    doc: 'The last item.',
    apply: (input, _args, tools) => asItems(input, tools).at(-1) ?? endOf(input, -1, tools),
  },
  {
    signature: 'list()',
    doc: 'The items as a list: the characters of a text, the names of an object.',
    apply: (input, _args, tools) => [...asItems(input, tools)],
  },
  {
    signature: "join(d='', attribute=none)",
    doc: 'The items as one text, with `d` between them.',
    apply: (input, args, tools) => {
      const pieces = attributes(asItems(input, tools), args.value('attribute'), tools).map((item) =>
        printed(item, tools.budget),
      );
      const separator = asText(args.value('d'), tools);
      tools.budget.text(pieces.reduce((length, piece) => length + piece.length, separator.length * pieces.length));
      return pieces.join(separator);
    },
  },
  {
    signature: 'reverse()',
    doc: 'The items, or the characters of a text, from last to first.',
    apply: (input, _args, tools) => {
      const turned = [...asItems(input, tools)].reverse();
      return typeof input === 'string' ? turned.join('') : turned;
    },
  },
  {
    signature: 'batch(linecount, fill_with=none)',
    doc: 'The items in lists of `linecount`; the last is filled up with `fill_with`.',
    apply: batch,
  },
  {
    signature: 'slice(slices, fill_with=none)',
    doc: 'The items in `slices` lists of about equal length.',
    apply: inSlices,
  },
];

function countOf(value: Json): number {
  if (typeof value === 'string') return lengthOf(value);
  if (isList(value)) return value.length;
  if (isJsonObject(value)) return Object.keys(value).length;
  const hint =
    value === null
      ? 'for what may be none write `x | default([], true) | length`'
      : typeof value === 'number'
        ? 'for its digits write `x | string | length`'
        : undefined;
  throw new ValueProblem('wrong_types', `${describe(value)} has no length`, hint === undefined ? {} : { hint });
}

/** `null` is an item too; only an empty list has no end. */
function endOf(value: Json, position: number, tools: Tools): Json | UndefinedValue {
  return asItems(value, tools).length > 0
    ? null
    : tools.undefined(`${describe(value)} has no ${position === 0 ? 'first' : 'last'} item`);
}

/** The items, or what `path` finds in each of them. */
function attributes(items: readonly Json[], path: Json, tools: Tools): readonly Json[] {
  return path === null ? items : items.map((item) => tools.defined(tools.attribute(item, path)));
}

function batch(input: Json, args: Args, tools: Tools): Json {
  const items = asItems(input, tools);
  const size = positive(args.integer('linecount'), 'linecount');
  const fill = args.value('fill_with');
  if (fill !== null) tools.budget.spend(size);
  const rows: Json[][] = [];
  for (let at = 0; at < items.length; at += size) rows.push(items.slice(at, at + size));
  const last = rows.at(-1);
  if (fill !== null && last !== undefined) while (last.length < size) last.push(fill);
  return rows;
}

function inSlices(input: Json, args: Args, tools: Tools): Json {
  const items = asItems(input, tools);
  const count = positive(args.integer('slices'), 'slices');
  const fill = args.value('fill_with');
  tools.budget.spend(count);
  const size = Math.floor(items.length / count);
  const longer = items.length % count;
  return Array.from({ length: count }, (_, index) => {
    const from = index * size + Math.min(index, longer);
    const row = items.slice(from, from + size + (index < longer ? 1 : 0));
    return fill !== null && index >= longer ? [...row, fill] : row;
  });
}

function positive(value: number, name: string): number {
  if (value >= 1) return value;
  throw new ValueProblem('wrong_arguments', `the argument \`${name}\` must be at least 1, found ${value}`);
}
