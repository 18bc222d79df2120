/**
 * What a journal of each format may hold. A release reads journals of its own format and of older ones; it refuses newer
 * ones by name. So whoever adds to `shared/facts.ts` adds to this table, and decides: an older release that does not know
 * the type or the field either shows the run as it is all the same (the number stays), or it would misread or misrun it
 * (`JOURNAL_FORMAT` is raised, the new number goes here, and a fixture with it; docs/decisions/0007).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type {
  Consequence,
  Edit,
  ErrorRecord,
  Fact,
  FactType,
  PinnedResult,
  Read,
  ReusedFrom,
  RunParent,
} from '../../../shared/facts.ts';
import { applyFact } from '../../../shared/state/apply-fact.ts';
import { emptyRunState } from '../../../shared/state/run-state.ts';
import { encodeJournalLine } from '../../../electron/storage/journal/journal-lines.ts';
import { readJournal } from '../../../electron/storage/journal/read-journal.ts';
import { EVERY_FACT } from './every-fact.ts';

type Key<T> = T extends unknown ? keyof T : never;
/** Field → the format that it came with. */
type Since<T, Envelope = never> = { readonly [F in Exclude<Key<T>, Envelope>]: number };
type Body<T extends FactType> = Fact extends infer F
  ? F extends { readonly type: infer U }
    ? T extends U
      ? F
      : never
    : never
  : never;
type Changed<T> = Extract<Consequence, { readonly type: T }>;

const FACTS: { readonly [T in FactType]: Since<Body<T>, 'n' | 'at' | 'type'> } = {
  'run.created': {
    run: 1,
    pipeline: 1,
    inputs: 1,
    workdir: 1,
    steps: 1,
    maxParallel: 1,
    until: 1,
    only: 1,
    pins: 1,
    parent: 1,
    edits: 1,
  },
  'run.started': {},
  'run.resumed': { after: 1 },
  'run.paused': { reason: 1, step: 1 },
  'run.waiting': { steps: 1 },
  'run.completed': { outputs: 1 },
  'run.failed': { error: 1, outputs: 1, outputErrors: 1 },
  'run.cancelled': { error: 1, outputs: 1, outputErrors: 1 },
  'condition.evaluated': { step: 1, expression: 1, value: 1, reads: 1 },
  'step.started': { step: 1, attempt: 1, parameters: 1, reads: 1 },
  'loop.iteration_started': { step: 1, iteration: 1, total: 1, expression: 1 },
  'loop.iteration_completed': {
    step: 1,
    iteration: 1,
    status: 1,
    durationMs: 1,
    state: 1,
    expression: 1,
    isLast: 1,
  },
  'process.started': { step: 1, attempt: 1, pid: 1, startedAt: 1, marker: 1 },
  'step.attempt_failed': { step: 1, attempt: 1, error: 1, retryAt: 1, durationMs: 1 },
  'step.completed': {
    step: 1,
    attempt: 1,
    result: 1,
    meta: 1,
    handled: 1,
    error: 1,
    reads: 1,
    durationMs: 1,
    consequences: 1,
  },
  'step.failed': { step: 1, attempt: 1, error: 1, result: 1, handled: 1, durationMs: 1, consequences: 1 },
  'step.cancelled': { step: 1, attempt: 1, durationMs: 1, consequences: 1 },
  'step.skipped': { step: 1, reason: 1, consequences: 1 },
  'step.reused': {
    step: 1,
    status: 1,
    from: 1,
    result: 1,
    meta: 1,
    reads: 1,
    parameters: 1,
    durationMs: 1,
    consequences: 1,
  },
  'handler.ended': {
    step: 1,
    attempt: 1,
    handler: 1,
    work: 1,
    status: 1,
    // biome-ignore lint/suspicious/noThenProperty: the name of a field of a fact
    then: 1,
    durationMs: 1,
    result: 1,
    error: 1,
  },
  'step.waiting': { step: 1, question: 1 },
  'step.answered': { step: 1, answer: 1, by: 1 },
  'step.reset': { steps: 1, reason: 1, reopened: 1, dropped: 1, cause: 1, consequences: 1 },
  'breakpoint.hit': { step: 1, when: 1 },
  edited: { edit: 1 },
  'checkpoint.created': { checkpoint: 1, seq: 1, sizeBytes: 1 },
  warning: { code: 1, message: 1, step: 1 },
};

