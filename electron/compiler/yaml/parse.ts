import type { Document, YAMLError } from 'yaml';
import { Composer, Lexer, Parser } from 'yaml';
import { MAX_DEPTH, MAX_INDENT, MAX_TOKENS } from '../limits.ts';
import { Report } from '../report.ts';
import { buildTree } from './build-tree.ts';
import { explainSyntax, type Unclosed } from './explain-syntax.ts';
import type { FileText } from './file-text.ts';
import type { YamlNode } from './tree.ts';

export interface ParsedFile {
  readonly root: YamlNode;
  /** The offset from which on the tree is not to be trusted: a syntax error. Null: none. */
  readonly brokenLine: number | null;
}

const OPTIONS = {
  version: '1.2',
  schema: 'core',
  uniqueKeys: false,
  intAsBigInt: true,
  keepSourceTokens: true,
  strict: true,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

/** Parses one YAML 1.2 document. Null: there is nothing to go on with; the report says why. */
export function parseYaml(file: FileText, report: Report): ParsedFile | null {
  const composed = compose(file, report);
  if (composed === null) return null;
  const { documents } = composed;
  const [document] = documents;
  if (document === undefined || document.contents === null) {
    report.error('empty_file', placeAt(file, 0), {
      message: 'the file holds no pipeline',
      hint: 'a pipeline has at least `name` and `steps`',
    });
    return null;
  }
  const brokenLine = reportErrors(document.errors, composed, report);
  checkDocuments(documents, file, report);
  // Behind an error of the syntax the tree is a guess.
  const found = brokenLine === null ? report : new Report();
  const root = buildTree(document, file, found);
  if (brokenLine !== null) report.addBefore(brokenLine, found);
  return root === null ? null : { root, brokenLine };
}

function placeAt(file: FileText, offset: number) {
  return { span: file.lines.span(offset, offset), path: '' };
}

interface Composed {
  readonly file: FileText;
  readonly documents: readonly Document.Parsed[];
  readonly unclosed: Unclosed;
}

function compose(file: FileText, report: Report): Composed | null {
  const parser = new Parser();
  const guard = new Guard();
  const opened = new Opened(file.text);
  const tokens = [];
  let offset = 0;
  for (const lexeme of new Lexer().lex(file.text)) {
    const problem = guard.see(lexeme);
    if (problem !== null) {
      report.error(problem.code, placeAt(file, offset), problem);
      return null;
    }
    opened.see(lexeme, offset);
    if (!isMark(lexeme)) offset += lexeme.length;
    for (const token of parser.next(lexeme)) tokens.push(token);
  }
  for (const token of parser.end()) tokens.push(token);
  const documents = [...new Composer(OPTIONS).compose(tokens)].filter((document) => 'contents' in document);
  return { file, documents, unclosed: opened };
}

/** The lexer's mark for `{` or `[` that end because the indentation does. */
const FLOW_END = '\u0018';

/** Tokens of the lexer that stand for no text: begin of a document, of a scalar, end of flow. */
function isMark(lexeme: string): boolean {
  return lexeme === '\u0002' || lexeme === FLOW_END || lexeme === '\u001f';
}

/** Remembers what is opened, and what of it the lexer had to give up. */
class Opened implements Unclosed {
  readonly #text: string;
  readonly #brackets: number[] = [];
  bracket: number | null = null;
  quote: number | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  see(lexeme: string, offset: number): void {
    if (lexeme === '[' || lexeme === '{') this.#brackets.push(offset);
    else if (lexeme === ']' || lexeme === '}') this.#close(lexeme);
    else if (lexeme === FLOW_END) this.bracket ??= this.#brackets.splice(0).at(-1) ?? null;
    else if (isOpenQuote(lexeme)) this.quote ??= offset;
  }

  #close(mark: string): void {
    const at = this.#brackets.pop();
    if (at !== undefined && this.#text.charAt(at) !== (mark === ']' ? '[' : '{')) this.bracket ??= at;
  }
}

/** True for a quoted text that the file ends in. */
function isOpenQuote(lexeme: string): boolean {
  const mark = lexeme.charAt(0);
  return (mark === '"' || mark === "'") && (lexeme.length === 1 || !lexeme.endsWith(mark));
}

/** Refuses what would cost the parser too much time or stack, before the parser sees it. */
class Guard {
  #tokens = 0;
  #flow = 0;
  #inLine = 0;
  #atLineStart = true;

  see(lexeme: string): { code: string; message: string } | null {
    this.#tokens += 1;
    if (lexeme === '[' || lexeme === '{') this.#flow += 1;
    else if (lexeme === ']' || lexeme === '}') this.#flow -= 1;
    else if (lexeme === '-' || lexeme === '?' || (lexeme === ':' && this.#flow <= 0)) this.#inLine += 1;
    const endsLine = lexeme.endsWith('\n');
    if (endsLine) this.#inLine = 0;
    const indent = this.#atLineStart && lexeme.length > MAX_INDENT && lexeme.trim() === '' ? lexeme.length : 0;
    this.#atLineStart = endsLine;
    if (this.#tokens > MAX_TOKENS)
      return { code: 'file_too_complex', message: 'the file has more values than a pipeline may have' };
    if (this.#flow > MAX_DEPTH || this.#inLine > MAX_DEPTH || indent > MAX_INDENT) {
      return { code: 'nested_too_deeply', message: `lists and maps are nested more than ${MAX_DEPTH} levels deep` };
    }
    return null;
  }
}

/** Reports the first error of the syntax (what follows is mostly its echo). */
function reportErrors(errors: readonly YAMLError[], { file, unclosed }: Composed, report: Report): number | null {
  const first = [...errors].sort((a, b) => a.pos[0] - b.pos[0])[0];
  if (first === undefined) return null;
  const { code, message, hint, at, spoilsLineBefore } = explainSyntax(first, file.text, unclosed);
  const isMoved = at !== Math.min(first.pos[0], file.text.length);
  const end = isMoved ? at + 1 : Math.max(at, Math.min(first.pos[1], file.text.length));
  const place = { span: file.lines.span(at, end), path: '' };
  report.error(code, place, { message, hint });
  return spoilsLineBefore === true ? place.span.line - 1 : place.span.line;
}

function checkDocuments(documents: readonly Document.Parsed[], file: FileText, report: Report): void {
  const [first, second] = documents;
  if (second !== undefined) {
    const message = `the file holds ${documents.length} YAML documents; a pipeline is one`;
    report.error('several_documents', placeAt(file, second.range[0]), {
      message,
      hint: 'split them into files, or remove the `---` between them',
    });
  }
  const yaml = first?.directives?.yaml;
  if (yaml?.explicit === true && yaml.version !== '1.2') {
    report.error('yaml_version', placeAt(file, file.text.indexOf('%YAML')), {
      message: `the file declares YAML ${yaml.version}; pipelines are YAML 1.2`,
    });
  }
}
