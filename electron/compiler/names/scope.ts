import type { ValueSpec } from '../../../shared/value-spec.ts';
import { FUNCTION_NAMES } from '../../templates/evaluate/functions.ts';
import type { VariableWriter } from '../graph/check-variables.ts';
import { entriesAt, textAt } from '../keys/fields.ts';
import { MAX_TEMPLATE_TOKENS } from '../limits.ts';
import type { StepEntry, StepTree } from '../steps/step-tree.ts';
import { loopsAround } from '../steps/step-tree.ts';
import { ITEM_NAMES, ITERATION_NAMES, NAMESPACES } from './reserved.ts';
import type { SetAside } from './set-aside.ts';

/** The names of a file: what every template of it can read. */
export interface FileNames {
  readonly steps: StepTree;
  readonly inputs: ReadonlySet<string>;
  readonly secrets: ReadonlySet<string>;
  /** The steps that set run variables. */
  readonly writers: readonly VariableWriter[];
  /** Null: not known, so that any is allowed. */
  readonly env: ReadonlySet<string> | null;
  /** Steps that handlers run: they see `error`. */
  readonly handlerSteps: ReadonlySet<StepEntry>;
  /** What a step gives, as far as it is declared. */
  readonly results: ReadonlyMap<StepEntry, ValueSpec>;
  /** What each iteration of a loop gives that repeats its own tool. */
  readonly iterationResults: ReadonlyMap<StepEntry, ValueSpec>;
  readonly setAside: SetAside;
  readonly budget: TemplateBudget;
}

/** Counts the tokens of all templates (those of included files too), so that all of them together do not take too long. */
export class TemplateBudget {
  #left = MAX_TEMPLATE_TOKENS;

  get isSpent(): boolean {
    return this.#left < 0;
  }

  spend(tokens: number): void {
    this.#left -= tokens;
  }
}

/** The members of a group of names; null: any. */
type Members = readonly string[] | null;

/** The names that one place sees beside those of the file. */
export interface LocalNames {
  /** Bare names of the loops around, the inner ones over the outer ones. */
  readonly loop: ReadonlyMap<string, Members>;
  /** The members of `loops`. */
  readonly loops: ReadonlyMap<string, readonly string[]>;
  /** Whether `error` is there. */
  readonly error: boolean;
}

/** Where names are read: outside of loops and handlers, as in `outputs`. */
export const NO_LOCAL_NAMES: LocalNames = { loop: new Map(), loops: new Map(), error: false };

/** Names of the loops around a step; `inside` adds those of the step's own loop, which its head does not see. */
export function localNames(step: StepEntry, names: FileNames, inside: boolean): LocalNames {
  const around = loopsAround(step);
  const error = [step, ...around].some((at) => names.handlerSteps.has(at));
  const loops = (inside ? [step, ...around] : around).filter(isLoop).reverse();
  if (loops.length === 0) return error ? { ...NO_LOCAL_NAMES, error } : NO_LOCAL_NAMES;
  return {
    loop: new Map(loops.flatMap(bareNames)),
    loops: new Map(loops.map((loop) => [loopNameOf(loop).name, namesOfLoop(loop)])),
    error,
  };
}

function isLoop({ kind }: StepEntry): boolean {
  return kind === 'for_each' || kind === 'loop';
}

function namesOfLoop(step: StepEntry): string[] {
  if (step.kind === 'loop') return [...ITERATION_NAMES];
  const as = textAt(step.fields, 'as');
  return [...ITEM_NAMES, ...(as === undefined ? [] : [as])];
}

function bareNames(step: StepEntry): [string, Members][] {
  const own = namesOfLoop(step).map((name): [string, Members] => [name, name === 'loop_state' ? stateOf(step) : null]);
  const { name, isNamed } = loopNameOf(step);
  return isNamed ? [...own, [name, namesOfLoop(step)]] : own;
}

function stateOf(step: StepEntry): readonly string[] {
  return entriesAt(step.fields, 'set_state').map(({ key }) => key);
}

/** What a loop is called in `loops`; with a name of its own it is a bare name too. */
export function loopNameOf(step: StepEntry): { name: string; isNamed: boolean } {
  const name = textAt(step.fields, 'loop_name');
  return { name: name ?? step.id, isNamed: name !== undefined && name !== step.id };
}

/** Every bare name that a place sees, for suggestions. */
export function allNames(names: FileNames, local: LocalNames, level: StepEntry | null): string[] {
  return [
    ...names.steps.namesAt(level),
    ...names.inputs,
    ...local.loop.keys(),
    ...(local.error ? ['error'] : []),
    ...NAMESPACES.keys(),
    ...FUNCTION_NAMES,
  ];
}
