import { ValueProblem } from '../errors.ts';
import { asText } from '../evaluate/coerce.ts';
import type { FilterDefinition, Tools } from '../evaluate/definitions.ts';
import { charactersOf, lengthOf } from '../evaluate/text-units.ts';

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
      const indentation =
        typeof args.value('width') === 'string'
          ? args.text('width')
          : ' '.repeat(Math.min(1000, Math.max(0, args.integer('width'))));
      const lines = `${asText(input, tools)}\n`.split(/\r\n|\r|\n/).slice(0, -1);
      tools.budget.text(lines.length * indentation.length);
      const indented = lines
        .map((line, index) => (index === 0 || (line === '' && !args.flag('blank')) ? line : indentation + line))
        .join('\n');
      return args.flag('first') ? indentation + indented : indented;
    },
  },
  {
    signature: 'wordwrap(width=79, break_long_words=true, wrapstring=none, break_on_hyphens=true)',
    doc: 'The text in lines of at most `width` characters, joined by `wrapstring` (default: a line break).',
    apply: (input, args, tools) => {
      const width = args.integer('width');
      if (width < 1) throw new ValueProblem('wrong_arguments', `a width of ${width} has no room for a character`);
      const options = {
        width,
        breakWords: args.flag('break_long_words'),
        breakOnHyphens: args.flag('break_on_hyphens'),
        tools,
      };
      const text = asText(input, tools);
      const lines = splitLines(text).map((line) =>
        wrapLine(line, options).join(args.optionalText('wrapstring') ?? '\n'),
      );
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
  readonly tools: Pick<Tools, 'budget'>;
}

/** As Python's `textwrap`: white space is kept inside a line and dropped where a line is broken. */
function wrapLine(line: string, options: WrapOptions): readonly string[] {
  const wrapped = new WrappedLines(options);
  for (const chunk of chunksOf(line, options)) wrapped.add(charactersOf(chunk));
  return wrapped.finish();
}

class WrappedLines {
  readonly #options: WrapOptions;
  readonly #lines: string[] = [];
  #current: string[] = [];
  #used = 0;

  constructor(options: WrapOptions) {
    this.#options = options;
  }

  add(chunk: readonly string[]): void {
    const { width, breakWords, tools } = this.#options;
    tools.budget.spend(chunk.length);
    const isSpace = chunk[0]?.trim() === '';
    if (this.#used + chunk.length > width && (isSpace || !breakWords || chunk.length <= width)) this.#breakLine();
    if (isSpace && this.#used === 0 && this.#lines.length > 0) return;
    if (!isSpace && breakWords) this.#addLong(chunk);
    else this.#append(chunk);
  }

  finish(): readonly string[] {
    this.#breakLine();
    return this.#lines.length === 0 ? [''] : this.#lines;
  }

  /** A word that is too long fills the line, or goes to its last hyphen that fits, again and again. */
  #addLong(chunk: readonly string[]): void {
    let from = 0;
    while (chunk.length - from > this.#options.width - this.#used) {
      const to = this.#breakPoint(chunk, from);
      this.#append(chunk.slice(from, to));
      this.#breakLine();
      from = to;
    }
    this.#append(chunk.slice(from));
  }

  #breakPoint(chunk: readonly string[], from: number): number {
    const end = from + this.#options.width - this.#used;
    if (!this.#options.breakOnHyphens) return end;
    let hyphen = end - 1;
    while (hyphen > from && chunk[hyphen] !== '-') hyphen -= 1;
    const onlyHyphens = hyphen <= from || chunk.slice(from, hyphen).every((character) => character === '-');
    return onlyHyphens ? end : hyphen + 1;
  }

  #append(characters: readonly string[]): void {
    this.#current.push(characters.join(''));
    this.#used += characters.length;
  }

  #breakLine(): void {
    const text = this.#current.join('').trimEnd();
    if (text.trim() !== '') this.#lines.push(text);
    this.#current = [];
    this.#used = 0;
  }
}

/** White space, and words, which end behind a hyphen that stands before a letter. */
function chunksOf(line: string, options: WrapOptions): readonly string[] {
  const words = line.match(/\s+|\S+/g) ?? [];
  return options.breakOnHyphens ? words.flatMap((word) => word.split(/(?<=-)(?=\p{L})/u)) : words;
}
