import type { Fields } from '../keys/fields.ts';
import { textAt } from '../keys/fields.ts';
import { NOT_YET } from '../not-yet.ts';
import type { Place, Report } from '../report.ts';
import type { YamlEntry } from '../yaml/tree.ts';
import type { Resolutions } from './resolve-steps.ts';
import { calledBy } from './resolve-steps.ts';
import type { StepEntry, StepTree } from './step-tree.ts';

/** Refuses what has been compiled, but cannot be run yet (`NOT_YET`). */
export function reportNotYet(
  top: Fields,
  { tree, resolutions }: { tree: StepTree; resolutions: Resolutions },
  report: Report,
): void {
  const handlers = top.get('error_handlers');
  if (handlers?.value.kind === 'list') refuseKey(handlers, 'error_handlers', report);
  for (const step of tree.all) {
    const container = containerEntry(step);
    if (container !== undefined) refuseKey(container.entry, container.name, report);
    const own = step.fields.get('on_error');
    if (own !== undefined && own.value.kind !== 'scalar') refuseKey(own, 'on_error', report);
    refusePolicy(step, report);
    refuseTool(step, resolutions, report);
  }
}

/** The key that makes a step a container; of several the first, since the others have been refused. */
function containerEntry({ kind, fields }: StepEntry): { name: string; entry: YamlEntry } | undefined {
  const names = kind === 'for_each' ? ['for_each'] : kind === 'group' ? ['parallel'] : [];
  const possible = kind === 'loop' ? ['action_loop', 'while', 'until'] : kind === 'pipeline' ? ['pipeline'] : names;
  for (const name of possible) {
    const entry = fields.get(name);
    if (entry !== undefined) return { name, entry };
  }
  return undefined;
}

function refusePolicy({ fields }: StepEntry, report: Report): void {
  const policy = textAt(fields, 'on_failure');
  const node = fields.get('on_failure')?.value;
  if (policy !== undefined && node !== undefined) refuse(`on_failure: ${policy}`, node, report);
}

function refuseTool(step: StepEntry, resolutions: Resolutions, report: Report): void {
  const name = calledBy(step, resolutions)?.tool.name;
  const node = (step.fields.get('tool') ?? step.fields.get('action'))?.value;
  if (name !== undefined && node !== undefined) refuse(name, node, report);
}

function refuseKey(entry: YamlEntry, name: string, report: Report): void {
  refuse(name, { span: entry.keySpan, path: entry.value.path }, report);
}

function refuse(name: string, place: Place, report: Report): void {
  if (NOT_YET.has(name)) report.error('needs_later', place, { message: `\`${name}\` is not supported yet` });
}
