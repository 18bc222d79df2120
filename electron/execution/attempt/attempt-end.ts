import type { Consequence, FactBody, Read, StoredValue } from '../../../shared/facts.ts';
import type { Json } from '../../../shared/json.ts';
import { stepState } from '../../../shared/state/run-state.ts';
import type { ToolError } from '../../tools/tool.ts';
import { hashStored } from '../forks/hash.ts';
import { type FailurePlace, recordFailure } from '../recovery/classify.ts';
import { stepOf } from '../run/definition.ts';
import { pathOf, type RunContext } from '../run/run-context.ts';
import { handledBy } from '../schedule/settle.ts';
import { normalise } from './normalise.ts';

/** How an attempt ended, in the words of facts. Everything that enters the table passes through here: plain JSON, secrets masked (E18). */

export interface AttemptPlace extends FailurePlace {
  readonly step: string;
  readonly attempt: number;
}

export interface FailureEnd {
  readonly failure: { readonly error: ToolError; readonly stack?: string; readonly cause?: string };
  readonly durationMs: number;
  readonly result?: StoredValue;
  readonly fatal?: boolean;
}

type Failed = Extract<FactBody, { type: 'step.failed' }>;
type Completed = Extract<FactBody, { type: 'step.completed' }>;
type Cancelled = Extract<FactBody, { type: 'step.cancelled' }>;

export function stepFailed(context: RunContext, place: AttemptPlace, end: FailureEnd): Failed {
  const { shape } = stepOf(context.definition, place.step);
  const handled = end.fatal === true ? undefined : handledBy(shape.onFailure);
  return {
    type: 'step.failed',
    step: place.step,
    attempt: place.attempt,
    error: errorRecord(context, place, end.failure),
    ...(end.result === undefined ? {} : { result: end.result }),
    ...(handled === undefined ? {} : { handled }),
    durationMs: end.durationMs,
    consequences: [],
  };
}

/** The failure as it is recorded, without secrets. */
export function errorRecord(context: RunContext, place: AttemptPlace, failure: FailureEnd['failure']) {
  const { error, ...trace } = failure;
  const { secrets } = context;
  const { step, attempt, span = spanOf(context, step) } = place;
  const record = recordFailure(error, { step: pathOf(context, step), attempt, span }, trace);
  if (secrets.names.length === 0) return record;
  return {
    ...record,
    message: secrets.maskText(record.message),
    ...(record.hint === undefined ? {} : { hint: secrets.maskText(record.hint) }),
    ...(record.stack === undefined ? {} : { stack: secrets.maskText(record.stack) }),
    ...(record.cause === undefined ? {} : { cause: secrets.maskText(record.cause) }),
    ...(record.details === undefined ? {} : { details: maskFields(context, record.details) }),
  };
}

export function stepCancelled(place: AttemptPlace, durationMs: number): Cancelled {
  return { type: 'step.cancelled', step: place.step, attempt: place.attempt, durationMs, consequences: [] };
}

export interface SuccessEnd {
  readonly result: unknown;
  readonly meta?: unknown;
  readonly variables?: unknown;
  readonly durationMs: number;
}

/** Stores the result and the variables; they are on disk when it resolves. Rejects with `storage_failure`. */
export async function stepCompleted(context: RunContext, place: AttemptPlace, end: SuccessEnd): Promise<Completed> {
  const result = await store(context, place, { value: end.result, name: 'result' });
  const meta = end.meta === undefined ? {} : keepFields(context, place, { value: end.meta, name: 'meta' });
  return {
    type: 'step.completed',
    step: place.step,
    attempt: place.attempt,
    result,
    ...(Object.keys(meta).length === 0 ? {} : { meta }),
    durationMs: end.durationMs,
    consequences: await changesOf(context, place, end.variables),
  };
}

/** The same for a container, whose result is made of what has passed through here already. */
export async function containerCompleted(
  context: RunContext,
  place: AttemptPlace,
  { result, reads, durationMs }: { result: Json; reads: readonly Read[]; durationMs: number },
): Promise<Completed> {
  return {
    type: 'step.completed',
    step: place.step,
    attempt: place.attempt,
    result: await context.folder.blobs.put(result),
    reads,
    durationMs,
    consequences: [],
  };
}

/** A value as it is kept: plain JSON, masked, in its place. Warns of what was changed. Rejects with `storage_failure`. */
export function store(
  context: RunContext,
  place: AttemptPlace,
  { value, name }: { value: unknown; name: string },
): Promise<StoredValue> {
  return context.folder.blobs.put(keep(context, place, { value, name }));
}

function keep(context: RunContext, place: AttemptPlace, { value, name }: { value: unknown; name: string }): Json {
  const { value: plain, warnings } = normalise(value, name);
  for (const message of warnings) {
    context.ledger.append(
      {
        type: 'warning',
        code: 'value_changed',
        message: context.secrets.maskText(`step ${pathOf(context, place.step)}: ${message}`),
        step: place.step,
      },
      false,
    );
  }
  return context.secrets.mask(plain);
}

function keepFields(
  context: RunContext,
  place: AttemptPlace,
  given: { value: unknown; name: string },
): { readonly [name: string]: Json } {
  const kept = keep(context, place, given);
  return typeof kept === 'object' && kept !== null && !Array.isArray(kept)
    ? Object.fromEntries(Object.entries(kept))
    : {};
}

function maskFields(context: RunContext, fields: { readonly [name: string]: Json }): { readonly [name: string]: Json } {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, context.secrets.mask(value)]));
}

/** An equal value is no change (E17). */
async function changesOf(
  context: RunContext,
  place: AttemptPlace,
  variables: unknown,
): Promise<readonly Consequence[]> {
  if (variables === undefined) return [];
  const changes: Consequence[] = [];
  for (const [name, value] of Object.entries(keepFields(context, place, { value: variables, name: 'variables' }))) {
    const stored = await context.folder.blobs.put(value);
    const old = context.ledger.head.variables.get(name)?.at(-1)?.value ?? null;
    if (old !== null && hashStored(old) === hashStored(stored)) continue;
    changes.push({ type: 'variable.changed', name, old, value: stored, step: place.step, attempt: place.attempt });
  }
  return changes;
}

function spanOf(context: RunContext, step: string) {
  return context.steps.get(step)?.span ?? { file: context.pipeline.file, line: 1, column: 1, endLine: 1, endColumn: 1 };
}

/** The number that the next attempt of a step has. */
export function nextAttempt(context: Pick<RunContext, 'ledger'>, step: string): number {
  return stepState(context.ledger.head, step).attempt + 1;
}
