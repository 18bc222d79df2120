import { CHARACTERS, EXPRESSIONS, KEYS, POLICIES, TEXTS, VALUES, WRAPPINGS } from './hostile.ts';
import { below, pick, type Random } from './random.ts';

/** Changes a pipeline file in one to four ways. `other` is a second file, to splice from. */
export function mutate(text: string, other: string, random: Random): Uint8Array {
  const isGentle = random() < 0.5;
  const mutations = isGentle ? GENTLE : [...GENTLE, ...ROUGH];
  let mutant = text;
  const count = 1 + below(4, random);
  for (let done = 0; done < count; done++) mutant = pick(mutations, random)(mutant, random, other);
  const bytes = Buffer.from(mutant, 'utf8');
  return !isGentle && random() < 0.1 ? flipBytes(bytes, random) : bytes;
}

type Mutation = (text: string, random: Random, other: string) => string;

/** Those after which a file often still compiles: a mutant that runs tries more than one that is refused. */
const GENTLE: readonly Mutation[] = [
  changeNumber,
  changeText,
  addPolicy,
  addPolicy,
  wrapExpression,
  wrapExpression,
  swapExpressions,
];
const ROUGH: readonly Mutation[] = [
  cutLines,
  duplicateLines,
  swapLines,
  moveBlock,
  indent,
  renameKey,
  insertKey,
  insertCharacters,
  truncate,
  splice,
  changeValue,
  changeValue,
  mangleTemplate,
  mangleTemplate,
  replaceExpression,
  swapNames,
];

function flipBytes(bytes: Buffer, random: Random): Buffer {
  const flipped = Buffer.from(bytes);
  for (let left = 1 + below(8, random); left > 0 && flipped.length > 0; left--) {
    const at = below(flipped.length, random);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << below(8, random));
  }
  return flipped;
}

/** A stretch of whole lines, `[start, end)`, of at most `most` lines. */
function stretch(lines: readonly string[], most: number, random: Random): [number, number] {
  const start = below(lines.length, random);
  return [start, Math.min(lines.length, start + 1 + below(most, random))];
}

function cutLines(text: string, random: Random): string {
  const lines = text.split('\n');
  const [start, end] = stretch(lines, 4, random);
  return lines.toSpliced(start, end - start).join('\n');
}

function duplicateLines(text: string, random: Random): string {
  const lines = text.split('\n');
  const [start, end] = stretch(lines, 10, random);
  return lines.toSpliced(end, 0, ...lines.slice(start, end)).join('\n');
}

function swapLines(text: string, random: Random): string {
  const lines = text.split('\n');
  const a = below(lines.length, random);
  const b = below(lines.length, random);
  return lines
    .with(a, lines[b] ?? '')
    .with(b, lines[a] ?? '')
    .join('\n');
}

function moveBlock(text: string, random: Random): string {
  const lines = text.split('\n');
  const [start, end] = stretch(lines, 12, random);
  const rest = lines.toSpliced(start, end - start);
  return rest.toSpliced(below(rest.length + 1, random), 0, ...lines.slice(start, end)).join('\n');
}

function indent(text: string, random: Random): string {
  const lines = text.split('\n');
  const [start, end] = stretch(lines, 6, random);
  const by = pick([1, 2, 4, 200, -1, -2, -4], random);
  const shift = (line: string): string =>
    by > 0 ? pick([' ', ' ', ' ', '\t'], random).repeat(by) + line : line.replace(new RegExp(`^ {0,${-by}}`), '');
  return lines.map((line, at) => (at >= start && at < end ? shift(line) : line)).join('\n');
}

const KEY = /^(\s*(?:- )?)([\w-]+):/gm;

function renameKey(text: string, random: Random): string {
  return replaceOne(
    text,
    KEY,
    random,
    ([, lead = '', key = '']) =>
      `${lead}${pick([pick(KEYS, random), `${key}s`, key.slice(1), key.toUpperCase()], random)}:`,
  );
}

function insertKey(text: string, random: Random): string {
  return replaceOne(
    text,
    KEY,
    random,
    ([whole, lead = '']) =>
      `${lead}${pick(KEYS, random)}: ${pick(VALUES, random)}\n${lead.replace('-', ' ')}${whole.slice(lead.length)}`,
  );
}

