import type { StepglassError } from '../../shared/errors.ts';
import { assertNever } from '../../shared/errors.ts';

/** What the command line tells its caller; documented in README.md and in `--help`. */
export const EXIT = {
  completed: 0,
  failed: 1,
  /** Nothing has run: usage, invalid pipeline or input, unknown run, owned elsewhere, nothing to resume. */
  refused: 2,
  /** Stopped, and resumable: waiting, paused, breakpoint, storage failure. */
  stopped: 3,
  internal: 4,
  interrupted: 130,
  cancelled: 143,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** How a run left this process. */
export interface RunEnding {
  readonly status: string;
  readonly pauseReason: string | null;
  /** Ctrl-C was pressed here. */
  readonly interruptedHere: boolean;
}

export function exitCodeOfRun({ status, pauseReason, interruptedHere }: RunEnding): ExitCode {
  switch (status) {
    case 'completed':
      return EXIT.completed;
    case 'failed':
      return EXIT.failed;
    case 'cancelled':
      return interruptedHere ? EXIT.interrupted : EXIT.cancelled;
    case 'waiting':
      return interruptedHere ? EXIT.interrupted : EXIT.stopped;
    default:
      // `--until` has done what it was asked to do.
      return status === 'paused' && (pauseReason === 'until' || pauseReason === 'only') ? EXIT.completed : EXIT.stopped;
  }
}

export function exitCodeOfError({
  kind,
  details,
}: Pick<StepglassError, 'kind'> & Partial<Pick<StepglassError, 'details'>>): ExitCode {
  if (details?.['nothingRan'] === true) return EXIT.refused;
  switch (kind) {
    case 'invalid_input':
    case 'illegal_state':
      return EXIT.refused;
    case 'step_failure':
      return EXIT.failed;
    case 'storage_failure':
      return EXIT.stopped;
    case 'cancelled':
      return EXIT.cancelled;
    case 'internal':
      return EXIT.internal;
    default:
      return assertNever(kind);
  }
}
