import { checkSite } from '../names/check-template.ts';
import type { FileNames } from '../names/scope.ts';
import type { Reads, StepRead } from '../names/site.ts';
import { joinReads } from '../names/site.ts';
import type { Report } from '../report.ts';
import type { FoundHandlers } from '../steps/find-handlers.ts';
import { handlerSites, sitesOf } from '../steps/step-sites.ts';
import type { StepEntry, StepTree } from '../steps/step-tree.ts';
import { waiting } from './build-graphs.ts';

/**
 * Checks the templates of every step, and tells what each step has to wait for: what it reads itself, what the group
 * around it asks for, and what the handlers and the steps read that it may need when it fails.
 */
export function readsOfSteps(
  { tree, handlers, names }: { tree: StepTree; handlers: FoundHandlers; names: FileNames },
  report: Report,
): ReadonlyMap<StepEntry, Reads> {
  const reads = new Map<StepEntry, Reads[]>(tree.all.map((step) => [step, []]));
  for (const step of tree.all) {
    const sites = [...sitesOf(step, names), ...handlerSites(step, handlers.nodes.get(step) ?? [], names)];
    const found = joinReads(sites.map((site) => checkSite(site, names, report)));
    for (const reader of waiting(step, handlers))
      reads.get(reader)?.push(reader === step ? found : without(found, reader));
  }
  return new Map([...reads].map(([step, each]) => [step, joinReads(each)]));
}

/** A step does not wait for itself. */
function without(reads: Reads, reader: StepEntry): Reads {
  return { ...reads, steps: reads.steps.filter(({ target }: StepRead) => target !== reader) };
}
