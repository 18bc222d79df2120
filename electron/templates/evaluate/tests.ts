import type { Json } from '../../../shared/json.ts';
import { isJsonObject } from '../../../shared/json.ts';
import { FILTERS } from '../filters.ts';
import { UndefinedValue } from '../values.ts';
import { isList } from './access.ts';
import { asNumber, asText } from './coerce.ts';
import { contains, equals, order } from './compare.ts';
import type { Bound, TestDefinition } from './definitions.ts';
import { tableOf } from './definitions.ts';
import { calculate } from './numbers.ts';

const DEFINITIONS: readonly TestDefinition[] = [
  {
    signature: 'defined()',
    doc: 'There is such a name or field.',
    lenient: true,
    apply: (input) => !(input instanceof UndefinedValue),
  },
  {
    signature: 'undefined()',
    doc: 'There is no such name or field.',
    lenient: true,
    apply: (input) => input instanceof UndefinedValue,
  },
  { signature: 'none()', doc: 'The value is none.', apply: (input) => input === null },
  { signature: 'true()', doc: 'The value is `true` itself.', apply: (input) => input === true },
  { signature: 'false()', doc: 'The value is `false` itself.', apply: (input) => input === false },
  { signature: 'boolean()', doc: 'The value is `true` or `false`.', apply: (input) => typeof input === 'boolean' },
  { signature: 'string()', doc: 'The value is a text.', apply: (input) => typeof input === 'string' },
  {
    signature: 'number()',
    doc: 'The value is a number (`true` and `false` count as 1 and 0).',
    apply: (input) => typeof input === 'number' || typeof input === 'boolean',
  },
  {
    signature: 'integer()',
    doc: 'The value is a number without a fraction.',
    apply: (input) => typeof input === 'number' && Number.isInteger(input),
  },
  {
    signature: 'float()',
    doc: 'The value is a number with a fraction.',
    apply: (input) => typeof input === 'number' && !Number.isInteger(input),
  },
  { signature: 'mapping()', doc: 'The value is an object.', apply: (input) => isJsonObject(input) },
  {
    signature: 'sequence()',
    doc: 'The value has a length and positions: a list, a text or an object.',
    apply: hasItems,
  },
  { signature: 'iterable()', doc: 'The value has items: a list, a text or an object.', apply: hasItems },
  {
    signature: 'even()',
    doc: 'The number is even.',
    apply: (input) => calculate('%', asNumber(input, 'even'), 2) === 0,
  },
  { signature: 'odd()', doc: 'The number is odd.', apply: (input) => calculate('%', asNumber(input, 'odd'), 2) === 1 },
  {
    signature: 'divisibleby(num)',
    doc: 'The number is a multiple of `num`.',
    apply: (input, args) => calculate('%', asNumber(input, 'divisibleby'), args.number('num')) === 0,
  },
  {
    signature: 'lower()',
    doc: 'The text has letters, and only small ones.',
    apply: (input, _args, tools) => isCased(asText(input, tools), 'lower'),
  },
  {
    signature: 'upper()',
    doc: 'The text has letters, and only capital ones.',
    apply: (input, _args, tools) => isCased(asText(input, tools), 'upper'),
  },
  {
    signature: 'eq(other)',
    doc: 'The values are equal.',
    aliases: ['equalto', '=='],
    apply: (input, args, tools) => equals(input, args.value('other'), tools.budget),
  },
  {
    signature: 'ne(other)',
    doc: 'The values differ.',
    aliases: ['!='],
    apply: (input, args, tools) => !equals(input, args.value('other'), tools.budget),
  },
  {
    signature: 'lt(other)',
    doc: 'The value is less than `other`.',
    aliases: ['lessthan', '<'],
    apply: (input, args, tools) => order(input, args.value('other'), tools.budget) < 0,
  },
  {
    signature: 'le(other)',
    doc: 'The value is at most `other`.',
    aliases: ['<='],
    apply: (input, args, tools) => order(input, args.value('other'), tools.budget) <= 0,
  },
  {
    signature: 'gt(other)',
    doc: 'The value is greater than `other`.',
    aliases: ['greaterthan', '>'],
    apply: (input, args, tools) => order(input, args.value('other'), tools.budget) > 0,
  },
  {
    signature: 'ge(other)',
    doc: 'The value is at least `other`.',
    aliases: ['>='],
    apply: (input, args, tools) => order(input, args.value('other'), tools.budget) >= 0,
  },
  {
    signature: 'in(container)',
    doc: 'The value is an item, a field or a part of `container`.',
    apply: (input, args, tools) => contains(args.value('container'), input, tools.budget),
  },
  {
    signature: 'sameas(other)',
    doc: 'The values are equal and of one type: `1` is not the same as `true`.',
    apply: (input, args, tools) =>
      typeof input === typeof args.value('other') && equals(input, args.value('other'), tools.budget),
  },
  {
    signature: 'filter()',
    doc: 'There is a filter of this name.',
    apply: (input) => typeof input === 'string' && FILTERS.has(input),
  },
  {
    signature: 'test()',
    doc: 'There is a test of this name.',
    apply: (input) => typeof input === 'string' && TESTS.has(input),
  },
];

/** Every test by name and alias. The documentation is made from this (language.md L15). */
export const TESTS: ReadonlyMap<string, Bound<TestDefinition>> = tableOf<TestDefinition>(DEFINITIONS);
export const TEST_NAMES: readonly string[] = [...TESTS.keys()].sort();

function hasItems(value: Json): boolean {
  return isList(value) || typeof value === 'string' || isJsonObject(value);
}

function isCased(text: string, form: 'lower' | 'upper'): boolean {
  const same = form === 'lower' ? text.toLowerCase() : text.toUpperCase();
  return text === same && text.toLowerCase() !== text.toUpperCase();
}
