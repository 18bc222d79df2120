import type { ErrorRecord } from '../../shared/facts.ts';
import { stepsIn } from '../../shared/state/run-scopes.ts';
import type { RunState } from '../../shared/state/run-state.ts';
import { joinPath, scopeOf } from '../../shared/step-path.ts';

/** What failed in an iteration, in one line; empty where nothing has. */
export function failureIn(state: RunState, scope: string): string {
  const failed = failedIn(state, scope);
  return failed === null ? '' : `${failed.id}: ${failed.error?.message ?? 'failed'}`;
}

export interface Failure {
  /** Path of the step. */
  readonly step: string;
  readonly error: ErrorRecord;
}

/** Where a failure began: inside of loops and included pipelines the step that failed there, else the step itself. */
export function originOf(state: RunState, failure: Failure): Failure {
  for (const scope of failedScopes(state, failure.step)) {
    const inner = failedIn(state, scope);
    if (inner?.error !== undefined) return originOf(state, { step: joinPath(scope, inner.id), error: inner.error });
  }
  return failure;
}

function failedIn(state: RunState, scope: string): { readonly id: string; readonly error?: ErrorRecord } | null {
  for (const [id, { status, error, handled }] of stepsIn(state, scope))
    if (status === 'failed' && handled === undefined) return error === undefined ? { id } : { id, error };
  return null;
}

/** What to look into for the failure of a container: its first failed iteration, or all of an included pipeline. */
function failedScopes(state: RunState, container: string): readonly string[] {
  const iterations = state.loops.get(container)?.iterations;
  if (iterations === undefined) return [scopeOf(container, null)];
  const failed = [...iterations].flatMap(([iteration, { status }]) => (status === 'failed' ? [iteration] : []));
  return failed.length === 0 ? [] : [scopeOf(container, Math.min(...failed))];
}

/** The step in which the failure of a run began, also deep inside of loops and included files, and its place there. */
export function failurePlace(
  state: RunState,
  error: ErrorRecord,
): { readonly step: string | null; readonly span: ErrorRecord['span'] } {
  const { step } = error;
  if (step === undefined) return { step: null, span: error.span };
  const origin = originOf(state, { step, error });
  return { step: origin.step, span: origin.error.span ?? error.span };
}
