import { ValueProblem } from '../errors.ts';
import { asText } from '../evaluate/coerce.ts';
import type { FilterDefinition } from '../evaluate/definitions.ts';
import { formatPercent } from '../evaluate/percent-format.ts';
import { replaceText, splitText, stripText, titleCase } from '../evaluate/text-operations.ts';
import { cut, lengthOf } from '../evaluate/text-units.ts';

export const TEXT_FILTERS: readonly FilterDefinition[] = [
  {
    signature: 'upper()',
    doc: 'The text in capital letters.',
    apply: (input, _args, tools) => asText(input, tools).toUpperCase(),
  },
  {
    signature: 'lower()',
    doc: 'The text in small letters.',
    apply: (input, _args, tools) => asText(input, tools).toLowerCase(),
  },
  {
    signature: 'capitalize()',
    doc: 'The first character as a capital, the rest in small letters.',
    apply: (input, _args, tools) => capitalize(asText(input, tools)),
  },
  {
    signature: 'title()',
    doc: 'Every word with a capital first letter.',
    apply: (input, _args, tools) => titleCase(asText(input, tools)),
  },
  { signature: 'string()', doc: 'The value as it prints.', apply: (input, _args, tools) => asText(input, tools) },
  {
    signature: 'trim(chars=none)',
    doc: 'The text without white space, or without the given characters, at both ends.',
    apply: (input, args, tools) => stripText(asText(input, tools), args.optionalText('chars')),
  },
  {
    signature: 'replace(old, new, count=none)',
    doc: 'The text with `new` in place of `old`, everywhere or the first `count` times.',
    apply: (input, args, tools) => {
      const count = args.value('count') === null ? -1 : args.integer('count');
      const [old, fresh] = [asText(args.value('old'), tools), asText(args.value('new'), tools)];
      return replaceText(asText(input, tools), { old, fresh, count, budget: tools.budget });
    },
  },
  {
    signature: 'split(separator=none, maxsplit=-1)',
    doc: 'The parts of a text between separators; without one, its words.',
    apply: (input, args, tools) =>
      splitText(asText(input, tools), {
        separator: args.optionalText('separator'),
        limit: args.integer('maxsplit'),
        budget: tools.budget,
      }),
  },
  {
    signature: "truncate(length=255, killwords=false, end='...', leeway=5)",
    doc: 'The beginning of a text, cut at a word (or anywhere, with `killwords`), with `end` behind it. A text at most `leeway` longer stays whole.',
    apply: (input, args, tools) => {
      const options = {
        length: args.integer('length'),
        killwords: args.flag('killwords'),
        end: args.text('end'),
        leeway: args.value('leeway') === null ? 5 : args.integer('leeway'),
      };
      return truncate(asText(input, tools), options);
    },
  },
  {
    signature: "truncate_words(count=50, end='...')",
    doc: 'The first words of a text, with `end` behind them if there are more.',
    apply: (input, args, tools) => truncateWords(asText(input, tools), args.integer('count'), args.text('end')),
  },
  {
    signature: "slugify(separator='-', max_length=0)",
    doc: 'The text as a name for files and addresses: small Latin letters and digits, everything else made `separator`.',
    apply: (input, args, tools) => slugify(asText(input, tools), args.text('separator'), args.integer('max_length')),
  },
  {
    signature: 'wordcount()',
    doc: 'The number of words.',
    apply: (input, _args, tools) => asText(input, tools).match(/[\p{L}\p{N}\p{M}_]+/gu)?.length ?? 0,
  },
  {
    signature: 'format(*values, **named)',
    doc: "Values put into a pattern: `'%s: %d' | format(name, n)`.",
    apply: (input, args, tools) => {
      const named = args.object('named');
      const values = args.list('values');
      return formatPercent(asText(input, tools), Object.keys(named).length > 0 ? named : [...values], tools.budget);
    },
  },
  {
    signature: 'basename()',
    doc: 'The last part of a path.',
    apply: (input, _args, tools) => {
      const path = withoutTrailingSlashes(asText(input, tools));
      return path.slice(lastSlash(path) + 1);
    },
  },
  {
    signature: 'dirname()',
    doc: 'The path without its last part; empty where there is no other.',
    apply: (input, _args, tools) => dirname(asText(input, tools)),
  },
];

function capitalize(text: string): string {
  return cut(text, 0, 1).toUpperCase() + cut(text, 1, Number.POSITIVE_INFINITY).toLowerCase();
}

function truncate(
  text: string,
  { length, killwords, end, leeway }: { length: number; killwords: boolean; end: string; leeway: number },
): string {
  const room = length - lengthOf(end);
  if (room < 0 || leeway < 0)
    throw new ValueProblem('wrong_arguments', `a length of ${length} has no room for '${end}'`, {
      hint: 'give a larger length, or a shorter end',
    });
  if (lengthOf(text) <= length + leeway) return text;
  const kept = cut(text, 0, room);
  const space = killwords ? -1 : kept.lastIndexOf(' ');
  return (space === -1 ? kept : kept.slice(0, space)) + end;
}

function truncateWords(text: string, count: number, end: string): string {
  const words = text.matchAll(/\S+/g);
  let last = 0;
  let taken = 0;
  for (const word of words) {
    if (taken === count) return text.slice(0, last) + end;
    taken += 1;
    last = word.index + word[0].length;
  }
  return text;
}

const SPELLED: ReadonlyMap<string, string> = new Map([
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['ø', 'o'],
  ['đ', 'd'],
  ['ð', 'd'],
  ['þ', 'th'],
  ['ł', 'l'],
  ['ı', 'i'],
]);

function slugify(text: string, separator: string, maxLength: number): string {
  const bare = text.normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '');
  const latin = bare.replace(/[ßæœøđðþłı]/g, (letter) => SPELLED.get(letter) ?? letter);
  const words = latin.match(/[a-z0-9]+/g) ?? [];
  const slug = words.join(separator);
  if (maxLength <= 0 || slug.length <= maxLength) return slug;
  const short = slug.slice(0, maxLength);
  return separator !== '' && short.endsWith(separator) ? short.slice(0, -separator.length) : short;
}

/** Both kinds of slashes, since paths of both kinds are passed around. */
function lastSlash(path: string): number {
  return Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
}

function withoutTrailingSlashes(path: string): string {
  let end = path.length;
  while (end > 1 && (path[end - 1] === '/' || path[end - 1] === '\\')) end -= 1;
  return path.slice(0, end);
}

function dirname(given: string): string {
  const path = withoutTrailingSlashes(given);
  const slash = lastSlash(path);
  return slash === 0 ? path.slice(0, 1) : withoutTrailingSlashes(path.slice(0, Math.max(0, slash)));
}
