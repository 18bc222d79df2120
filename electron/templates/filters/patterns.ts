import type { Matcher } from 're2js';
import type { Json } from '../../../shared/json.ts';
import { describe } from '../check/describe.ts';
import { ValueProblem } from '../errors.ts';
import { asText } from '../evaluate/coerce.ts';
import type { Args, FilterDefinition, Tools } from '../evaluate/definitions.ts';
import { compileLinearPattern } from '../evaluate/regex.ts';

const FLAGS = 'ignorecase=false, multiline=false, dotall=false';

/** Patterns have RE2 syntax and are matched in linear time. */
export const PATTERN_FILTERS: readonly FilterDefinition[] = [
  {
    signature: `regex_search(pattern, group=0, ${FLAGS})`,
    doc: 'The first match in the text, or a group of it by number or name; none where nothing matches.',
    apply: (input, args, tools) => {
      const { matcher } = open(input, args, tools);
      return matcher.find() ? groupOf(matcher, args.value('group')) : null;
    },
  },
  {
    signature: `regex_replace(pattern, replacement, count=0, ${FLAGS})`,
    doc: 'The text with every match (or the first `count`) replaced; `\\1` and `\\g<name>` in the replacement stand for groups.',
    apply: replace,
  },
  {
    signature: `regex_findall(pattern, ${FLAGS})`,
    doc: 'All matches; of a pattern with one group what the group matched, with several a list for each match.',
    apply: (input, args, tools) => {
      const { matcher } = open(input, args, tools);
      const found: Json[] = [];
      while (matcher.find()) {
        // Each search can run to the end of the text, which makes them quadratic together.
        tools.budget.checkTime();
        tools.budget.spend(1 + matcher.groupCount());
        found.push(captured(matcher));
      }
      return found;
    },
  },
];

function open(input: Json, args: Args, tools: Tools): { matcher: Matcher; text: string } {
  const text = asText(input, tools);
  const pattern = compileLinearPattern(args.text('pattern'), {
    ignoreCase: args.flag('ignorecase'),
    multiline: args.flag('multiline'),
    dotAll: args.flag('dotall'),
  });
  // A matcher that keeps groups looks at each character once per instruction of the pattern, at worst.
  tools.budget.spend(Math.ceil((text.length * Math.max(4, pattern.programSize())) / 32));
  return { matcher: pattern.matcher(text), text };
}

function groupOf(matcher: Matcher, group: Json): Json {
  if (typeof group === 'number' && Number.isInteger(group) && group >= 0 && group <= matcher.groupCount())
    return matcher.group(group);
  if (typeof group === 'string' && Object.hasOwn(matcher.getNamedGroups(), group)) return matcher.group(group);
  throw new ValueProblem('wrong_arguments', `the pattern has no group ${describe(group)}`, {
    hint: `it has ${matcher.groupCount()} groups`,
  });
}

function captured(matcher: Matcher): Json {
  const groups = matcher.groupCount();
  if (groups <= 1) return matcher.group(groups) ?? '';
  return Array.from({ length: groups }, (_, index) => matcher.group(index + 1) ?? '');
}

function replace(input: Json, args: Args, tools: Tools): string {
  const { matcher, text } = open(input, args, tools);
  const template = args.text('replacement');
  const limit = args.integer('count') <= 0 ? Number.POSITIVE_INFINITY : args.integer('count');
  let result = '';
  let from = 0;
  for (let times = 0; times < limit && matcher.find(); times += 1) {
    result += text.slice(from, matcher.start()) + expand(template, matcher);
    from = matcher.end();
    tools.budget.checkTime();
    tools.budget.spend();
    tools.budget.text(result.length);
  }
  return result + text.slice(from);
}

/** `\1`, `\g<1>` and `\g<name>`, as in Python. */
function expand(template: string, matcher: Matcher): string {
  if (!template.includes('\\')) return template;
  return template.replace(
    /\\(?:(\d{1,2})|g<(\w+)>|([\s\S]))/g,
    (whole: string, ...groups: readonly (string | undefined)[]) => {
      const [number, name, single] = groups;
      if (number !== undefined) return String(groupOf(matcher, Number(number)) ?? '');
      if (name !== undefined) return String(groupOf(matcher, /^\d+$/.test(name) ? Number(name) : name) ?? '');
      return SINGLE.get(single ?? '') ?? whole;
    },
  );
}

const SINGLE: ReadonlyMap<string, string> = new Map([
  ['\\', '\\'],
  ['n', '\n'],
  ['t', '\t'],
]);
