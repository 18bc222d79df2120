import type { RunSummary } from '../api/answers.ts';
import type { RunStatus, StepState } from './run-state.ts';

/** What a step looks like: its status as people tell it apart (monitor.md M2). */
export type Look =
  | 'pending'
  | 'queued'
  | 'running'
  | 'waiting'
  | 'paused'
  | 'retrying'
  | 'completed'
  | 'reused'
  | 'skipped'
  | 'failed'
  | 'handled'
  | 'cancelled'
  | 'interrupted'
  | 'damaged';

export const LOOK_WORDS: Readonly<Record<Look, string>> = {
  pending: 'Pending',
  queued: 'Queued',
  running: 'Running',
  waiting: 'Waiting',
  paused: 'Paused',
  retrying: 'Retrying',
  completed: 'Completed',
  reused: 'Reused',
  skipped: 'Skipped',
  failed: 'Failed',
  handled: 'Failed, handled',
  cancelled: 'Cancelled',
  interrupted: 'Interrupted',
  damaged: 'Damaged',
};

/** The look of a step by its own facts; `queued` depends on others and is told by the caller. */
export function lookOfStep(step: StepState | undefined): Look {
  if (step === undefined) return 'pending';
  switch (step.status) {
    case 'started':
      return 'running';
    case 'completed':
      if (step.handled !== undefined) return 'handled';
      return step.reusedFrom === undefined ? 'completed' : 'reused';
    case 'failed':
      return step.handled === undefined ? 'failed' : 'handled';
    case 'pending':
    case 'retrying':
    case 'waiting':
    case 'skipped':
    case 'cancelled':
      return step.status;
    default:
      return 'pending';
  }
}

export function lookOfRun(status: RunStatus | RunSummary['status']): Look {
  switch (status) {
    case 'created':
      return 'pending';
    case 'running':
    case 'paused':
    case 'waiting':
    case 'completed':
    case 'failed':
    case 'cancelled':
    case 'interrupted':
    case 'damaged':
      return status;
    default:
      return 'pending';
  }
}

const ACTIVE: ReadonlySet<Look> = new Set<Look>(['running', 'retrying', 'waiting']);

/** True if time goes on for it. */
export function isActive(look: Look): boolean {
  return ACTIVE.has(look);
}
