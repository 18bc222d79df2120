import { textAt } from '../keys/fields.ts';
import type { Reads } from '../names/site.ts';
import { failureFields } from '../steps/failure-policy.ts';
import { ROUTE_WORDS } from '../steps/route-words.ts';
import type { StepEntry } from '../steps/step-tree.ts';
import { isInside } from '../steps/step-tree.ts';
import { problemOfTarget } from './add-routes.ts';
import type { Building } from './build-graphs.ts';

/** Hints at alternative paths that do not read the failure which leads to them (language.md L19). */
export function checkJumps({ tree, handlers, report }: Building, readsByStep: ReadonlyMap<StepEntry, Reads>): void {
  for (const step of tree.all) {
    const fields = failureFields(step);
    const [place, name] = [fields.get('on_failure')?.value, textAt(fields, 'on_failure')];
    if (step.kind === 'group' || place === undefined || name === undefined || ROUTE_WORDS.has(name)) continue;
    const target = tree.find(name, step.parent);
    if (target === undefined || problemOfTarget(step, target) !== null || handlers.steps.has(target)) continue;
    if (target === step) continue;
    if (tree.all.some((each) => isPartOf(each, target) && doesRead(readsByStep.get(each), step))) continue;
    const message = `\`${name}\` runs when \`${step.id}\` has failed, and does not read why`;
    report.hint('failure_not_read', place, { message, hint: `{{ ${expressionOf(step)}.error.message }} says it` });
  }
}

function isPartOf(step: StepEntry, whole: StepEntry): boolean {
  return step === whole || isInside(step, whole);
}

function doesRead(reads: Reads | undefined, step: StepEntry): boolean {
  return reads?.steps.some(({ target }) => target === step) === true;
}

function expressionOf({ id }: StepEntry): string {
  return id.includes('-') ? `steps['${id}']` : id;
}
