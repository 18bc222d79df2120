import { describeThrown, StepglassError } from '../../../shared/errors.ts';
import type { Json } from '../../../shared/json.ts';
import { describe } from '../check/describe.ts';
import { ValueProblem } from '../errors.ts';
import { toFloat, toInteger } from '../filters/numbers.ts';
import { sorted } from '../filters/objects.ts';
import { asItems, asNumber, asText } from './coerce.ts';
import { isTrue } from './compare.ts';
import { isoText } from './dates.ts';
import type { Args, Bound, FunctionDefinition, Tools } from './definitions.ts';
import { tableOf } from './definitions.ts';
import { SettableNamespace } from './namespace-value.ts';
import { roundHalfEven } from './numbers.ts';
import { operate } from './operators.ts';

const DEFINITIONS: readonly FunctionDefinition[] = [
  {
    signature: 'now()',
    doc: 'This moment, as ISO text in UTC.',
    apply: (_args, tools) => isoText(tools.context.now()),
  },
  {
    signature: 'file_exists(path)',
    doc: 'Whether there is a file or folder at a path in the working directory.',
    apply: (args, tools) => fromFiles(() => tools.context.files.exists(args.text('path'))),
  },
  {
    signature: 'include_file(path)',
    doc: 'The text of a file in the working directory, at most 5 MiB. It is not rendered.',
    apply: (args, tools) => {
      const text = fromFiles(() => tools.context.files.read(args.text('path')));
      tools.budget.text(text.length);
      return text;
    },
  },
  {
    signature: 'range(start, stop=none, step=1)',
    doc: 'The whole numbers from `start` up to, not including, `stop`; `range(n)` counts from 0.',
    apply: range,
  },
  {
    signature: 'len(value)',
    doc: 'The number of items, fields or characters.',
    apply: (args, tools) => tools.filter('length', args.value('value'), NOTHING),
  },
  {
    signature: "str(value='')",
    doc: 'The value as it prints.',
    apply: (args, tools) => asText(args.value('value'), tools),
  },
  {
    signature: 'int(value=0, base=10)',
    doc: 'The whole number that a text or number stands for; anything else is an error.',
    apply: (args) => toInteger(args.value('value'), args.integer('base')) ?? noNumber(args.value('value'), 'int'),
  },
  {
    signature: 'float(value=0)',
    doc: 'The number that a text or number stands for; anything else is an error.',
    apply: (args) => toFloat(args.value('value')) ?? noNumber(args.value('value'), 'float'),
  },
  {
    signature: 'bool(value=false)',
    doc: 'Whether the value is true: not none, false, zero or empty.',
    apply: (args) => isTrue(args.value('value')),
  },
  {
    signature: 'abs(value)',
    doc: 'The number without its sign.',
    apply: (args) => Math.abs(asNumber(args.value('value'), 'abs')),
  },
  {
    signature: 'min(*values)',
    doc: 'The smallest of the arguments, or of one list.',
    apply: (args, tools) => extreme('min', args, tools),
  },
  {
    signature: 'max(*values)',
    doc: 'The largest of the arguments, or of one list.',
    apply: (args, tools) => extreme('max', args, tools),
  },
  {
    signature: 'sum(values, start=0)',
    doc: 'The sum of a list.',
    apply: (args, tools) =>
      asItems(args.value('values'), tools).reduce(
        (total: Json, item) => operate('+', [total, item], tools.budget),
        args.value('start'),
      ),
  },
  {
    signature: 'round(value, digits=0)',
    doc: 'The number with `digits` decimals; exactly half goes to the even neighbour.',
    apply: (args) => roundHalfEven(asNumber(args.value('value'), 'round'), args.integer('digits')),
  },
  {
    signature: 'sorted(values, reverse=false)',
    doc: 'The items in order; capitals come before small letters.',
    apply: (args, tools) =>
      sorted(asItems(args.value('values'), tools), (item) => [item], { reverse: args.flag('reverse'), tools }),
  },
  {
    signature: 'any(values)',
    doc: 'Whether any item is true.',
    apply: (args, tools) => asItems(args.value('values'), tools).some(isTrue),
  },
  {
    signature: 'all(values)',
    doc: 'Whether every item is true.',
    apply: (args, tools) => asItems(args.value('values'), tools).every(isTrue),
  },
  { signature: 'dict(**fields)', doc: 'An object: `dict(a=1)` is `{"a": 1}`.', apply: (args) => args.object('fields') },
  {
    signature: 'namespace(**fields)',
    doc: 'Fields that {% set ns.name = … %} can change from inside a loop.',
    apply: (args) => new SettableNamespace(args.object('fields')),
  },
];

/** Every function by name. The documentation is made from this (language.md L11). */
export const FUNCTIONS: ReadonlyMap<string, Bound<FunctionDefinition>> = tableOf<FunctionDefinition>(DEFINITIONS);
export const FUNCTION_NAMES: readonly string[] = [...FUNCTIONS.keys()].sort();

/** Files know nothing of templates: their errors get their place from us. */
function fromFiles<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof ValueProblem) throw error;
    throw new ValueProblem(error instanceof StepglassError ? error.code : 'file_unreadable', describeThrown(error), {
      cause: error,
    });
  }
}

const NOTHING = { positional: [], named: [] };

function range(args: Args, tools: Tools): Json {
  const single = args.value('stop') === null;
  const start = single ? 0 : args.integer('start');
  const stop = single ? args.integer('start') : args.integer('stop');
  const step = args.integer('step');
  if (step === 0) throw new ValueProblem('wrong_arguments', 'the step of a range cannot be 0');
  const count = Math.max(0, Math.ceil((stop - start) / step));
  tools.budget.spend(count);
  return Array.from({ length: count }, (_, index) => start + index * step);
}

function noNumber(value: Json, name: string): never {
  throw new ValueProblem('wrong_types', `\`${name}\` cannot read ${describe(value)} as a number`, {
    hint: `for a value in its place write \`x | ${name}(0)\``,
  });
}

function extreme(name: 'min' | 'max', args: Args, tools: Tools): Json {
  const values = args.list('values');
  const [only] = values;
  const items = values.length === 1 && only !== undefined ? asItems(only, tools) : values;
  if (items.length === 0)
    throw new ValueProblem('wrong_arguments', `\`${name}\` of nothing`, {
      hint: `for a list that may be empty write \`x | ${name} | default(0)\``,
    });
  return tools.filter(name, [...items], { positional: [true], named: [] });
}
