import type { ErrorRecord, FactBody } from '../../../shared/facts.ts';
import { isSettled, type RunState, type StepState, stepState } from '../../../shared/state/run-state.ts';
import { evaluateOutputs } from './outputs.ts';
import type { RunContext } from './run-context.ts';

export type StopRequest = 'pause' | 'quit' | 'breakpoint' | 'cancel' | null;

/** What became of a run when nothing of it is in flight any more. */
export type Verdict =
  | { readonly kind: 'settled'; readonly error: ErrorRecord | null }
  | { readonly kind: 'cancelled' }
  | {
      readonly kind: 'paused';
      readonly reason: 'user' | 'quit' | 'until' | 'only' | 'breakpoint';
      readonly step?: string;
    }
  | { readonly kind: 'waiting'; readonly steps: readonly string[] }
  /** Steps are left, and nothing kept them from running: a fault of ours. */
  | { readonly kind: 'stuck' };

/** The step with which the work of a run is done though others are left: the only one, or the one that it runs up to. */
export interface Goal {
  readonly kind: 'until' | 'only';
  readonly step: string;
}

/** Null: nothing is to be left. */
export function goalOf({ only, until }: { only: string | null; until: string | null }): Goal | null {
  if (only !== null) return { kind: 'only', step: only };
  return until === null ? null : { kind: 'until', step: until };
}

/** Pure: what the table and the request to stop mean together. A request that comes after the last step changes nothing. */
export function judge(
  state: RunState,
  stop: StopRequest,
  { brokeAt = null, goal = null }: { brokeAt?: string | null; goal?: Goal | null } = {},
): Verdict {
  const entries = [...state.steps];
  const open = entries.filter(([, entry]) => !isSettled(entry.status));
  const isCut = entries.some(([, entry]) => entry.status === 'cancelled');
  if (stop === 'cancel' && (open.length > 0 || isCut)) return { kind: 'cancelled' };
  // aborted steps are to run again: that is not its end
  if (stop === 'quit' && isCut) return { kind: 'paused', reason: 'quit' };
  const error = firstFailure(state.steps);
  if (open.length === 0) return { kind: 'settled', error };
  if (stop === 'breakpoint')
    return { kind: 'paused', reason: 'breakpoint', ...(brokeAt === null ? {} : { step: brokeAt }) };
  if (stop === 'pause' || stop === 'quit') return { kind: 'paused', reason: stop === 'quit' ? 'quit' : 'user' };
  if (state.waiting.size > 0) return { kind: 'waiting', steps: [...state.waiting] };
  if (error !== null) return { kind: 'settled', error };
  if (goal === null || !isSettled(state.steps.get(goal.step)?.status ?? 'pending')) return { kind: 'stuck' };
  return { kind: 'paused', reason: goal.kind };
}

/**
 * Steps that have begun, of a run in which no attempt is at work: nothing else will end them. Not those whose answer was
 * taken: the person was told so, and a resume goes on with it.
 */
export function openSteps(state: RunState): readonly { readonly step: string; readonly attempt: number }[] {
  return [...state.inFlight, ...state.waiting]
    .map((step) => ({ step, entry: stepState(state, step) }))
    .filter(({ entry }) => entry.answer === undefined)
    .map(({ step, entry }) => ({ step, attempt: entry.attempt }));
}

/** The fact with which the run ends, or stands still. Rejects with `storage_failure`. */
export async function endFact(
  context: RunContext,
  verdict: Exclude<Verdict, { readonly kind: 'stuck' }>,
): Promise<FactBody> {
  if (verdict.kind === 'paused') {
    const { reason, step } = verdict;
    return { type: 'run.paused', reason, ...(step === undefined ? {} : { step }) };
  }
  if (verdict.kind === 'waiting') return { type: 'run.waiting', steps: verdict.steps };
  const { outputs, errors, failure } = await evaluateOutputs(context);
  if (verdict.kind === 'cancelled') return { type: 'run.cancelled', error: null, outputs, outputErrors: errors };
  const error = verdict.error ?? failure;
  if (error === null) return { type: 'run.completed', outputs };
  return { type: 'run.failed', error, outputs, outputErrors: errors };
}

/** The first unhandled failure in journal order (E11). */
export function firstFailure(steps: ReadonlyMap<string, StepState>): ErrorRecord | null {
  const failed = [...steps.values()].filter((entry) => entry.status === 'failed' && entry.handled === undefined);
  const first = failed.sort((a, b) => a.n - b.n)[0];
  return first?.error ?? null;
}
