import { stepState } from '../../../shared/state/run-state.ts';
import { joinPath } from '../../../shared/step-path.ts';
import { inScope } from '../containers/level-ledger.ts';
import { waiting } from '../people/people.ts';
import { askToRollBack } from '../people/questions.ts';
import { pathOf, type RunContext } from '../run/run-context.ts';
import { reset } from '../schedule/settle.ts';
import type { WaitingFact } from '../schedule/step-work.ts';

/** Going back to an earlier step after a failure (E15, `on_failure: rollback`), in the same run. */

/** False: the step's failures have rolled the run back as often as they may. */
export function mayRollBack(context: RunContext, step: string, most: number): boolean {
  return (context.root.head.rollbacks.get(pathOf(context, step)) ?? 0) < most;
}

/** The question that comes before it, if something with effects would happen again; null: nothing would. */
export async function consentTo(context: RunContext, step: string, to: string): Promise<WaitingFact | null> {
  const { definition, ledger, steps } = context;
  const repeated = reset(definition, ledger.head.steps, [to]).steps.filter((id) => {
    const hasRun = stepState(ledger.head, id).attempts.length > 0;
    return hasRun && steps.get(id)?.effects !== 'none';
  });
  if (repeated.length === 0) return null;
  return await waiting(context, step, askToRollBack(pathOf(context, step), to, repeated));
}

/** Takes everything from `to` on back, if no other rollback has; resolves when that is durable. Nothing of it may be running. */
export async function rollBack(context: RunContext, cause: string, to: string): Promise<void> {
  const { definition, ledger, scope, root } = context;
  const { steps, consequences } = reset(definition, ledger.head.steps, [to]);
  if (steps.length === 0) return await root.flush();
  const told = inScope({ type: 'step.reset', reason: 'rollback', steps: [], consequences }, scope);
  const paths = steps.map((id) => joinPath(scope, id));
  await root.append(
    {
      ...told,
      type: 'step.reset',
      reason: 'rollback',
      steps: paths,
      cause: pathOf(context, cause),
      consequences: 'consequences' in told ? told.consequences : [],
    },
    true,
  ).applied;
}
