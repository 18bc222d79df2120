import { StepglassError } from '../../../shared/errors.ts';
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
