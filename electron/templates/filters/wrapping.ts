import { asText } from '../coerce.ts';
import type { FilterDefinition } from '../definitions.ts';
import { ValueProblem } from '../errors.ts';
import { charactersOf, cut, lengthOf } from '../text-units.ts';

export const WRAPPING_FILTERS: readonly FilterDefinition[] = [
  {
    signature: 'center(width=80)',
    doc: 'The text in the middle of a line of `width` characters.',
    apply: (input, args, tools) => {
      const text = asText(input, tools);
      const width = args.integer('width');
      tools.budget.text(width);
      const room = Math.max(0, width - lengthOf(text));
      // Where the room is odd, Python puts the extra space left if the width is odd too.
      const left = Math.floor(room / 2) + (room % 2 === 1 && width % 2 === 1 ? 1 : 0);
      return ' '.repeat(left) + text + ' '.repeat(room - left);
    },
  },
  {
    signature: 'indent(width=4, first=false, blank=false)',
    doc: 'Every line moved in by `width` spaces (or by a text); the first line and blank lines only where asked.',
    apply: (input, args, tools) => {
      const indentation = typeof args.value('width') === 'string' ? args.text('width') : ' '.repeat(Math.min(1000, Math.max(0, args.integer('width'))));
      const lines = `${asText(input, tools)}\n`.split(/\r\n|\r|\n/).slice(0, -1);
      tools.budget.text(lines.length * indentation.length);
      const indented = lines.map((line, index) => (index === 0 || (line === '' && !args.flag('blank')) ? line : indentation + line)).join('\n');
      return args.flag('first') ? indentation + indented : indented;
    },
  },
  {
    signature: 'wordwrap(width=79, break_long_words=true, wrapstring=none, break_on_hyphens=true)',
    doc: 'The text in lines of at most `width` characters, joined by `wrapstring` (default: a line break).',
    apply: (input, args, tools) => {
      const width = args.integer('width');
      if (width < 1) throw new ValueProblem('wrong_arguments', `a width of ${width} has no room for a character`);
      const options = { width, breakWords: args.flag('break_long_words'), breakOnHyphens: args.flag('break_on_hyphens') };
      const text = asText(input, tools);
      tools.budget.spend(Math.floor(text.length / 4));
      const lines = splitLines(text).map((line) => wrapLine(line, options).join(args.optionalText('wrapstring') ?? '\n'));
      return lines.join(args.optionalText('wrapstring') ?? '\n');
    },
  },
];

/** Lines without the empty one behind a final line break. */
function splitLines(text: string): readonly string[] {
  const lines = text.split(/\r\n|\r|\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

interface WrapOptions {
  readonly width: number;
  readonly breakWords: boolean;
  readonly breakOnHyphens: boolean;
}

/** As Python's `textwrap`: white space is kept inside a line and dropped where a line is broken. */
function wrapLine(line: string, options: WrapOptions): readonly string[] {
  const lines: string[] = [];
  let current = '';
  for (const chunk of chunksOf(line, options)) {
    if (lengthOf(current) + lengthOf(chunk) <= options.width) {
      current += chunk;
      continue;
    }
    if (current.trim() !== '') lines.push(current.trimEnd());
    current = chunk.trim() === '' ? '' : chunk;
  }
  if (current.trim() !== '' || lines.length === 0) lines.push(lines.length === 0 && current.trim() === '' ? '' : current.trimEnd());
  return lines;
}

function* chunksOf(line: string, options: WrapOptions): Iterable<string> {
  for (const [chunk] of line.matchAll(/\s+|\S+/g)) {
    const parts = options.breakOnHyphens && chunk.includes('-') ? (chunk.match(/[^-]*-+(?=\p{L})|[\s\S][^-]*/gu) ?? [chunk]) : [chunk];
    for (const part of parts) yield* options.breakWords && part.trim() !== '' ? pieces(part, options.width) : [part];
  }
}

function* pieces(word: string, width: number): Iterable<string> {
  const length = charactersOf(word).length;
  for (let at = 0; at < length; at += width) yield cut(word, at, at + width);
}
