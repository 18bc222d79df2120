import type { ValueSpec } from '../../../shared/value-spec.ts';
import { FUNCTION_NAMES } from '../../templates/functions.ts';
import { textAt } from '../keys/fields.ts';
import { MAX_TEMPLATE_TOKENS } from '../limits.ts';
import type { StepEntry, StepTree } from '../steps/step-tree.ts';
import { containersOf } from '../steps/step-tree.ts';
import { ITEM_NAMES, ITERATION_NAMES, NAMESPACES } from './reserved.ts';

/** The names of a file: what every template of it can read. */
export interface FileNames {
  readonly steps: StepTree;
  readonly inputs: ReadonlySet<string>;
  readonly secrets: ReadonlySet<string>;
  /** Names of run variables that some step sets. */
  readonly variables: ReadonlySet<string>;
  /** Null: not known, so that any is allowed. */
  readonly env: ReadonlySet<string> | null;
  /** Steps that handlers run: they see `error`. */
  readonly handlerSteps: ReadonlySet<string>;
  /** What a step's action declares to give; undefined: not known. */
  readonly results: ReadonlyMap<string, ValueSpec>;
  readonly budget: TemplateBudget;
}

/** Counts the tokens of a file's templates, so that all of them together do not take too long. */
export class TemplateBudget {
  #left = MAX_TEMPLATE_TOKENS;

  get isSpent(): boolean {
    return this.#left < 0;
  }

  spend(tokens: number): void {
    this.#left -= tokens;
  }
}

/** The names that one place sees beside those of the file. */
export interface LocalNames {
  readonly loop: ReadonlySet<string>;
  /** Whether `error` is there. */
  readonly error: boolean;
}

const NO_NAMES: ReadonlySet<string> = new Set();

/** Where names are read: outside of loops and handlers, as in `outputs`. */
export const NO_LOCAL_NAMES: LocalNames = { loop: NO_NAMES, error: false };

/** Names of the loops around a step; `inside` adds those of the step's own loop, which its head does not see. */
export function localNames(step: StepEntry, names: FileNames, inside: boolean): LocalNames {
  const loops = inside ? [step, ...containersOf(step)] : containersOf(step);
  const loop = loops.flatMap(namesOfLoop);
  return { loop: loop.length === 0 ? NO_NAMES : new Set(loop), error: names.handlerSteps.has(step.id) };
}

function namesOfLoop(step: StepEntry): string[] {
  const { fields, node } = step;
  // `foreach` is refused, but what is read in its body is meant well.
  const isForEach = fields.has('for_each') || node.entries.some(({ key }) => key === 'foreach');
  const isLoop = fields.has('while') || fields.has('until') || fields.has('action_loop');
  const own = [textAt(fields, 'as'), textAt(fields, 'loop_name')].filter((name) => name !== undefined);
  return [...(isForEach ? ITEM_NAMES : []), ...(isLoop ? ITERATION_NAMES : []), ...(isForEach || isLoop ? own : [])];
}

/** Every bare name that a place sees, for suggestions. */
export function allNames(names: FileNames, local: LocalNames): string[] {
  return [
    ...names.steps.byId.keys(),
    ...names.inputs,
    ...local.loop,
    ...(local.error ? ['error'] : []),
    ...NAMESPACES.keys(),
    ...FUNCTION_NAMES,
  ];
}
