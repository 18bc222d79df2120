import { textAt } from '../keys/fields.ts';
import type { Place } from '../report.ts';
import { failureFields } from '../steps/failure-policy.ts';
import type { StepEntry } from '../steps/step-tree.ts';
import { problemOfTarget } from './add-routes.ts';
import type { Building } from './build-graphs.ts';
import { findTarget } from './find-target.ts';

/** Reports what a failed step cannot roll back to (language.md L19): all but a step that comes before it. */
export function checkRollbacks(building: Building): void {
  const { tree, handlers, report } = building;
  for (const step of tree.all) {
    if (step.kind === 'group' || handlers.steps.has(step)) continue;
    const fields = failureFields(step);
    if (!fields.has('rollback_to') && !fields.has('on_failure')) continue;
    const to = fields.get('rollback_to');
    const name = textAt(fields, 'rollback_to');
    if (textAt(fields, 'on_failure') !== 'rollback') {
      if (to === undefined) continue;
      const message = '`rollback_to` means nothing without `on_failure: rollback`';
      report.warning('no_effect', { span: to.keySpan, path: to.value.path }, { message });
    } else if (to === undefined || name === undefined) {
      report.error('missing_key', fields.get('on_failure')?.value ?? step.idNode, {
        message: '`on_failure: rollback` needs `rollback_to`',
        hint: 'name the step to go back to',
      });
    } else checkTarget({ step, name, place: to.value }, building);
  }
}

function checkTarget({ step, name, place }: { step: StepEntry; name: string; place: Place }, building: Building): void {
  const { graphs, report } = building;
  const target = findTarget(name, { step, place, ...building });
  if (target === null) return;
  if (target === step)
    return report.error('route_to_self', place, {
      message: `\`${step.id}\` rolls back to itself`,
      hint: 'to try only this step again use `retry`',
    });
  const problem = problemOfTarget(step, target);
  if (problem !== null) return report.error(problem.code, place, problem);
  if (graphs.get(step.parent)?.ancestorsOf(step.id).has(target.id) === true) return;
  report.error('rollback_not_before', place, {
    message: `\`${target.id}\` does not come before \`${step.id}\`: nothing can go back to it`,
    hint: `name a step that \`${step.id}\` depends on`,
  });
}
