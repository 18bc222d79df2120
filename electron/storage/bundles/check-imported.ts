import { join } from 'node:path';
import { z } from 'zod';
import { describeThrown, StepglassError } from '../../../shared/errors.ts';
import { applyFact } from '../../../shared/state/apply-fact.ts';
import type { RunState } from '../../../shared/state/run-state.ts';
import { emptyRunState } from '../../../shared/state/run-state.ts';
import type { FileLayer } from '../files/file-layer.ts';
import { readJournalInParts } from '../journal/read-journal.ts';
import { RunFolder } from '../run-folder.ts';
import { damagedBundle } from './bundle-manifest.ts';

/** Facts of a long run are checked in portions, between which the event loop turns. */
const PORTION = 1000;

const stored = z.union([
  z.object({ inline: z.json() }),
  z.object({ blob: z.string().regex(/^[0-9a-f]{64}$/), sizeBytes: z.int().nonnegative() }),
]);
const values = z.record(z.string(), stored);
const texts = z.array(z.string());
const text = z.string();
const reads = z.array(z.looseObject({ kind: text, name: text, hash: text, at: text }));
const span = z.looseObject({ file: text, line: z.int(), column: z.int() });
const error = z.looseObject({
  category: text,
  code: text,
  message: text,
  severity: text,
  hint: text.optional(),
  stack: text.optional(),
  cause: text.optional(),
  step: text.optional(),
  attempt: z.int().optional(),
  span: span.optional(),
});
const edit = z.looseObject({ kind: text, name: text, value: stored });
const consequence = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('step.skipped'), step: text, reason: text }),
  z.looseObject({ type: z.literal('route.taken'), step: text, to: text, on: text }),
  z.looseObject({
    type: z.literal('variable.changed'),
    name: text,
    old: stored.nullable(),
    value: stored,
    step: text,
    attempt: z.int(),
  }),
]);
/** Fields that have one meaning wherever they stand. What a type needs is found missing when it is folded. */
const factSchema = z.looseObject({
  n: z.int().positive(),
  at: z.iso.datetime(),
  type: text,
  step: text.optional(),
  attempt: z.int().positive().optional(),
  iteration: z.int().nonnegative().optional(),
  durationMs: z.number().nonnegative().optional(),
  consequences: z.array(consequence).optional(),
  reads: reads.optional(),
  parameters: stored.nullable().optional(),
  result: stored.optional(),
  question: stored.optional(),
  answer: stored.optional(),
  state: stored.optional(),
  outputs: values.optional(),
  outputErrors: z.record(text, text).optional(),
  inputs: values.optional(),
  error: error.nullable().optional(),
  steps: texts.optional(),
  dropped: texts.optional(),
  reopened: texts.optional(),
  edits: z.array(edit).optional(),
  edit: edit.optional(),
  message: text.optional(),
  reason: text.optional(),
  expression: text.optional(),
});
const createdSchema = z.looseObject({
  type: z.literal('run.created'),
  run: text,
  pipeline: z.looseObject({ id: text, name: text, file: text, hash: text, version: text.optional() }),
  inputs: values,
  workdir: text,
  steps: texts,
  maxParallel: z.number(),
  edits: z.array(edit),
  parent: z.looseObject({ run: text }).optional(),
});

/**
 * Reads the run that was unpacked into `folder` as everybody will read it, so that what cannot be read is refused now;
 * gives its state.
 * Rejects with `invalid_input` `bundle_damaged`, `newer_format`.
 */
export async function checkImportedRun(folder: string, run: string, files: FileLayer): Promise<RunState> {
  try {
    new RunFolder(folder, { files, now: () => 0 }).readDefinition();
    const { facts } = await readJournalInParts(join(folder, 'journal.jsonl'), files);
    if (createdSchema.parse(facts[0]).run !== run) throw damagedBundle(`its journal is not that of run ${run}`);
    const state = emptyRunState();
    for (const [at, fact] of facts.entries()) {
      factSchema.parse(fact);
      applyFact(state, fact);
      if (at % PORTION === PORTION - 1) await new Promise((resolve) => setImmediate(resolve));
    }
    return state;
  } catch (problem) {
    throw asRefusal(problem);
  }
}

function asRefusal(problem: unknown): unknown {
  if (problem instanceof z.ZodError) {
    const [first] = problem.issues;
    return damagedBundle(
      `a fact in it is not what this program writes (${first?.path.join('.')}: ${first?.message})`,
      problem,
    );
  }
  if (!(problem instanceof StepglassError))
    return damagedBundle(`its facts do not fit together (${describeThrown(problem)})`, problem);
  if (problem.kind === 'invalid_input') return problem;
  return problem.code === 'newer_format'
    ? new StepglassError('invalid_input', 'newer_format', `this run bundle cannot be used: ${problem.message}`, {
        cause: problem,
      })
    : damagedBundle(problem.message, problem);
}
