import type { InspectedParameter, RunSummary } from '../../../shared/api/answers.ts';
import type { RequestAnswer } from '../../../shared/api/studio-api.ts';
import type { Json } from '../../../shared/json.ts';
import { isSettled, type RunState, stepState } from '../../../shared/state/run-state.ts';
import type { ScenarioRun } from './scenarios.ts';

/** A run of a scenario as far as it has been played. */
export interface HeldRun extends ScenarioRun {
  shown: number;
  state: RunState;
}

export function summaryOf(held: HeldRun): RunSummary {
  const { state, recording, interrupted } = held;
  const steps = [...state.steps.values()];
  const parent = state.parent === null ? null : { run: state.parent.run, step: state.parent.step ?? null };
  return {
    run: recording.run,
    pipeline: { id: held.pipeline.id, name: held.pipeline.name, file: held.path },
    status: interrupted === true ? 'interrupted' : state.status,
    createdAt: state.createdAt ?? '',
    startedAt: state.startedAt,
    endedAt: state.endedAt,
    settled: steps.filter((step) => isSettled(step.status)).length,
    total: steps.length,
    inputs: state.inputs,
    parent,
    error: state.error === null ? null : { step: state.error.step ?? null, message: state.error.message },
    waiting: state.waiting.size,
    brokeAt: state.status === 'paused' ? (state.breakpoint?.step ?? null) : null,
    only: state.only,
    pinned: 0,
    ...(held.imported === true ? { importedAt: '2026-01-01T10:00:00.000Z' } : {}),
  };
}

export function progressOf(held: HeldRun) {
  const { settled, total, run } = summaryOf(held);
  return {
    type: 'progress',
    run,
    fraction: total === 0 ? 0 : settled / total,
    settled,
    total,
    etaMs: settled === total ? null : (total - settled) * 640,
    asOfMs: Date.now(),
  } as const;
}

export function resultOf(held: HeldRun): RequestAnswer<'runs:result'> {
  const { state, pipeline } = held;
  return {
    run: held.recording.run,
    pipeline: { id: pipeline.id, name: pipeline.name, version: pipeline.version ?? null, file: held.path },
    status: state.status,
    success: state.status === 'completed',
    outputs: {},
    output_errors: state.outputErrors,
    steps: {},
    order: pipeline.order,
    started_at: state.startedAt,
    ended_at: state.endedAt,
    duration_ms: null,
    error: state.error,
  };
}

/** What the real host finds by evaluating each expression; here the values come from the recorded parameters. */
export function inspect(held: HeldRun, id: string): InspectedParameter[] {
  const step = held.pipeline.steps.find((candidate) => candidate.id === id);
  const stored = stepState(held.state, id).parameters;
  const values = stored !== null && 'inline' in stored ? (stored.inline as { [name: string]: Json }) : {};
  return (step?.parameters ?? []).map(([name, node]) => {
    if (node.kind !== 'template') return { name, span: node.span, source: null, expressions: [] };
    const expressions = [...node.source.text.matchAll(/{{.*?}}/g)].map((match) => ({
      start: match.index,
      end: match.index + match[0].length,
      value: values[name] ?? null,
      reads: [...match[0].matchAll(/[a-z_]+(?:\.[a-z_0-9]+)*/g)].map((read) => read[0]),
    }));
    return { name, span: node.span, source: node.source.text, expressions };
  });
}

/** The bytes of a run's bundle. */
export function bundleOf(run: string): string {
  return `the bundle of ${run}`;
}