/** What several facts have in them. */
const PARTS: {
  readonly consequences: {
    readonly skipped: Since<Changed<'step.skipped'>>;
    readonly route: Since<Changed<'route.taken'>>;
    readonly variable: Since<Changed<'variable.changed'>>;
  };
  readonly from: Since<ReusedFrom>;
  readonly pins: Since<PinnedResult>;
  readonly parent: Since<RunParent>;
  readonly error: Since<ErrorRecord>;
  readonly reads: Since<Read>;
  readonly edit: Since<Edit>;
} = {
  consequences: {
    skipped: { type: 1, step: 1, reason: 1 },
    route: { type: 1, step: 1, to: 1, on: 1 },
    variable: { type: 1, name: 1, old: 1, value: 1, step: 1, attempt: 1 },
  },
  from: { run: 1, attempt: 1, pin: 1, outdated: 1, given: 1 },
  pins: { step: 1, from: 1, result: 1, meta: 1, parameters: 1, durationMs: 1, variables: 1 },
  parent: { run: 1, checkpoint: 1, seq: 1, step: 1 },
  error: {
    category: 1,
    code: 1,
    severity: 1,
    retryable: 1,
    message: 1,
    hint: 1,
    stack: 1,
    cause: 1,
    step: 1,
    attempt: 1,
    span: 1,
    details: 1,
  },
  reads: { kind: 1, name: 1, hash: 1, at: 1 },
  edit: { kind: 1, name: 1, value: 1 },
};

const fixture = join(import.meta.dirname, '../../fixtures/storage/facts-1');
const journal = join(fixture, 'journal.jsonl');

it('E6 writes the number of the newest format that a field of a fact came with', () => {
  const [first] = EVERY_FACT;
  const line = encodeJournalLine(first, 0);
  expect(JSON.parse(line.slice(line.indexOf(' ')))).toMatchObject({ format: Math.max(...numbersIn({ FACTS, PARTS })) });
});

it('E6 reads every fact of format 1 as it was meant', () => {
  const { facts, torn } = readJournal(journal);
  expect(torn).toBeNull();
  expect(facts).toEqual(EVERY_FACT);
});

it('E6 writes format 1 to the byte as the release that it came with', () => {
  const lines = EVERY_FACT.map((fact) => encodeJournalLine(fact, fact.n - 1));
  expect(lines.join('')).toBe(readFileSync(journal, 'utf8'));
});

it('E6 folds every fact of format 1 into the state that it always meant', () => {
  const state = emptyRunState();
  for (const fact of readJournal(journal).facts) applyFact(state, fact);
  expect(plain(state)).toMatchObject(JSON.parse(readFileSync(join(fixture, 'state.json'), 'utf8')));
});

it.each(Object.entries(FACTS))('E6 has %s with each of its fields in the recorded journal', (type, fields) => {
  const there = EVERY_FACT.filter((fact) => fact.type === type).flatMap((fact) => Object.keys(fact));
  expect(new Set(there)).toEqual(new Set(['n', 'at', 'type', ...Object.keys(fields)]));
});

it.each([
  ['from', PARTS.from],
  ['pins', PARTS.pins],
  ['parent', PARTS.parent],
  ['error', PARTS.error],
  ['reads', PARTS.reads],
  ['edit', PARTS.edit],
  ['consequences', { ...PARTS.consequences.skipped, ...PARTS.consequences.route, ...PARTS.consequences.variable }],
])('E6 has every field of `%s` in the recorded journal', (name, fields) => {
  const there = EVERY_FACT.flatMap((fact) => Object.entries(fact)).filter(([key]) => key === name);
  const keys = there.flatMap(([, value]) => [value].flat()).flatMap((part) => Object.keys(part ?? {}));
  expect(new Set(keys)).toEqual(new Set(Object.keys(fields)));
});

function numbersIn(value: unknown): number[] {
  return typeof value === 'number' ? [value] : Object.values(value as object).flatMap(numbersIn);
}

/** Maps and sets as JSON can hold them. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, each: unknown) =>
      each instanceof Map ? Object.fromEntries(each) : each instanceof Set ? [...each] : each,
    ),
  );
}
