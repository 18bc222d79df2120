import { type Breakpoint, isAtStep, type KeptBreakpoint, stepAtPath } from '../../../shared/breakpoint.ts';
import { StepglassError } from '../../../shared/errors.ts';
import type { Fact } from '../../../shared/facts.ts';
import type { Pipeline } from '../../../shared/pipeline.ts';
import { splitPath } from '../../../shared/step-path.ts';
import { checkExpressionAt } from '../../compiler/names/check-expression.ts';
import { compileCondition } from '../../templates/compile.ts';
import { evaluateCondition } from '../../templates/render.ts';
import { ReadLog } from '../attempt/reads.ts';
import { pathOf, type RunContext } from '../run/run-context.ts';
import { contextFor } from '../schedule/admission.ts';

/** Why a run of the pipeline cannot stop there: `unknown_step`, `invalid_condition`. Null: it can. */
export function breakpointProblem(pipeline: Pipeline, { step, condition }: Breakpoint): StepglassError | null {
  if (step !== '*' && stepAtPath(pipeline, step) === undefined)
    return new StepglassError('invalid_input', 'unknown_step', `there is no step ${step} to break at`, {
      details: { step },
    });
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

/**
 * Those that a run of the pipeline stops at. Kept ones that are off, or that the pipeline has no place for (any more), are
 * left out. Throws `invalid_input` for others: `unknown_step`, `invalid_condition`.
 */
export function usableBreakpoints(
  pipeline: Pipeline,
  breakpoints: readonly (Breakpoint | KeptBreakpoint)[],
): readonly Breakpoint[] {
  return breakpoints.filter((breakpoint) => {
    const isKept = 'enabled' in breakpoint;
    if (isKept && !breakpoint.enabled) return false;
    const problem = breakpointProblem(pipeline, breakpoint);
    if (problem !== null && !isKept) throw problem;
    return problem === null;
  });
}

/** The breakpoints of one stretch of a run. They can be changed while it goes on. */
export class Breakpoints {
  #all: readonly Breakpoint[];
  /** Steps before which the run stood when this stretch began: it goes on with them. */
  readonly #passed: Set<string>;

  /** `facts`: what the journal holds. */
  constructor(all: readonly Breakpoint[], facts: readonly Fact[]) {
    this.#all = all;
    this.#passed = passedIn(facts);
  }

  /** For what has not begun: who has passed the old ones is not stopped by the new. */
  replace(all: readonly Breakpoint[]): void {
    this.#all = all;
  }

  /** The next time, after a rollback perhaps, it is stopped before again. */
  noteStarted(path: string): void {
    this.#passed.delete(path);
  }

  isHit(context: RunContext, id: string, when: Breakpoint['when']): boolean {
    const path = pathOf(context, id);
    const matching = this.#all.filter((each) => each.when === when && isAtStep(each, path));
    if (matching.length === 0) return false;
    if (when === 'before' && this.#passed.has(path)) return false;
    return matching.some(({ condition }) => condition === undefined || holds(context, id, condition));
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
