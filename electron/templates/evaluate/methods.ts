import type { Json } from '../../../shared/json.ts';
import { isJsonObject } from '../../../shared/json.ts';
import { describe } from '../check/describe.ts';
import { ValueProblem } from '../errors.ts';
import { pairsOf } from '../filters/objects.ts';
import { ownField } from './access.ts';
import { asItems, asObject } from './coerce.ts';
import { equals } from './compare.ts';
import { formatDate, readDate } from './dates.ts';
import type { Args, Bound, MethodDefinition, Tools } from './definitions.ts';
import { tableOf } from './definitions.ts';
import { replaceText, splitText, stripText, titleCase } from './text-operations.ts';

type TextMethod = (text: string, args: Args, tools: Tools) => Json;

function onText(signature: string, doc: string, apply: TextMethod): MethodDefinition {
  return {
    on: 'text',
    signature,
    doc,
    apply: (input, args, tools) => apply(typeof input === 'string' ? input : '', args, tools),
  };
}

/** The methods of Python's texts, lists and objects that templates of other systems use. They change nothing. */
const DEFINITIONS: readonly MethodDefinition[] = [
  onText('upper()', 'The text in capital letters.', (text) => text.toUpperCase()),
  onText('lower()', 'The text in small letters.', (text) => text.toLowerCase()),
  onText('title()', 'Every word with a capital first letter.', (text) => titleCase(text)),
  onText('capitalize()', 'The first character as a capital.', (text, _args, tools) =>
    tools.filter('capitalize', text, { positional: [], named: [] }),
  ),
  onText('strip(chars=none)', 'The text without white space, or the given characters, at both ends.', (text, args) =>
    stripText(text, args.optionalText('chars')),
  ),
  onText(
    'lstrip(chars=none)',
    'The text without white space, or the given characters, at its beginning.',
    (text, args) => stripText(text, args.optionalText('chars'), 'start'),
  ),
  onText('rstrip(chars=none)', 'The text without white space, or the given characters, at its end.', (text, args) =>
    stripText(text, args.optionalText('chars'), 'end'),
  ),
  onText(
    'split(separator=none, maxsplit=-1)',
    'The parts between separators; without one, the words.',
    (text, args, { budget }) =>
      splitText(text, { separator: args.optionalText('separator'), limit: args.integer('maxsplit'), budget }),
  ),
  onText('splitlines()', 'The lines.', (text, _args, { budget }) =>
    splitText(text.replace(/\r\n|\r/g, '\n').replace(/\n$/, ''), { separator: '\n', limit: -1, budget }),
  ),
  onText('replace(old, new, count=-1)', 'The text with `new` in place of `old`.', (text, args, { budget }) =>
    replaceText(text, { old: args.text('old'), fresh: args.text('new'), count: args.integer('count'), budget }),
  ),
  onText('startswith(prefix)', 'Whether the text begins with `prefix`, or with one of several.', (text, args) =>
    oneOf(args.value('prefix')).some((prefix) => text.startsWith(prefix)),
  ),
  onText('endswith(suffix)', 'Whether the text ends with `suffix`, or with one of several.', (text, args) =>
    oneOf(args.value('suffix')).some((suffix) => text.endsWith(suffix)),
  ),
  onText('join(items)', 'The items with this text between them.', (text, args, tools) =>
    tools.filter('join', args.value('items'), { positional: [text], named: [] }),
  ),
  onText('find(part)', 'Where `part` first stands, counted from 0; -1 where it does not.', (text, args) =>
    text.indexOf(args.text('part')),
  ),
  onText('count(part)', 'How often `part` occurs.', (text, args) => countParts(text, args.text('part'))),
  onText('isdigit()', 'Whether there are only digits.', (text) => /^\p{Nd}+$/u.test(text)),
  onText('isalpha()', 'Whether there are only letters.', (text) => /^\p{L}+$/u.test(text)),
  onText('zfill(width)', 'The text with zeros before it, up to `width` characters.', (text, args, { budget }) => {
    budget.text(args.integer('width'));
    return text.padStart(args.integer('width'), '0');
  }),
  onText('strftime(format)', 'A point in time, in the form that `format` says.', (text, args) =>
    formatDate(readDate(text), args.text('format')),
  ),
  onText('isoformat()', 'The point in time as it is: ISO text.', (text) => text),
  {
    on: 'object',
    signature: 'items()',
    doc: 'The fields as pairs `[name, value]`.',
    apply: (input, _args, tools) => [...pairsOf(input, 'items', tools)],
  },
  {
    on: 'object',
    signature: 'keys()',
    doc: 'The names of the fields.',
    apply: (input, _args, tools) => [...asItems(input, tools)],
  },
  {
    on: 'object',
    signature: 'values()',
    doc: 'The values of the fields.',
    apply: (input) => Object.values(asObject(input, 'values')),
  },
  {
    on: 'object',
    signature: 'get(name, default=none)',
    doc: 'A field, or `default` where there is none.',
    apply: (input, args) => (isJsonObject(input) ? fieldOr(input, args) : null),
  },
  {
    on: 'list',
    signature: 'index(item)',
    doc: 'Where an item first stands, counted from 0; an error where it does not.',
    apply: indexOf,
  },
  {
    on: 'list',
    signature: 'count(item)',
    doc: 'How often an item occurs.',
    apply: (input, args, tools) =>
      asItems(input, tools).filter((item) => equals(item, args.value('item'), tools.budget)).length,
  },
];

/** Every method by `text.`, `list.` or `object.` and its name. */
export const METHODS: ReadonlyMap<string, Bound<MethodDefinition>> = new Map(
  (['text', 'list', 'object'] as const).flatMap((on) =>
    [...tableOf(DEFINITIONS.filter((definition) => definition.on === on))].map(
      ([name, definition]): [string, Bound<MethodDefinition>] => [`${on}.${name}`, definition],
    ),
  ),
);

function oneOf(value: Json): readonly string[] {
  const all = Array.isArray(value) ? value : [value];
  return all.map((each: Json) => {
    if (typeof each === 'string') return each;
    throw new ValueProblem('wrong_types', `expected a text, found ${describe(each)}`);
  });
}

function countParts(text: string, part: string): number {
  return part === '' ? text.length + 1 : text.split(part).length - 1;
}

function fieldOr(input: { readonly [name: string]: Json }, args: Args): Json {
  const found = ownField(input, String(args.value('name')));
  return found === undefined ? args.value('default') : found;
}

function indexOf(input: Json, args: Args, tools: Tools): number {
  const found = asItems(input, tools).findIndex((item) => equals(item, args.value('item'), tools.budget));
  if (found !== -1) return found;
  throw new ValueProblem('wrong_arguments', `${describe(args.value('item'))} is not in the list`, {
    hint: 'ask first: `y in x`',
  });
}
