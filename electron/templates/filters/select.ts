import type { Json } from '../../../shared/json.ts';
import { ValueProblem } from '../errors.ts';
import { asItems } from '../evaluate/coerce.ts';
import { isTrue } from '../evaluate/compare.ts';
import type { Args, FilterDefinition, Tools } from '../evaluate/definitions.ts';
import { UndefinedValue } from '../values.ts';

export const SELECT_FILTERS: readonly FilterDefinition[] = [
  {
    signature: 'map(*filter, **named)',
    doc: "What a filter makes of each item: `map('upper')`; or a field of each: `map(attribute='name', default='')`.",
    apply: map,
  },
  {
    signature: 'select(*test)',
    doc: "The items that pass a test: `select('even')`; without one, those that are true.",
    apply: choose(true),
  },
  {
    signature: 'reject(*test)',
    doc: 'The items that do not pass a test; without one, those that are false.',
    apply: choose(false),
  },
  {
    signature: 'selectattr(attribute, *test)',
    doc: "The items whose field passes a test: `selectattr('status', 'equalto', 'completed')`; without one, whose field is true.",
    apply: chooseBy(true),
  },
  {
    signature: 'rejectattr(attribute, *test)',
    doc: 'The items whose field does not pass a test; without one, whose field is false.',
    apply: chooseBy(false),
  },
];

function map(input: Json, args: Args, tools: Tools): Json {
  const items = asItems(input, tools);
  const named = args.object('named');
  const [name, ...positional] = args.list('filter');
  const attribute = named['attribute'];
  if (name === undefined && attribute !== undefined)
    return items.map((item) => fieldOf(item, attribute, { fallback: named['default'], tools }));
  if (typeof name !== 'string') {
    throw new ValueProblem('wrong_arguments', '`map` needs the name of a filter, or an attribute', {
      hint: "`x | map('upper')`, `x | map(attribute='name')`",
    });
  }
  const given = { positional, named: Object.entries(named).map(([key, value]) => ({ name: key, value })) };
  return items.map((item) => tools.filter(name, item, given));
}

function fieldOf(item: Json, path: Json, how: { fallback: Json | undefined; tools: Tools }): Json {
  const found = how.tools.attribute(item, path);
  return found instanceof UndefinedValue && how.fallback !== undefined ? how.fallback : how.tools.defined(found);
}

function choose(wanted: boolean) {
  return (input: Json, args: Args, tools: Tools): Json =>
    asItems(input, tools).filter((item) => passes(item, args.list('test'), tools) === wanted);
}

function chooseBy(wanted: boolean) {
  return (input: Json, args: Args, tools: Tools): Json => {
    const path = args.value('attribute');
    const test = args.list('test');
    return asItems(input, tools).filter((item) => passesField(item, path, { test, tools }) === wanted);
  };
}

/** A field that is not there can be asked for with `defined`, and is an error for any other test. */
function passesField(item: Json, path: Json, how: { test: readonly Json[]; tools: Tools }): boolean {
  const found = how.tools.attribute(item, path);
  const asksDefined = how.test[0] === 'defined' || how.test[0] === 'undefined';
  if (asksDefined) return found instanceof UndefinedValue === (how.test[0] === 'undefined');
  return passes(how.tools.defined(found), how.test, how.tools);
}

function passes(value: Json, [name, ...positional]: readonly Json[], tools: Tools): boolean {
  if (name === undefined) return isTrue(value);
  if (typeof name !== 'string')
    throw new ValueProblem('wrong_arguments', 'the name of a test is a text', { hint: "`x | select('even')`" });
  return tools.test(name, value, positional);
}
