import { StepglassError } from '../../../shared/errors.ts';
import type { ContinuePoint } from '../api.ts';

/** What a run offers to go on from. */
export interface RunPlaces {
  readonly run: string;
  /** The number of its last fact. */
  readonly n: number;
  readonly checkpoints: readonly { readonly checkpoint: string; readonly seq: number }[];
}

/**
 * The last fact that a place in a run reflects, and the checkpoint where one was named. Throws `invalid_input`:
 * `unknown_checkpoint`, `ambiguous_checkpoint`, `unknown_fact`.
 */
export function placeOf(
  { run, n, checkpoints }: RunPlaces,
  at: ContinuePoint,
): { readonly seq: number; readonly checkpoint?: string } {
  if ('seq' in at) {
    if (Number.isInteger(at.seq) && at.seq >= 1 && at.seq <= n) return { seq: at.seq };
    throw refused('unknown_fact', `run ${run} has no fact ${at.seq}: it has facts 1 to ${n}`);
  }
  const found = checkpoints.filter(({ checkpoint }) => checkpoint.startsWith(at.checkpoint));
  const place = found.find(({ checkpoint }) => checkpoint === at.checkpoint) ?? found[0];
  if (place === undefined)
    throw refused(
      'unknown_checkpoint',
      `run ${run} has no checkpoint ${JSON.stringify(at.checkpoint)}: \`stepglass checkpoints ${run}\` lists them`,
    );
  if (found.length > 1 && place.checkpoint !== at.checkpoint)
    throw refused(
      'ambiguous_checkpoint',
      `${found.length} checkpoints of run ${run} begin with ${JSON.stringify(at.checkpoint)}: give more of it`,
    );
  return { seq: place.seq, checkpoint: place.checkpoint };
}

function refused(code: string, message: string): StepglassError {
  return new StepglassError('invalid_input', code, message);
}
