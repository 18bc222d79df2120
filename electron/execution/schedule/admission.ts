import type { SourceText } from '../../../shared/source.ts';
import type { StepState } from '../../../shared/state/run-state.ts';
import { stepState } from '../../../shared/state/run-state.ts';
import { compileCondition } from '../../templates/compile.ts';
import { evaluateCondition } from '../../templates/render.ts';
import { ReadLog } from '../attempt/reads.ts';
import { evaluationContext, type Frame } from '../attempt/scope.ts';
import { StepProblem, templateProblem } from '../attempt/step-problem.ts';
import { pinnedFact } from '../forks/pins.ts';
import { ancestors } from '../run/definition.ts';
import type { RunContext } from '../run/run-context.ts';
import type { AttemptEnd } from './step-work.ts';

/**
 * Decides whether a ready step runs: null if it does. A false condition skips it; an error in the condition is the
 * failure of its next attempt (language.md L16), so that all that helps against failures helps here too; one that is
 * pinned takes its pinned result. The evaluation is journaled; it takes no slot.
 */
export function admit(context: RunContext, id: string): AttemptEnd | StepProblem | null {
  const step = context.steps.get(id);
  const own = step?.condition === undefined ? [] : [step.condition];
  for (const condition of [...(step?.groupConditions ?? []), ...own]) {
    const end = admitBy(context, id, condition);
    if (end !== null) return end;
  }
  return takePinned(context, id);
}

/** A pin stands for the work of a step, not for the decision whether it is done. */
function takePinned({ pins, scope, ledger }: RunContext, id: string): AttemptEnd | null {
  const pin = scope === '' ? pins.get(id) : undefined;
  if (pin === undefined) return null;
  return { fact: pinnedFact(pin, (name) => ledger.head.variables.get(name)?.at(-1)?.value ?? null) };
}

function admitBy(context: RunContext, id: string, condition: SourceText): AttemptEnd | StepProblem | null {
  const { ledger, secrets } = context;
  const reads = new ReadLog();
  reads.at = 'condition';
  try {
    const { value, text } = evaluate(context, id, { condition, reads });
    ledger.append(
      { type: 'condition.evaluated', step: id, expression: secrets.maskText(text), value, reads: reads.list() },
      false,
    );
    return value ? null : { fact: { type: 'step.skipped', step: id, reason: 'condition', consequences: [] } };
  } catch (error) {
    if (!(error instanceof StepProblem)) throw error;
    return conditionProblem(error);
  }
}

/** The scope of a step's templates as the run stands now. */
export function contextFor(
  context: RunContext,
  id: string,
  options: { attempt: number; reads: ReadLog; withSecrets: boolean; extra?: Frame },
) {
  const sees = seenFrom(context, id);
  return scopeFor(context, { ...options, sees });
}

/** An evaluation at a level of the run. `sees`: whose writes to variables are seen there. */
export function scopeFor(
  context: RunContext,
  options: {
    attempt: number;
    reads: ReadLog;
    withSecrets: boolean;
    sees: (writer: string) => boolean;
    /** Names that are there for this evaluation only. */
    extra?: Frame;
  },
) {
  const { folder, visibleEnv, secrets, clock, pipeline } = context;
  const { root, frames, sees } = framesOf(context, options.sees);
  const sources = {
    pipeline,
    table: root.ledger.table,
    frames: options.extra === undefined ? frames : [options.extra, ...frames],
    blobs: folder.blobs,
    env: visibleEnv,
    secrets,
    now: () => clock.now(),
  };
  return evaluationContext(sources, { ...options, sees });
}

/** The levels from this one out to its pipeline, innermost first; `sees` then is for the pipeline's own steps. */
function framesOf(context: RunContext, sees: (writer: string) => boolean) {
  const frames: Frame[] = [];
  let root = context;
  let seen = sees;
  while (root.loop !== null && root.outer !== null) {
    frames.push({ table: root.ledger.table, names: root.loop.values, loop: root.loop.name, sees: seen });
    const { outer } = root;
    seen = seenFrom(outer.context, outer.container);
    root = outer.context;
  }
  return { root, frames, sees: seen };
}

/** Whose writes a step sees: those of the steps that it waits for. */
function seenFrom({ definition }: Pick<RunContext, 'definition'>, id: string): (writer: string) => boolean {
  let above: ReadonlySet<string> | null = null;
  return (writer) => {
    above ??= ancestors(definition, id);
    return above.has(writer);
  };
}

function evaluate(context: RunContext, id: string, { condition, reads }: { condition: SourceText; reads: ReadLog }) {
  const attempt = stepState(context.ledger.head, id).attempt + 1;
  try {
    const compiled = compileCondition(condition.text);
    return evaluateCondition(compiled, contextFor(context, id, { attempt, reads, withSecrets: true }));
  } catch (error) {
    throw templateProblem(error, condition, `the condition of step ${id}`);
  }
}

const CONDITION_ERROR = 'condition_error';

function conditionProblem({ error, span }: StepProblem): StepProblem {
  const details = { ...error.details, reason: error.code };
  return new StepProblem({ ...error, code: CONDITION_ERROR, details }, span);
}

/**
 * True if the last attempt never came to more than its condition: the next one has to ask that again. The `test` of a
 * loop that errs has the same code; such a loop had begun, and is not skipped any more.
 */
export function failedAtCondition({ attempts }: Pick<StepState, 'attempts'>): boolean {
  const error = attempts.at(-1)?.error;
  return error?.code === CONDITION_ERROR && error.details?.['test'] === undefined;
}
