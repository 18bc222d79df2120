import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePipeline } from '../../electron/compiler/compile.ts';
import { formatDiagnostic } from '../../electron/compiler/format.ts';
import { builtinTools } from '../../electron/tools/registry.ts';

const FOLDERS = ['../../examples', '../../../shared/pipelines/examples'].map((folder) =>
  path.join(import.meta.dirname, folder),
);
const FILES = FOLDERS.filter((folder) => existsSync(folder)).flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => readFileSync(path.join(folder, name), 'utf8')),
);

/** Words of the language, and what breaks parsers. */
const WORDS = [
  'id',
  'steps',
  'tool',
  'parameters',
  'dependencies',
  'condition',
  'on_false',
  'on_failure',
  'for_each',
  'inputs',
  'outputs',
  'retry',
  'timeout',
  'default',
  'type',
  '{{',
  '}}',
  '{%',
  '%}',
  '{#',
  '"',
  "'",
  '|',
  '>',
  ':',
  '-',
  '[',
  ']',
  '{',
  '}',
  '&a',
  '*a',
  '!!str',
  '<<',
  '#',
  '---',
  '...',
  '\t',
  '\r\n',
  '\u0000',
  '\uFEFF',
  '\u{1f600}',
  '\ud800',
  'null',
  'true',
  '.nan',
  '1e999',
  '0x1F',
  '__proto__',
  'constructor',
  'toString',
  'loop',
  'item',
  'error',
  'variables.x',
  'steps[',
  '~',
  '//',
  '**',
  '<AUTO>',
];

type Mutation = (text: string) => string;
const place = fc.double({ min: 0, max: 1, noNaN: true });
const word = fc.oneof(fc.constantFrom(...WORDS), fc.string({ maxLength: 5 }));
const at = (text: string, where: number) => Math.floor(where * text.length);

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(place, word).map(
    ([where, put]): Mutation =>
      (text) =>
        text.slice(0, at(text, where)) + put + text.slice(at(text, where)),
  ),
  fc.tuple(place, fc.nat(40)).map(
    ([where, length]): Mutation =>
      (text) =>
        text.slice(0, at(text, where)) + text.slice(at(text, where) + length),
  ),
  fc.tuple(place, place).map(
    ([from, to]): Mutation =>
      (text) =>
        swapLines(text, from, to),
  ),
  fc.tuple(place, place, word).map(
    ([from, , put]): Mutation =>
      (text) =>
        text.replace(wordAt(text, from), () => put),
  ),
  fc.tuple(place, place).map(
    ([from, to]): Mutation =>
      (text) =>
        text.replace(wordAt(text, from), () => wordAt(text, to)),
  ),
  place.map(
    (where): Mutation =>
      (text) =>
        text.slice(0, at(text, where)),
  ),
);

function swapLines(text: string, from: number, to: number): string {
  const lines = text.split('\n');
  const [one, other] = [Math.floor(from * lines.length), Math.floor(to * lines.length)];
  const moved = lines[one] ?? '';
  lines[one] = lines[other] ?? '';
  lines[other] = moved;
  return lines.join('\n');
}

function wordAt(text: string, where: number): string {
  return /[\w-]+/.exec(text.slice(at(text, where)))?.[0] ?? ':';
}

function expectSound(text: string): void {
  const { pipeline, diagnostics, partial } = compilePipeline({ text, file: 'p.yaml', tools: builtinTools });
  const hasErrors = diagnostics.some(({ severity }) => severity === 'error');
  expect(pipeline === null).toBe(hasErrors);
  if (pipeline !== null) {
    expect([...pipeline.order].sort()).toEqual(pipeline.steps.map(({ id }) => id).sort());
    expect(partial.map(({ id }) => id)).toEqual(pipeline.steps.map(({ id }) => id));
  }
  const lines = text.split('\n');
  for (const diagnostic of diagnostics) {
    const { span, message, code } = diagnostic;
    expect(code).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(message.length).toBeLessThan(1000);
    expect(span.line).toBeLessThanOrEqual(lines.length);
    expect(span.column).toBeLessThanOrEqual((lines[span.line - 1]?.length ?? 0) + 1);
    expect(formatDiagnostic(diagnostic, text, { color: false })).not.toContain('\u0000');
  }
}

describe('a file that somebody damaged', () => {
  it('L1 gives diagnostics or a pipeline, never an exception, for mutants of real files', () => {
    const mutations = fc.array(mutation, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom(...FILES), mutations, (text, changes) =>
        expectSound(changes.reduce((changed, change) => change(changed), text)),
      ),
      { numRuns: 400, seed: 42 },
    );
  }, 60_000);

  it('L1 gives diagnostics or a pipeline for bytes of any kind', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.string({ unit: fc.constantFrom(...WORDS, ' ', '\n', '  ', ': ', '- '), maxLength: 60 }),
        (bytes, text) => {
          compilePipeline({ text: bytes, file: 'p.yaml', tools: builtinTools });
          expectSound(text);
          expectSound(`name: a\nsteps:\n  - id: a\n    tool: echo\n    parameters:\n      value: ${text}\n`);
        },
      ),
      { numRuns: 400, seed: 42 },
    );
  }, 60_000);
});
