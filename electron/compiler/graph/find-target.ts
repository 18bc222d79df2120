import { didYouMean, listNames } from '../../templates/suggest.ts';
import type { Place, Report } from '../report.ts';
import type { FoundHandlers } from '../steps/find-handlers.ts';
import type { StepEntry, StepTree } from '../steps/step-tree.ts';
import { isInside } from '../steps/step-tree.ts';

interface Search {
  readonly step: StepEntry;
  readonly tree: StepTree;
  readonly handlers: FoundHandlers;
  readonly place: Place;
  readonly report: Report;
}

/** The step that a name in `dependencies` or in a route stands for; null: none that can be meant, which is reported. */
export function findTarget(name: string, search: Search): StepEntry | null {
  const { step, tree, handlers, place, report } = search;
  const target = tree.find(name, step.parent);
  if (target === undefined) return reportMissing(name, search);
  if (handlers.steps.has(target)) {
    const message = `\`${name}\` runs only when a handler calls it: nothing can wait for it or lead to it`;
    report.error('hidden_step', place, { message, hint: 'name the step that the handler mends' });
    return null;
  }
  if (!isInside(step, target)) return target;
  const message = `\`${step.id}\` runs inside \`${target.id}\` and cannot wait for all of it`;
  report.error('self_reference', place, { message, hint: `name a step of \`${target.id}\`` });
  return null;
}

function reportMissing(name: string, { step, tree, place, report }: Search): null {
  const hidden = tree.findAnywhere(name);
  if (hidden !== undefined) {
    const message = `\`${name}\` runs inside \`${hidden.parent?.id}\` and is seen only there`;
    report.error('hidden_step', place, { message, hint: `name \`${hidden.parent?.id}\`` });
    return null;
  }
  if (tree.setAside.has(name)) return null;
  const names = tree.namesAt(step.parent);
  const hint = didYouMean(name, names) ?? `the steps are ${listNames(names)}`;
  report.error('unknown_step', place, { message: `there is no step \`${name.slice(0, 80)}\``, hint });
  return null;
}
