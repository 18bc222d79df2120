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
  let used = 0;
  const breakLine = (): void => {
    if (current.trim() !== '') lines.push(current.trimEnd());
    current = '';
    used = 0;
  };
  for (const whole of chunksOf(line, options)) {
    let chunk = whole;
    let length = lengthOf(chunk);
    if (used + length > options.width && length <= options.width) breakLine();
    while (options.breakWords && length > options.width - used && chunk.trim() !== '') {
      const room = breakPoint(chunk, options.width - used, options);
      current += cut(chunk, 0, room);
      chunk = cut(chunk, room, length);
      length -= room;
      breakLine();
    }
    if (used + length > options.width) breakLine();
    if (current === '' && lines.length > 0 && chunk.trim() === '') continue;
    current += chunk;
    used += length;
  }
  breakLine();
  return lines.length === 0 ? [''] : lines;
}

/** A word that is too long fills the line, or goes to its last hyphen that fits. */
function breakPoint(chunk: string, room: number, options: WrapOptions): number {
  if (room < 1) return 0;
  const hyphen = options.breakOnHyphens && lengthOf(chunk) > room ? charactersOf(chunk).lastIndexOf('-', room - 1) : -1;
  return hyphen > 0 && charactersOf(chunk).slice(0, hyphen).some((character) => character !== '-') ? hyphen + 1 : room;
}

function chunksOf(line: string, options: WrapOptions): readonly string[] {
  const words = line.match(/\s+|\S+/g) ?? [];
  return words.flatMap((word) => (options.breakOnHyphens && word.includes('-') ? (word.match(/[^-]*-+(?=\p{L})|[\s\S][^-]*/gu) ?? [word]) : [word]));
}
