import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as library from 'yaml';
import { fastLibraries } from '../../scripts/lib/bundle.mjs';
import { ROOT } from '../../scripts/lib/files.mjs';
import { withoutGenerators } from '../../scripts/lib/plain-yaml.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'stepglass-bundle-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Bundled {
  readonly yaml: typeof library;
  readonly v5: (name: string, namespace: string) => string;
}
let bundled: Bundled;

beforeAll(async () => {
  const entry = path.join(folder, 'entry.mjs');
  const core = path.join(ROOT, 'node_modules/@langchain/core/dist/utils/uuid/index.js');
  writeFileSync(entry, `export * as yaml from 'yaml';\nexport { v5 } from ${JSON.stringify(core)};\n`);
  await build({
    configFile: false,
    logLevel: 'error',
    plugins: [fastLibraries()],
    ssr: { noExternal: true },
    build: { ssr: entry, outDir: path.join(folder, 'out'), rolldownOptions: { output: { entryFileNames: 'out.mjs' } } },
  });
  bundled = (await import(pathToFileURL(path.join(folder, 'out/out.mjs')).href)) as Bundled;
});

const PIECES = [
  'a',
  '1',
  ' ',
  '  ',
  '\n',
  '\r\n',
  '\t',
  ': ',
  ':',
  '- ',
  '-',
  '? ',
  ',',
  '{',
  '}',
  '[',
  ']',
  '#',
  ' #c',
  '"',
  "'",
  '"x"',
  "'y'",
  '\\',
  '|',
  '>',
  '|2+\n',
  '>-\n',
  '&a ',
  '*a',
  '!t ',
  '!<x> ',
  '%YAML 1.2\n',
  '<<',
  '---\n',
  '...\n',
  'key: value\n',
  '- item\n',
  '{{ x }}',
  '\uFEFF',
  '~',
];

/** All that a text gives: the tokens of the lexer, those of the parser, what the parser itself makes of the whole. */
function tokensOf({ Lexer, Parser }: typeof library, text: string): unknown {
  const parser = new Parser();
  const lexemes = [...new Lexer().lex(text)];
  const tokens = lexemes.flatMap((lexeme) => [...parser.next(lexeme)]);
  return { lexemes, tokens: [...tokens, ...parser.end()], whole: [...new Parser().parse(text)] };
}

function expectSame(text: string): void {
  expect(tokensOf(bundled.yaml, text)).toEqual(tokensOf(library, text));
}

describe('the parser of yaml as it is bundled', () => {
  it('gives the same tokens for every file of the repository', () => {
    const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
      .filter((file) => !/^(node_modules|dist|test-results)\b/.test(file))
      .filter((file) => /\.(ya?ml)$/.test(file));
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) expectSame(readFileSync(path.join(ROOT, file), 'utf8'));
  });

  it('gives the same tokens for any text', () => {
    const piece = fc.constantFrom(...PIECES);
    const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
    fc.assert(fc.property(text, expectSame), { numRuns: 1500 });
  });

  it('reads no further than it is asked', () => {
    const lexer = new bundled.yaml.Lexer();
    const lexemes = lexer.lex('a: 1\n'.repeat(1000))[Symbol.iterator]();
    for (let seen = 0; seen < 10; seen += 1) lexemes.next();
    expect(Reflect.get(lexer, 'pos')).toBeLessThan(50);
  });

  it('is a build error where the library has changed', () => {
    const id = '/node_modules/yaml/browser/dist/parse/lexer.js';
    expect(() => withoutGenerators('class Tokenizer {\n}', id)).toThrow('the parser of yaml has changed');
  });
});

describe('the names of tasks as they are bundled', () => {
  it('are those that the SHA-1 of their text makes', () => {
    const namespace = '1ef4f797-8335-6428-8001-8a1503f9b875';
    const hash = createHash('sha1')
      .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
      .update('stép')
      .digest('hex');
    expect(bundled.v5('stép', namespace).replaceAll('-', '')).toMatch(
      new RegExp(`^${hash.slice(0, 12)}5${hash.slice(13, 16)}[89ab]${hash.slice(17, 32)}$`),
    );
    expect(bundled.v5('www.example.com', '6ba7b810-9dad-11d1-80b4-00c04fd430c8')).toBe(
      '2ed6657d-e927-568b-95e1-2665a8aea6a2',
    );
  });
});
