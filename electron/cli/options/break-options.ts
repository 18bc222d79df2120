import type { Command } from 'commander';
import { type Breakpoint } from '../../../shared/breakpoint.ts';
import { StepglassError } from '../../../shared/errors.ts';
import type { GivenBreakpoints } from '../../execution/api.ts';
import { collect } from './assignments.ts';

/** Where a run is to stop. */
export interface BreakOptions {
  readonly break?: readonly string[];
  readonly keptBreakpoints?: boolean;
}

/** Kept breakpoints are for whoever looks on: a script does not stop at what was set in the window, unless it says so. */
export function addBreakOptions(command: Command): Command {
  return command
    .option(
      '--break <where>',
      "pause before a step, at `after:step` or `error:step` (`error:*`: at any error), each also with a condition: 'load if rows > 5' (repeatable); `process.save` in every iteration, `process[3].save` in one",
      collect,
    )
    .option('--kept-breakpoints', 'pause also at the breakpoints that are kept for the file (see `breakpoints`)');
}

/** Those given, and if they are asked for those kept for the pipeline file. Throws `invalid_input` `bad_breakpoint`. */
export function givenBreakpoints({ break: texts = [], keptBreakpoints }: BreakOptions): GivenBreakpoints {
  const given = texts.map((text) => parseBreakpoint('--break', text));
  return keptBreakpoints === true ? [...given, 'kept'] : given;
}

const SHAPE = /^(?:(before|after|error):)?\s*(\S+?)(?:\s+if\s+(.+))?$/s;

/** What an option says. Throws `invalid_input` `bad_breakpoint`. */
export function parseBreakpoint(option: string, text: string): Breakpoint {
  const [, when, step, condition] = SHAPE.exec(text.trim()) ?? [];
  if (step === undefined)
    throw new StepglassError(
      'invalid_input',
      'bad_breakpoint',
      `${option} takes a step, perhaps with before:, after: or error: and a condition; found ${JSON.stringify(text)}. Example: ${option} 'after:load if load.count > 5'`,
      { details: { text } },
    );
  return {
    step,
    when: when === 'after' || when === 'error' ? when : 'before',
    ...(condition === undefined ? {} : { condition }),
  };
}
