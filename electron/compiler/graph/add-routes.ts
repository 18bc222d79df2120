import { didYouMean, listNames } from '../../templates/suggest.ts';
import { textAt } from '../keys/fields.ts';
import type { Place } from '../report.ts';
import { ROUTE_WORDS } from '../steps/route-words.ts';
import type { StepEntry } from '../steps/step-tree.ts';
import type { Building } from './build-graphs.ts';
import { findTarget } from './find-target.ts';
import { allMembers } from './groups.ts';

const ROUTES = ['on_false', 'on_success', 'on_failure'] as const;

/** The routes of a step (language.md L18, L19). */
export function addRoutes(step: StepEntry, building: Building): void {
  for (const key of ROUTES) {
    const place = step.fields.get(key)?.value;
    const name = textAt(step.fields, key);
    if (place === undefined || name === undefined) continue;
    if (key === 'on_failure' && (ROUTE_WORDS.has(name) || isMisspelled(name, { place, step, ...building }))) continue;
    const target = findTarget(name, { step, place, ...building });
    if (target !== null) addRoute({ step, key, target, place }, building);
  }
}

/** True if a text is no step, but nearly one or nearly a word of `on_failure`. */
function isMisspelled(
  name: string,
  { place, step, tree, report }: Building & { place: Place; step: StepEntry },
): boolean {
  const names = tree.namesAt(step.parent);
  if (names.includes(name)) return false;
  const hint = didYouMean(name, [...ROUTE_WORDS, ...names]);
  if (hint === undefined) return false;
  const message = `\`on_failure\` is ${listNames([...ROUTE_WORDS], 'or')}, or the id of a step; found \`${name.slice(0, 80)}\``;
  report.error('unknown_step', place, { message, hint });
  return true;
}

interface Route {
  readonly step: StepEntry;
  readonly key: (typeof ROUTES)[number];
  readonly target: StepEntry;
  readonly place: Place;
}

function addRoute({ step, key, target, place }: Route, { graphs, report }: Building): void {
  const problem = problemOfTarget(step, target);
  if (problem !== null) return report.error(problem.code, place, problem);
  for (const from of key === 'on_failure' && step.kind === 'group' ? sharing(step) : [step])
    graphs.get(step.parent)?.add({ from: from.id, to: target.id, kind: 'route', place });
}

/** Why a step cannot route or roll back to another one, wherever that stands in the order; null: it can. */
export function problemOfTarget(
  step: StepEntry,
  target: StepEntry,
): { code: string; message: string; hint?: string } | null {
  if (step.parent !== target.parent) {
    const message = `a route stays at one level; \`${target.id}\` is outside this loop`;
    return { code: 'route_out_of_level', message };
  }
  if (target.kind !== 'group') return null;
  const message = `a route leads to one step; \`${target.id}\` is a group of ${target.members.length}`;
  return { code: 'route_to_group', message, hint: 'lead it to a step before the group' };
}

/** The members of a group that do not say themselves what their failure does. */
function sharing(group: StepEntry): StepEntry[] {
  return allMembers(group).filter((member) => {
    for (let at: StepEntry | null = member; at !== null && at !== group; at = at.group)
      if (at.fields.has('on_failure')) return false;
    return true;
  });
}
