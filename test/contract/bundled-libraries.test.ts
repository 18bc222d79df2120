import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as langgraph from '@langchain/langgraph';
import * as checkpoint from '@langchain/langgraph-checkpoint';
import fc from 'fast-check';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as library from 'yaml';
import { fastLibraries, rewritten } from '../../scripts/lib/bundle.mjs';
import { ROOT } from '../../scripts/lib/files.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'stepglass-bundle-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Bundled {
  readonly yaml: typeof library;
  readonly uuid5: typeof checkpoint.uuid5;
  readonly langgraph: typeof langgraph;
}
let bundled: Bundled;

beforeAll(async () => {
  const entry = path.join(folder, 'entry.mjs');
  const at = (library: string): string => JSON.stringify(path.join(ROOT, 'node_modules', library, 'dist/index.js'));
  const exported = [
    "export * as yaml from 'yaml';",
    `export { uuid5 } from ${at('@langchain/langgraph-checkpoint')};`,
    `export * as langgraph from ${at('@langchain/langgraph')};`,
  ];
  writeFileSync(entry, exported.join('\n'));
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
    expect(() => rewritten('class Tokenizer {\n}', id)).toThrow('a library has changed');
  });
});

describe('the ids of LangGraph as they are bundled', () => {
  it('are those of the library', () => {
    const same = fc.property(fc.string({ unit: 'grapheme' }), fc.uuid(), (name, namespace) => {
      expect(bundled.uuid5(name, namespace)).toBe(checkpoint.uuid5(name, namespace));
    });
    fc.assert(same);
  });
});

describe('a graph of LangGraph as it is bundled', () => {
  it('takes updates of any channel from any node', async () => {
    const { Annotation, Command, START, StateGraph } = bundled.langgraph;
    const state = Annotation.Root({ a: Annotation<number>(), b: Annotation<number>() });
    const graph = new StateGraph(state)
      .addNode('first', () => new Command({ update: { b: 2, c: 4 }, goto: 'second' }), { ends: ['second'] })
      .addNode('second', () => ({ a: 1 }))
      .addEdge(START, 'first')
      .compile();
    expect(await graph.invoke({})).toEqual({ a: 1, b: 2 });
  });
});
