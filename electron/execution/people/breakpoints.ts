import { type Breakpoint, isAtStep, type KeptBreakpoint } from '../../../shared/breakpoint.ts';
import { StepglassError } from '../../../shared/errors.ts';
import type { Fact } from '../../../shared/facts.ts';
import { stepAtPath } from '../../../shared/find-step.ts';
import type { Pipeline } from '../../../shared/pipeline.ts';
import { splitPath } from '../../../shared/step-path.ts';
import { checkExpressionAt } from '../../compiler/names/check-expression.ts';
import { compileCondition } from '../../templates/compile.ts';
import { evaluateCondition } from '../../templates/render.ts';
import { listNames } from '../../templates/suggest.ts';
import type { GivenBreakpoints } from '../api.ts';
import { ReadLog } from '../attempt/reads.ts';
import { pathOf, type RunContext } from '../run/run-context.ts';
import { contextFor } from '../schedule/admission.ts';

/** Why a run of the pipeline cannot stop there: `unknown_step`, `invalid_condition`. Null: it can. */
export function breakpointProblem(pipeline: Pipeline, { step, condition }: Breakpoint): StepglassError | null {
  if (step !== '*' && stepAtPath(pipeline, step) === undefined) {
    const names = listNames(pipeline.steps.map(({ id }) => id));
    const message = `there is no step ${step} to break at; the steps are ${names}`;
    return new StepglassError('invalid_input', 'unknown_step', message, { details: { step } });
  }
  const problem = condition === undefined ? null : checkExpressionAt(pipeline, step, condition);
  if (problem === null) return null;
  const { message, hint, start } = problem;
  return new StepglassError(
    'invalid_input',
    'invalid_condition',
    `the condition of the breakpoint at ${step} cannot be used: ${condition ?? ''} (character ${start + 1}): ${message}${hint === undefined ? '' : `; ${hint}`}`,
    { details: { step, condition: condition ?? '', start } },
  );
}

/** Where the breakpoints that are kept for a pipeline file are, as they are at this moment. */
export type KeptSource = () => readonly KeptBreakpoint[];

/** Where a stretch of a run stops, now and at each later moment. */
export type BreakpointSource = () => readonly Breakpoint[];

/**
 * Those that a run of the pipeline stops at; `kept` is asked again at each moment. Kept ones that are off, or that the
 * pipeline has no place for (any more), are left out. Throws `invalid_input` for given ones (`unknown_step`,
 * `invalid_condition`), and what `kept` throws: nothing has begun then.
 */
export function breakpointSource(pipeline: Pipeline, given: GivenBreakpoints, kept: KeptSource): BreakpointSource {
  const own = given.filter((each) => each !== 'kept');
  for (const each of own) {
    const problem = breakpointProblem(pipeline, each);
    if (problem !== null) throw problem;
  }
  if (own.length === given.length) return () => own;
  let known = kept();
  let all = [...own, ...usable(pipeline, known)];
  return () => {
    const now = kept();
    if (now !== known) all = [...own, ...usable(pipeline, now)];
    known = now;
    return all;
  };
}

function usable(pipeline: Pipeline, kept: readonly KeptBreakpoint[]): readonly Breakpoint[] {
  return kept.filter((each) => each.enabled && breakpointProblem(pipeline, each) === null);
}

/** The breakpoints of one stretch of a run. They can change while it goes on: that holds for what has not begun. */
export class Breakpoints {
  readonly #source: BreakpointSource;
  readonly #onProblem: (error: unknown) => void;
  /** Steps before which the run stood when this stretch began: it goes on with them. */
  readonly #passed: Set<string>;
  #last: readonly Breakpoint[] = [];
  #hasProblem = false;

  /** `facts`: what the journal holds. `onProblem`: they cannot be read any more; those that were known last hold. */
  constructor(source: BreakpointSource, facts: readonly Fact[], onProblem: (error: unknown) => void) {
    this.#source = source;
    this.#passed = passedIn(facts);
    this.#onProblem = onProblem;
  }

  /** The next time, after a rollback perhaps, it is stopped before again. */
  noteStarted(path: string): void {
    this.#passed.delete(path);
  }

  isHit(context: RunContext, id: string, when: Breakpoint['when']): boolean {
    const path = pathOf(context, id);
    const matching = this.#now().filter((each) => each.when === when && isAtStep(each, path));
    if (matching.length === 0) return false;
    if (when === 'before' && this.#passed.has(path)) return false;
    return matching.some(({ condition }) => condition === undefined || holds(context, id, condition));
  }

  #now(): readonly Breakpoint[] {
    try {
      this.#last = this.#source();
      this.#hasProblem = false;
    } catch (error) {
      if (!this.#hasProblem) this.#onProblem(error);
      this.#hasProblem = true;
    }
    return this.#last;
  }
}

function holds(context: RunContext, id: string, condition: string): boolean {
  try {
    const scope = contextFor(context, id, { attempt: 1, reads: new ReadLog(), withSecrets: false });
    return evaluateCondition(compileCondition(condition), scope).value;
  } catch {
    // rather one stop too many than one that was waited for in vain
    return true;
  }
}

/** The steps before which the last stretch of the run has stopped. */
function passedIn(facts: readonly Fact[]): Set<string> {
  const from = facts.findLastIndex(({ type }) => type === 'run.started' || type === 'run.resumed');
  const hits = facts
    .slice(Math.max(0, from))
    .flatMap((fact) => (fact.type === 'breakpoint.hit' && fact.when === 'before' ? [fact.step] : []));
  return new Set(hits);
}

/** What a fact of a step means for breakpoints; null: nothing. */
export function momentOf(
  fact: Fact,
): { readonly path: string; readonly id: string; readonly when: 'after' | 'error' } | null {
  if (fact.type === 'step.completed') return { path: fact.step, id: splitPath(fact.step).id, when: 'after' };
  if (fact.type === 'step.failed' || fact.type === 'step.attempt_failed')
    return { path: fact.step, id: splitPath(fact.step).id, when: 'error' };
  return null;
}
