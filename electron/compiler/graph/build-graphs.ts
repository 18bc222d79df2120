import { namesAt } from '../keys/fields.ts';
import type { Reads } from '../names/site.ts';
import { placeOfRead } from '../names/site.ts';
import type { Place, Report } from '../report.ts';
import type { FoundHandlers } from '../steps/find-handlers.ts';
import type { StepEntry, StepTree } from '../steps/step-tree.ts';
import { isInside } from '../steps/step-tree.ts';
import { addRoutes } from './add-routes.ts';
import { findTarget } from './find-target.ts';
import { allMembers } from './groups.ts';
import { StepGraph } from './step-graph.ts';

/** The steps of each level with their edges: the file itself under null, each body under its loop. Steps that handlers run are in none. */
export type Graphs = ReadonlyMap<StepEntry | null, StepGraph>;

export interface Building {
  readonly tree: StepTree;
  readonly handlers: FoundHandlers;
  readonly graphs: Graphs;
  readonly report: Report;
}

/** Draws all edges (language.md L6) but those that run variables make, and reports names that lead nowhere. */
export function buildGraphs(
  { tree, handlers }: { tree: StepTree; handlers: FoundHandlers },
  readsByStep: ReadonlyMap<StepEntry, Reads>,
  report: Report,
): Building {
  const levels = [null, ...tree.all.filter(({ body }) => body.length > 0)];
  const idsOf = (steps: readonly StepEntry[]) => steps.filter((step) => !handlers.steps.has(step)).map(({ id }) => id);
  const graphs = new Map(levels.map((level) => [level, new StepGraph(idsOf(level?.body ?? tree.top))]));
  const building = { tree, handlers, graphs, report };
  for (const step of tree.all) {
    addDeclared(step, building);
    addChain(step, graphs);
    for (const member of step.members) addEdge(graphs, { from: member, to: step, place: member.idNode });
    for (const read of readsByStep.get(step)?.steps ?? [])
      addEdge(graphs, { from: read.target, to: step, place: placeOfRead(read) });
    addRoutes(step, building);
  }
  return building;
}

/** Makes one step wait for another, at the innermost level that has (a loop around) both. What runs inside a loop is not waited for by it. */
export function addEdge(graphs: Graphs, edge: { from: StepEntry; to: StepEntry; place: Place }): void {
  if (isInside(edge.from, edge.to)) return;
  const levels = new Map<StepEntry | null, StepEntry>();
  for (let at: StepEntry | null = edge.to; at !== null; at = at.parent) levels.set(at.parent, at);
  for (let at: StepEntry | null = edge.from; at !== null; at = at.parent) {
    const to = levels.get(at.parent);
    if (to === undefined) continue;
    graphs.get(at.parent)?.add({ from: at.id, to: to.id, kind: 'dependency', place: edge.place });
    return;
  }
}

/** A group's dependencies are those of its members (language.md L25); what a step waits for that handlers run, its users wait for. */
function addDeclared(step: StepEntry, building: Building): void {
  for (const { name, node } of namesAt(step.fields, 'dependencies')) {
    const from = findTarget(name, { step, place: node, ...building });
    if (from === null) continue;
    for (const to of waiting(step, building.handlers))
      if (to === step || to !== from) addEdge(building.graphs, { from, to, place: node });
  }
}

/** Who waits for what a step waits for: for one that handlers run, the steps whose own handlers run it. */
export function waiting(step: StepEntry, handlers: FoundHandlers): readonly StepEntry[] {
  if (handlers.steps.has(step)) return handlers.users.get(step) ?? [];
  return step.kind === 'group' ? allMembers(step) : [step];
}

/** The actions of an `action_loop` run one after the other (language.md L24). */
function addChain(step: StepEntry, graphs: Graphs): void {
  if (step.kind !== 'loop' || !step.fields.has('action_loop') || step.fields.has('steps')) return;
  const actions = step.body.filter(({ group }) => group === null);
  actions.forEach((action, index) => {
    const from = actions[index - 1];
    if (from === undefined) return;
    for (const to of action.kind === 'group' ? allMembers(action) : [action])
      addEdge(graphs, { from, to, place: action.idNode });
  });
}
