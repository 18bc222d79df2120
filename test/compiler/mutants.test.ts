import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plain } from '../../electron/cli/terminal/paint.ts';
import { terminalText } from '../../electron/cli/terminal/text-width.ts';
import { compilePipeline } from '../../electron/compiler/compile.ts';
import { formatDiagnostic } from '../../electron/compiler/format.ts';
import { builtinTools } from '../../electron/tools/registry.ts';

const FOLDERS = ['../../examples', '../../../shared/pipelines/examples'].map((folder) =>
  path.join(import.meta.dirname, folder),
);
/** With every container, so that mutants reach into all of them. */
const CONTAINERS = `name: containers
inputs: { list: [1, 2] }
steps:
  - id: each
    for_each: list
    as: row
    max_parallel: 2
    steps:
      - { id: a, tool: echo, parameters: { value: "{{ row }} {{ loops.each.index }}" } }
      - id: rounds
        while: "{{ iteration < 3 }}"
        loop_name: inner
        set_state: { last: "{{ b }}" }
        steps:
          - { id: b, tool: echo, parameters: { value: "{{ inner.index }} {{ loop_state.last | default(0) }} {{ a }}" } }
  - id: both
    condition: "{{ each.failed == 0 }}"
    parallel:
      - { id: c, tool: echo, parameters: { value: "{{ each.results }}" }, on_error: { run: mend } }
      - { id: d, pipeline: 0.yaml }
  - { id: mend, tool: echo, parameters: { value: "{{ error.message }}" } }
  - id: poll
    action_loop: [{ tool: echo, name: e, parameters: { value: 1 } }, { tool: set, parameters: { variables: { n: 1 } } }]
    until: "{{ e == 1 and variables.n }}"
  - { id: f, tool: echo, parameters: { value: "{{ both.c }} {{ d.outputs }}" }, on_failure: rollback, rollback_to: c }
`;
const FILES = FOLDERS.filter((folder) => existsSync(folder)).flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => readFileSync(path.join(folder, name), 'utf8')),
);
const SOURCES = [...FILES, ...Array<string>(Math.max(1, FILES.length >> 1)).fill(CONTAINERS)];

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
  'while',
  'until',
  'parallel',
  'pipeline',
  'action_loop',
  'on_error',
  'run',
  'fallback_value',
  'rollback',
  'rollback_to',
  'set_state',
  'loop_state',
  'as',
  'loop_name',
  'max_parallel',
  'max_iterations',
  '0.yaml',
  '1.yaml',
  'loops.a.item',
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

const terminal = { ...terminalText, paint: plain };

const INCLUDED = new Map(
  [
    'name: c\nsteps: [{ id: a, tool: echo, parameters: { value: 1 } }]',
    'name: c\nsteps: [{ id: a, pipeline: p.yaml }]',
    '{',
  ].map((text, at) => [`${at}.yaml`, text]),
);

function readIncluded(file: string): string {
  const text = INCLUDED.get(file);
  if (text === undefined) throw new Error(`there is no ${file}`);
  return text;
}

function expectSound(text: string): void {
  const { pipeline, diagnostics, partial } = compilePipeline({
    text,
    file: 'p.yaml',
    tools: builtinTools,
    readFile: readIncluded,
  });
  const hasErrors = diagnostics.some(({ severity }) => severity === 'error');
  expect(pipeline === null).toBe(hasErrors);
  if (pipeline !== null) {
    expect([...pipeline.order].sort()).toEqual(pipeline.steps.map(({ id }) => id).sort());
    const called = (pipeline.handlerSteps ?? []).map(({ id }) => id);
    expect(partial.map(({ id }) => id).filter((id) => !called.includes(id))).toEqual(
      pipeline.steps.map(({ id }) => id),
    );
  }
  const lines = text.split('\n');
  for (const diagnostic of diagnostics.filter(({ includedAt }) => includedAt === undefined)) {
    const { span, message, code } = diagnostic;
    expect(code).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(message.length).toBeLessThan(1000);
    expect(span.line).toBeLessThanOrEqual(lines.length);
    expect(span.column).toBeLessThanOrEqual((lines[span.line - 1]?.length ?? 0) + 1);
    expect(formatDiagnostic(diagnostic, { file: 'p.yaml', text }, terminal).join('')).not.toContain('\u0000');
  }
}

describe('a file that somebody damaged', () => {
  it('L1 begins with one that is whole', () => {
    const { diagnostics } = compilePipeline({
      text: CONTAINERS,
      file: 'p.yaml',
      tools: builtinTools,
      readFile: readIncluded,
    });
    expect(diagnostics).toEqual([]);
  });

  it('L1 gives diagnostics or a pipeline, never an exception, for mutants of real files', () => {
    const mutations = fc.array(mutation, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom(...SOURCES), mutations, (text, changes) =>
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
