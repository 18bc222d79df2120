import { StepglassError } from '../../shared/errors.ts';
import type { Breakpoint } from '../execution/people/breakpoints.ts';

export const BREAK_OPTION = [
  '--break <[before:|after:|error:]step[ if condition]>',
  'pause there (repeatable); `process.save` in every iteration, `process[3].save` in one, `error:*` at any error',
] as const;

const SHAPE = /^(?:(before|after|error):)?\s*(\S+?)(?:\s+if\s+(.+))?$/s;

/** What `--break` says. Throws `invalid_input` `bad_breakpoint`. */
export function breakpointsOf(texts: readonly string[] | undefined): readonly Breakpoint[] {
  return (texts ?? []).map(breakpointOf);
}

function breakpointOf(text: string): Breakpoint {
  const [, when, step, condition] = SHAPE.exec(text.trim()) ?? [];
  if (step === undefined)
    throw new StepglassError(
      'invalid_input',
      'bad_breakpoint',
      `--break takes a step, perhaps with before:, after: or error: and a condition; found ${JSON.stringify(text)}. Example: --break 'after:load if load.count > 5'`,
      { details: { text } },
    );
  return {
    step,
    when: when === 'after' || when === 'error' ? when : 'before',
    ...(condition === undefined ? {} : { condition }),
  };
}
