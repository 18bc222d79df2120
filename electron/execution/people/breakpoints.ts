import { StepglassError } from '../../../shared/errors.ts';
import type { Fact } from '../../../shared/facts.ts';
import type { Body, Pipeline, Step } from '../../../shared/pipeline.ts';
import { splitPath, withoutIterations } from '../../../shared/step-path.ts';
import { compileCondition } from '../../templates/compile.ts';
import { evaluateCondition } from '../../templates/render.ts';
import { ReadLog } from '../attempt/reads.ts';
import { pathOf, type RunContext } from '../run/run-context.ts';
import { contextFor } from '../schedule/admission.ts';

/** A place where a run pauses by itself, so that a person can look and edit before it goes on. */
export interface Breakpoint {
  /** `save`, `process.save` (in every iteration), `process[3].save`, or `*`: any step. */
  readonly step: string;
  /** `error`: after an attempt has failed, whatever is done about it. */
  readonly when: 'before' | 'after' | 'error';
  /** An expression as in conditions; absent: always. One that cannot be evaluated counts as true. */
  readonly condition?: string;
}

/** Throws `invalid_input`: `unknown_step`, or what is wrong with a condition. */
export function checkBreakpoints(pipeline: Pipeline, breakpoints: readonly Breakpoint[]): void {
  for (const { step, condition } of breakpoints) {
    if (step !== '*' && !hasStep(pipeline, withoutIterations(step).split('.')))
      throw new StepglassError('invalid_input', 'unknown_step', `there is no step ${step} to break at`, {
        details: { step },
      });
    try {
      if (condition !== undefined) compileCondition(condition);
    } catch (error) {
      throw new StepglassError(
        'invalid_input',
        'invalid_condition',
        `the condition of the breakpoint at ${step} is no expression: ${condition ?? ''}`,
        { cause: error },
      );
    }
  }
}

function hasStep(body: Body, [first, ...rest]: readonly string[]): boolean {
  const step: Step | undefined = body.steps.find(({ id }) => id === first);
  if (step === undefined) return false;
  if (rest.length === 0) return true;
  const { container } = step;
  if (container === undefined) return false;
  return hasStep(container.kind === 'pipeline' ? container.pipeline : container.body, rest);
}

/** The breakpoints of one stretch of a run. */
export class Breakpoints {
  readonly #all: readonly Breakpoint[];
  /** Steps before which the run stands now: it goes on with them. */
  readonly #passed: Set<string>;

  /** `facts`: what the journal holds. */
  constructor(all: readonly Breakpoint[], facts: readonly Fact[]) {
    this.#all = all;
    this.#passed = passedIn(facts);
  }

  isHit(context: RunContext, id: string, when: Breakpoint['when']): boolean {
    const path = pathOf(context, id);
    const matching = this.#all.filter((each) => each.when === when && isAt(each, path));
    if (matching.length === 0) return false;
    if (when === 'before' && this.#passed.delete(path)) return false;
    return matching.some(({ condition }) => condition === undefined || holds(context, id, condition));
  }
}

function isAt({ step }: Breakpoint, path: string): boolean {
  return step === '*' || step === path || step === withoutIterations(path);
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
