import type { Alias, CST, Document, Pair, ParsedNode, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { SourceText, Span, TextMap } from '../../../shared/source.ts';
import { MAX_ALIASED_VALUES, MAX_DEPTH } from '../limits.ts';
import type { Report } from '../report.ts';
import type { FileText } from './file-text.ts';
import { decodeScalar } from './scalar-text.ts';
import type { YamlEntry, YamlNode, YamlScalar } from './tree.ts';
import { pathOfKey } from './tree.ts';

/** Copies the library's tree into ours. Null: the root is unusable. */
export function buildTree(document: Document.Parsed, file: FileText, report: Report): YamlNode | null {
  if (document.contents === null) return null;
  return new TreeBuilder(file, report).build(document.contents, '', 0);
}

/** A node as it was built, with the number of values in it, aliases counted as what they stand for. */
interface Built {
  readonly node: YamlNode;
  readonly values: number;
}

class TreeBuilder {
  readonly #file: FileText;
  readonly #report: Report;
  readonly #anchors = new Map<string, Built>();
  #values = 0;
  #aliased = 0;

  constructor(file: FileText, report: Report) {
    this.#file = file;
    this.#report = report;
  }

  build(node: ParsedNode, path: string, depth: number): YamlNode {
    if (isAlias(node)) return this.#resolve(node, path);
    const before = this.#values;
    this.#values += 1;
    const built = this.#copy(node, path, depth);
    // Set when the node ends: inside itself its own name is not known, so no value can contain itself.
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, { node: built, values: this.#values - before });
    return built;
  }

  #copy(node: Exclude<ParsedNode, Alias.Parsed>, path: string, depth: number): YamlNode {
    const span = this.#spanOf(node);
    if (depth > MAX_DEPTH) {
      const message = `lists and maps are nested more than ${MAX_DEPTH} levels deep`;
      this.#report.error('nested_too_deeply', { span, path }, { message });
      return this.#nothing(span, path);
    }
    this.#checkTag(node, span, path);
    if (isMap(node)) {
      const isPartial = node.items.some(({ key }) => isMergeKey(key));
      return {
        kind: 'map',
        span,
        path,
        entries: this.#entries(node, path, depth),
        ...(isPartial ? { isPartial } : {}),
      };
    }
    if (isSeq(node)) return { kind: 'list', span, path, items: this.#items(node, path, depth) };
    return this.#scalar(node, { span, path });
  }

  #items(list: YAMLSeq.Parsed, path: string, depth: number): YamlNode[] {
    return list.items.map((item, index) => this.build(item, `${path}[${index}]`, depth + 1));
  }

  #entries(map: YAMLMap.Parsed, path: string, depth: number): YamlEntry[] {
    const firstByKey = new Map<string, Span>();
    const entries: YamlEntry[] = [];
    for (const pair of map.items) {
      const entry = this.#entry(pair, path, depth);
      if (entry === null) continue;
      const first = firstByKey.get(entry.key);
      if (first !== undefined) {
        const message = `the key \`${entry.key}\` stands here a second time; the first is in line ${first.line}`;
        this.#report.error(
          'duplicate_key',
          { span: entry.keySpan, path: entry.value.path },
          { message, hint: 'keep one of the two' },
        );
        continue;
      }
      firstByKey.set(entry.key, entry.keySpan);
      entries.push(entry);
    }
    return entries;
  }

  /** Null: it is none, which is reported. */
  #entry(pair: Pair<ParsedNode, ParsedNode | null>, path: string, depth: number): YamlEntry | null {
    const { key: keyNode, value } = pair;
    const keySpan = this.#spanOf(keyNode);
    if (!isScalar(keyNode) || (keyNode.value === null && keyNode.source === '')) {
      this.#report.error('invalid_key', { span: keySpan, path }, this.#explainKey(keyNode));
      return null;
    }
    const key = typeof keyNode.value === 'string' ? keyNode.value : (keyNode.source ?? '');
    if (isMergeKey(keyNode)) {
      const message = 'merge keys (`<<`) are not part of YAML 1.2';
      this.#report.error('merge_key', { span: keySpan, path }, { message, hint: 'write the keys out' });
      return null;
    }
    const inner = pathOfKey(path, key);
    return {
      key,
      keySpan,
      value: value === null ? this.#nothing(keySpan, inner) : this.build(value, inner, depth + 1),
    };
  }

  /** `value: {{ who }}` is a map whose key is a map. */
  #explainKey(key: ParsedNode): { message: string; hint?: string } {
    const start = key.range[0];
    if (isMap(key) && this.#file.text.startsWith('{{', start - 1)) {
      const end = this.#file.text.indexOf('}}', start);
      const written = this.#file.text.slice(start - 1, end + 2);
      const isShort = end !== -1 && written.length <= 80 && !/['\n]/.test(written);
      const hint = `an expression stands in quotes${isShort ? `: '${written}'` : ''}`;
      return { message: 'without quotes YAML reads `{{` as a map inside of a map', hint };
    }
    return { message: `a key is a text; here it is ${isScalar(key) ? 'empty' : 'a list, a map or an alias'}` };
  }

  #nothing(span: Span, path: string): YamlScalar {
    return { kind: 'scalar', value: null, text: '', span, path, source: () => ({ text: '', map: [], span }) };
  }

  #resolve(alias: Alias.Parsed, path: string): YamlNode {
    const span = this.#spanOf(alias);
    const target = this.#anchors.get(alias.source);
    if (target === undefined) {
      const message = `\`*${alias.source}\` stands for no value that ends before it`;
      this.#report.error(
        'unknown_alias',
        { span, path },
        { message, hint: `a value is named with \`&${alias.source}\`; a text that begins with \`*\` stands in quotes` },
      );
      return { ...this.#nothing(span, path), isUnknown: true };
    }
    this.#aliased += target.values;
    this.#values += target.values;
    if (this.#aliased <= MAX_ALIASED_VALUES) return target.node;
    this.#report.error(
      'alias_expansion',
      { span, path },
      { message: `aliases stand for more than ${MAX_ALIASED_VALUES} values` },
    );
    return this.#nothing(span, path);
  }

  #spanOf(node: { range?: readonly [number, number, number] | null | undefined }): Span {
    const [start, end] = node.range ?? [0, 0];
    return this.#file.lines.span(start, Math.max(start, trimEnd(this.#file.text, start, end)));
  }

  #checkTag(node: Exclude<ParsedNode, Alias.Parsed>, span: Span, path: string): void {
    const tag = node.tag;
    if (tag === undefined || KNOWN_TAGS.has(tag)) return;
    const message = `the tag ${tag.slice(0, 80)} is unknown; a pipeline file holds plain texts, numbers, lists and maps`;
    this.#report.error(
      'unknown_tag',
      { span, path },
      { message, hint: 'remove the tag; a text that begins with `!` stands in quotes' },
    );
  }

  #scalar(node: Scalar.Parsed, place: { span: Span; path: string }): YamlScalar {
    const value = this.#valueOf(node, place);
    const text = typeof value === 'string' ? value : (node.source ?? String(value));
    let known: SourceText | undefined;
    const source = (): SourceText => (known ??= { text, map: this.#mapOf(node, text, place.span), span: place.span });
    return { kind: 'scalar', value, text, span: place.span, path: place.path, source };
  }

  #valueOf(node: Scalar.Parsed, place: { span: Span; path: string }): YamlScalar['value'] {
    const { value, source = '' } = node as Scalar;
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) return Number(value);
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    const message = `the number ${source.slice(0, 60)} cannot be kept exactly`;
    this.#report.error('number_out_of_range', place, { message, hint: 'put it in quotes to keep it as a text' });
    return source;
  }

  #mapOf(node: Scalar.Parsed, text: string, span: Span): TextMap {
    const start = { offset: 0, line: span.line, column: span.column };
    const token = node.srcToken;
    if (token === undefined || !isScalarToken(token)) return [start];
    const decoded = decodeScalar(token);
    if (decoded.text !== text) return [start];
    return decoded.pieces.map(({ offset, at }) => ({ offset, ...this.#file.lines.place(at) }));
  }
}

function isMergeKey(key: ParsedNode): boolean {
  return isScalar(key) && key.value === '<<' && key.type === 'PLAIN';
}

const KNOWN_TAGS: ReadonlySet<string> = new Set([
  '!',
  ...['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`),
]);

function isScalarToken(token: CST.Token): token is CST.FlowScalar | CST.BlockScalar {
  return ['scalar', 'single-quoted-scalar', 'double-quoted-scalar', 'block-scalar'].includes(token.type);
}

/** Asked for every node: a letter or a bracket needs no pattern. */
function isSpace(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (code <= 0x20 || code >= 0x7f) && /\s/.test(text[at] ?? '');
}

/** The end of a node's own text: what follows it up to the next node is white space. */
function trimEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isSpace(text, at - 1)) at -= 1;
  return at;
}