/** What stands behind a key, in a flow map or a list. */
const VALUE = /(?<=: |- )[^\n{}[\],]+/g;

function changeValue(text: string, random: Random): string {
  return replaceOne(text, VALUE, random, () => pick(VALUES, random));
}

function changeNumber(text: string, random: Random): string {
  return replaceOne(text, /\d+/g, random, ([digits]) =>
    pick(['0', `-${digits}`, `${digits}.5`, `${digits}e99`, digits.repeat(30), '2147483648'], random),
  );
}

const TEMPLATE = /\{\{.*?\}\}|\{%.*?%\}/gs;

function mangleTemplate(text: string, random: Random): string {
  return replaceOne(text, TEMPLATE, random, ([template]) => {
    const at = below(template.length, random);
    const put = pick(
      ['', '', '{', '}', '%', '|', '.', '[', '(', "'", '-', '{{', '}}', '{%', '#}', ' if ', ' is ', ' in '],
      random,
    );
    return template.slice(0, at) + put + template.slice(at + below(3, random));
  });
}

function replaceExpression(text: string, random: Random): string {
  return replaceOne(text, TEMPLATE, random, () => `{{ ${pick(EXPRESSIONS, random)} }}`);
}

/** One word becomes another of the same file: references go astray, ids meet, cycles close. */
function swapNames(text: string, random: Random): string {
  const words = text.match(/\b[a-z]\w{2,}\b/gi) ?? ['x'];
  return replaceOne(text, /\b[a-z]\w{2,}\b/gi, random, () => pick(words, random));
}

function insertCharacters(text: string, random: Random): string {
  let changed = text;
  for (let left = 1 + below(3, random); left > 0; left--) {
    const at = below(changed.length + 1, random);
    changed = changed.slice(0, at) + pick(CHARACTERS, random) + changed.slice(at);
  }
  return changed;
}

function truncate(text: string, random: Random): string {
  return text.slice(0, below(text.length + 1, random));
}

function splice(text: string, random: Random, other: string): string {
  const lines = text.split('\n');
  const foreign = other.split('\n');
  const [start, end] = stretch(foreign, 15, random);
  return lines.toSpliced(below(lines.length + 1, random), 0, ...foreign.slice(start, end)).join('\n');
}

/** A quoted text of the file becomes another text. */
function changeText(text: string, random: Random): string {
  return replaceOne(text, /(?<=: )'[^'\n]*'/g, random, () => `'${pick(TEXTS, random).replaceAll("'", "''")}'`);
}

/** A step gets a condition, a route, a policy, a retry or a timeout. */
function addPolicy(text: string, random: Random): string {
  const ids = [...text.matchAll(/^ *- id: *([\w-]+)/gm)].map(([, id = '']) => id);
  const expression = pick(text.match(/(?<=\{\{ ).*?(?= \}\})/g) ?? ['true'], random);
  return replaceOne(text, /^( *)- id: *[\w-]+ *$/gm, random, ([line, lead = '']) => {
    const policy = pick(POLICIES, random)
      .replace('STEP', pick(['fail', ...ids], random))
      .replace('EXPRESSION', JSON.stringify(expression));
    return `${line}\n${lead}  ${policy}`;
  });
}

/** An expression goes through a filter, a test or an operator. */
function wrapExpression(text: string, random: Random): string {
  return replaceOne(text, /(?<=\{\{ )[^{}]*?(?= \}\})/g, random, ([expression]) =>
    pick(WRAPPINGS, random).replace('X', () => `(${expression})`),
  );
}

/** An expression is moved to the place of another. */
function swapExpressions(text: string, random: Random): string {
  const expressions = text.match(TEMPLATE) ?? ['x'];
  return replaceOne(text, TEMPLATE, random, () => pick(expressions, random));
}

/** Replaces one match, drawn; a text without a match stays as it is. */
function replaceOne(text: string, pattern: RegExp, random: Random, by: (match: RegExpMatchArray) => string): string {
  const matches = [...text.matchAll(pattern)];
  const match = matches[below(matches.length, random)];
  if (match === undefined) return text;
  return text.slice(0, match.index) + by(match) + text.slice(match.index + match[0].length);
}
