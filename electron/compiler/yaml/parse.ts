import type { Document, YAMLError } from 'yaml';
import { Composer, Lexer, Parser } from 'yaml';
import { MAX_DEPTH, MAX_INDENT, MAX_TOKENS } from '../limits.ts';
import { Report } from '../report.ts';
import { buildTree } from './build-tree.ts';
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
  const documents = compose(file, report);
  if (documents === null) return null;
  const [document] = documents;
  if (document === undefined || document.contents === null) {
    report.error('empty_file', placeAt(file, 0), {
      message: 'the file holds no pipeline',
      hint: 'a pipeline has at least `name` and `steps`',
    });
    return null;
  }
  const brokenLine = reportErrors(document.errors, file, report);
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

function compose(file: FileText, report: Report): Document.Parsed[] | null {
  const parser = new Parser();
  const guard = new Guard();
  const tokens = [];
  let offset = 0;
  for (const lexeme of new Lexer().lex(file.text)) {
    const problem = guard.see(lexeme);
    if (problem !== null) {
      report.error(problem.code, placeAt(file, offset), problem);
      return null;
    }
    if (!isMark(lexeme)) offset += lexeme.length;
    for (const token of parser.next(lexeme)) tokens.push(token);
  }
  for (const token of parser.end()) tokens.push(token);
  return [...new Composer(OPTIONS).compose(tokens)].filter((document) => 'contents' in document);
}

/** Tokens of the lexer that stand for no text: begin of a document, of a scalar, end of flow. */
function isMark(lexeme: string): boolean {
  return lexeme === '\u0002' || lexeme === '\u0018' || lexeme === '\u001f';
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
function reportErrors(errors: readonly YAMLError[], file: FileText, report: Report): number | null {
  const first = [...errors].sort((a, b) => a.pos[0] - b.pos[0])[0];
  if (first === undefined) return null;
  const start = Math.min(first.pos[0], file.text.length);
  const place = { span: file.lines.span(start, Math.max(start, Math.min(first.pos[1], file.text.length))), path: '' };
  report.error(
    first.code === 'TAB_AS_INDENT' ? 'tab_indentation' : 'yaml_syntax',
    place,
    explain(first, file.text, start),
  );
  return place.span.line;
}

/** The parser repeats what it found, however long. */
const MAX_MESSAGE = 200;

function explain(error: YAMLError, text: string, start: number): { message: string; hint?: string } {
  if (error.code === 'TAB_AS_INDENT')
    return { message: 'a tab indents this line; YAML is indented with spaces', hint: 'replace the tab with spaces' };
  const found = error.message.length > MAX_MESSAGE ? `${error.message.slice(0, MAX_MESSAGE)}…` : error.message;
  const message = `this is not YAML: ${lowerFirst(found)}`;
  if (text.startsWith('{%', start - 1) || text.startsWith('{{', start - 1) || text.startsWith('{%', start)) {
    return { message, hint: 'a template stands inside a text: put the value in quotes, or under `|`' };
  }
  return error.code === 'BAD_ALIAS' ? { message, hint: 'a value that begins with `*` stands in quotes' } : { message };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
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
