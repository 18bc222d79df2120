import { StepglassError } from '../../../shared/errors.ts';
import type { RunState } from '../../../shared/state/run-state.ts';
import type { ContinuePoint } from '../../execution/api.ts';

/** `@12` is the fact number 12; everything else names a checkpoint, by its id or the beginning of it. */
export function parsePlace(text: string): ContinuePoint {
  const number = /^@(\d{1,15})$/.exec(text)?.[1];
  if (number !== undefined) return { seq: Number(number) };
  if (text !== '' && !text.startsWith('@')) return { checkpoint: text };
  throw new StepglassError(
    'invalid_input',
    'bad_checkpoint',
    `--checkpoint takes the id of a checkpoint, or @ and the number of a fact; found ${JSON.stringify(text)}. \`stepglass checkpoints RUN\` lists them.`,
  );
}

/** The number of the last fact that a place reflects. Throws `invalid_input` `unknown_checkpoint`, `ambiguous_checkpoint`. */
export function factNumberOf(state: RunState, place: ContinuePoint): number {
  if ('seq' in place) {
    if (place.seq >= 1 && place.seq <= state.n) return place.seq;
    throw new StepglassError(
      'invalid_input',
      'unknown_checkpoint',
      `Run ${state.run} has facts 1 to ${state.n}; there is no fact ${place.seq}.`,
    );
  }
  const found = state.checkpoints.filter(({ checkpoint }) => checkpoint.startsWith(place.checkpoint));
  const exact =
    found.find(({ checkpoint }) => checkpoint === place.checkpoint) ?? (found.length === 1 ? found[0] : undefined);
  if (exact !== undefined) return exact.seq;
  if (found.length === 0) {
    throw new StepglassError(
      'invalid_input',
      'unknown_checkpoint',
      `Run ${state.run} has no checkpoint ${JSON.stringify(place.checkpoint)}. \`stepglass checkpoints ${state.run}\` lists them.`,
    );
  }
  throw new StepglassError(
    'invalid_input',
    'ambiguous_checkpoint',
    `${found.length} checkpoints of run ${state.run} begin with ${JSON.stringify(place.checkpoint)}; give more of it.`,
  );
}
