import type { StoredValue } from '../../../shared/facts.ts';
import type { Json } from '../../../shared/json.ts';
import type { Pipeline } from '../../../shared/pipeline.ts';
import type { ResultDocument, ResultStep } from '../../../shared/result-document.ts';
import { type RunState, stepState } from '../../../shared/state/run-state.ts';
import { shownStatus } from '../../../shared/state/shown-status.ts';
import type { BlobStore } from '../../storage/blobs.ts';

/**
 * The result document of a run in any state (E2). Plain data to whoever reads it, but results are loaded only when they
 * are looked at: a run may hold more than memory does. Looking at one that is damaged throws `storage_failure`.
 */
export function resultDocument(state: RunState, pipeline: Pipeline, blobs: Pick<BlobStore, 'get'>): ResultDocument {
  const { file, id, name, version } = state.pipeline ?? pipeline;
  const dependencies = new Map(pipeline.steps.map((step) => [step.id, step.dependencies]));
  const steps = pipeline.order.map((step): [string, ResultStep] => [
    step,
    stepDocument(state, step, { dependencies: dependencies.get(step) ?? [], blobs }),
  ]);
  return {
    run: state.run,
    pipeline: { id, name, version: version ?? null, file },
    status: state.status,
    success: state.status === 'completed',
    outputs: valuesOf(state.outputs, blobs),
    output_errors: state.outputErrors,
    steps: Object.fromEntries(steps),
    order: pipeline.order,
    started_at: state.startedAt,
    ended_at: state.endedAt,
    duration_ms: between(state.startedAt, state.endedAt),
    error: state.error,
  };
}

function stepDocument(
  state: RunState,
  step: string,
  { dependencies, blobs }: { dependencies: readonly string[]; blobs: Pick<BlobStore, 'get'> },
): ResultStep {
  const entry = stepState(state, step);
  const { result } = entry;
  return {
    status: shownStatus(state, step),
    success: entry.status === 'completed',
    handled: entry.handled ?? null,
    get result() {
      return result === undefined ? null : blobs.get(result);
    },
    error: entry.error ?? null,
    attempts: entry.attempts.length,
    started_at: entry.startedAt ?? null,
    ended_at: entry.endedAt ?? null,
    duration_ms: entry.durationMs ?? null,
    dependencies,
    skip_reason: entry.skipReason ?? null,
    reused_from: entry.reusedFrom ?? null,
  };
}

function valuesOf(
  stored: { readonly [name: string]: StoredValue },
  blobs: Pick<BlobStore, 'get'>,
): { readonly [name: string]: Json } {
  return Object.fromEntries(Object.entries(stored).map(([name, value]) => [name, blobs.get(value)]));
}

function between(from: string | null, to: string | null): number | null {
  return from === null || to === null ? null : Math.max(0, Date.parse(to) - Date.parse(from));
}
