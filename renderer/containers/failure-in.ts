import { stepsIn } from '../../shared/run-scopes.ts';
import type { RunState } from '../../shared/run-state.ts';

/** What failed in an iteration, in one line; empty where nothing has. */
export function failureIn(state: RunState, scope: string): string {
  for (const [id, { status, error, handled }] of stepsIn(state, scope))
    if (status === 'failed' && handled === undefined) return `${id}: ${error?.message ?? 'failed'}`;
  return '';
}
