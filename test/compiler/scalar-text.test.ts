import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { locate } from '../../shared/source.ts';
import { Report } from '../../electron/compiler/report.ts';
import { readFileText } from '../../electron/compiler/yaml/file-text.ts';
import { parseYaml } from '../../electron/compiler/yaml/parse.ts';
import { findEntry } from '../../electron/compiler/yaml/tree.ts';

/** The decoded text of `a:`, each character with the one that stands in the file where the map says. */
function located(yaml: string) {
  const report = new Report();
  const file = readFileText(yaml, 'p.yaml', report);
  const root = file === null ? null : (parseYaml(file, report)?.root ?? null);
  const node = root === null ? undefined : findEntry(root, 'a')?.value;
  if (node?.kind !== 'scalar') return null;
  const lines = yaml.split('\n');
  const source = node.source();
  const inFile = [...Array(source.text.length).keys()].map((offset) => {
    const span = locate(source, offset, offset + 1);
    return lines[span.line - 1]?.[span.column - 1] ?? '\n';
  });
  return { text: source.text, inFile, segments: source.map.length, errors: report.sorted() };
}

/** True if the character was made by a fold or an escape rather than copied. */
const isMade = (char: string, inFile: string) =>
  char === '\n' || (char === ' ' && /[\r\n]/.test(inFile)) || inFile === '\\' || /[\uDC00-\uDFFF]/.test(char);

function expectExact(yaml: string): void {
  const expected: unknown = parseDocument(yaml).get('a');
  const found = located(yaml);
  expect(found?.text).toBe(expected);
  for (let offset = 0; offset < (found?.text.length ?? 0); offset += 1) {
    const char = found?.text[offset] ?? '';
    const inFile = found?.inFile[offset] ?? '';
    if (!isMade(char, inFile)) expect({ offset, char: inFile }).toEqual({ offset, char });
  }
}

describe('the way back from a decoded text to the file', () => {
  it.each([
    ['a plain text', 'a: one two'],
    ['a plain text over several lines', 'a: one\n  two  \n\n\n   three\n'],
    ['single quotes', "a: 'it''s {{ x }} ''ok'''"],
    ['single quotes over lines', "a: 'one  \n   two''s\n\n   three '"],
    ['double quotes with escapes', 'a: "tab\\t {{ x }} \\u00e9 \\U0001F600 \\x41 end \\" \\\\"'],
    ['double quotes over lines', 'a: "one  \n   two \\\n    three\\\n\n  four"'],
    ['a literal block', 'a: |\n  one\n    two\n\n  {{ three }}\n'],
    ['a literal block with an indentation indicator', 'a: |2\n    one\n   two\n'],
    ['a literal block that keeps its end', 'a: |+\n  one\n\n\nb: 1\n'],
    ['a literal block that strips its end', 'a: |-\n  one\n  two\n\n'],
    ['a literal block with Windows line ends', 'a: |\r\n  one\r\n  two {{ x }}\r\n'],
    ['a folded block', 'a: >\n  one\n  two\n\n  three\n    more\n    still\n  back\n\n\n  end\n'],
    ['a folded block that strips its end', 'a: >-\n  {%- if x -%}200\n  {%- else -%}\n  {%- endif %}\n'],
    ['a folded block that begins with an empty line', 'a: >\n\n  one\n  two\n'],
    ['an empty block that keeps', 'a: |+\n\n\nb: 1'],
  ])('L1 is exact for %s', (_title, yaml) => expectExact(yaml));

  it('L1 is exact for every kind of scalar with random content', () => {
    const line = fc.string({
      unit: fc.constantFrom('a', 'b', ' ', ' ', '{', '}', "'", '"', '\\', '#', '-', 'é', '\t', ':'),
      maxLength: 12,
    });
    const lines = fc.array(line, { minLength: 1, maxLength: 6 });
    const header = fc.constantFrom('|', '>', '|-', '>-', '|+', '>+', '|2', '>2-');
    const block = fc
      .tuple(header, lines)
      .map(([head, rows]) => `a: ${head}\n${rows.map((row) => `  ${row}`).join('\n')}\n`);
    const single = lines.map((rows) => `a: '${rows.join('\n  ').replaceAll("'", "''")}'\n`);
    const double = lines.map(
      (rows) =>
        `a: "${rows
          .join('\n  ')
          .replaceAll('"', '\\"')
          .replaceAll(/\\(?!")/g, '\\\\')}"\n`,
    );
    const plain = lines.map((rows) => `a: x${rows.join('\n  ')}\n`);
    fc.assert(
      fc.property(fc.oneof(block, single, double, plain), fc.boolean(), (yaml, crlf) => {
        const text = crlf ? yaml.replaceAll('\n', '\r\n') : yaml;
        if (parseDocument(text).errors.length > 0 || typeof parseDocument(text).get('a') !== 'string') return;
        expectExact(text);
      }),
      { numRuns: 2000, seed: 20240607 },
    );
  });
});
