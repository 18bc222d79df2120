import { locate } from '../../../shared/source.ts';
import { namesAt, textAt } from '../keys/fields.ts';
import type { Reads } from '../names/site.ts';
import type { Place, Report } from '../report.ts';
import { LATER_ROUTE_WORDS, ROUTE_WORDS } from '../steps/failure-policy.ts';
import type { StepEntry, StepTree } from '../steps/step-tree.ts';
import { visibleFrom } from '../steps/step-tree.ts';
import { didYouMean, listNames } from '../suggest.ts';
import { StepGraph } from './step-graph.ts';

/** The steps of each level with their edges: the file itself under null, each body under its container. */
export type Graphs = ReadonlyMap<StepEntry | null, StepGraph>;

/** Draws all edges (language.md L6) but those that run variables make, and reports names that lead nowhere. */
export function buildGraphs(tree: StepTree, readsByStep: ReadonlyMap<StepEntry, Reads>, report: Report): Graphs {
  const graphs = new Map<StepEntry | null, StepGraph>([[null, new StepGraph(tree.top.map(({ id }) => id))]]);
  for (const step of tree.byId.values()) {
    if (step.body.length > 0) graphs.set(step, new StepGraph(step.body.map(({ id }) => id)));
  }
  for (const step of tree.byId.values()) {
    addDeclared(step, { tree, graphs, report });
    for (const { target, site, start, end } of readsByStep.get(step)?.steps ?? []) {
      addEdge(graphs, { from: target, to: step, place: { span: locate(site.source, start, end), path: site.path } });
    }
    addRoutes(step, { tree, graphs, report });
  }
  return graphs;
}

interface Building {
  readonly tree: StepTree;
  readonly graphs: Graphs;
  readonly report: Report;
}

/** Makes one step wait for another, at the innermost level that has (a container of) both. */
export function addEdge(graphs: Graphs, edge: { from: StepEntry; to: StepEntry; place: Place }): void {
  const levels = new Map<StepEntry | null, StepEntry>();
  for (let at: StepEntry | null = edge.to; at !== null; at = at.parent) levels.set(at.parent, at);
  for (let at: StepEntry | null = edge.from; at !== null; at = at.parent) {
    const to = levels.get(at.parent);
    if (to === undefined) continue;
    graphs.get(at.parent)?.add({ from: at.id, to: to.id, kind: 'dependency', place: edge.place });
    return;
  }
}

function addDeclared(step: StepEntry, { tree, graphs, report }: Building): void {
  for (const { name, node } of namesAt(step.fields, 'dependencies')) {
    const target = findTarget(name, { step, tree, place: node, report });
    if (target !== null) addEdge(graphs, { from: target, to: step, place: node });
  }
}

function findTarget(
  name: string,
  about: { step: StepEntry; tree: StepTree; place: Place; report: Report },
): StepEntry | null {
  const { step, tree, place, report } = about;
  const target = tree.byId.get(name);
  if (target === undefined) {
    const hint = didYouMean(name, tree.byId.keys()) ?? `the steps are ${listNames([...tree.byId.keys()])}`;
    report.error('unknown_step', place, { message: `there is no step \`${name.slice(0, 80)}\``, hint });
    return null;
  }
  if (visibleFrom(step, target) !== null) return target;
  report.error('hidden_step', place, {
    message: `\`${name}\` runs inside \`${target.parent?.id}\` and is seen only there`,
    hint: `name \`${target.parent?.id}\``,
  });
  return null;
}

function addRoutes(step: StepEntry, building: Building): void {
  for (const key of ['on_false', 'on_success', 'on_failure', 'rollback_to'] as const) {
    const node = step.fields.get(key)?.value;
    const name = textAt(step.fields, key);
    if (node === undefined || name === undefined) continue;
    if (key === 'on_failure' && ROUTE_WORDS.has(name)) {
      if (LATER_ROUTE_WORDS.has(name))
        building.report.error('needs_later', node, { message: `\`on_failure: ${name}\` is not supported yet` });
      continue;
    }
    const hint = key === 'on_failure' ? didYouMean(name, [...ROUTE_WORDS, ...building.tree.byId.keys()]) : undefined;
    const target =
      hint !== undefined && !building.tree.byId.has(name)
        ? unknownPolicy(name, { node, hint, report: building.report })
        : findTarget(name, { step, ...building, place: node });
    if (target !== null && key !== 'rollback_to') addRoute(step, target, { node, ...building });
  }
}

function unknownPolicy(name: string, about: { node: Place; hint: string; report: Report }): null {
  const message = `\`on_failure\` is ${listNames([...ROUTE_WORDS], 'or')}, or the id of a step; found \`${name.slice(0, 80)}\``;
  about.report.error('unknown_step', about.node, { message, hint: about.hint });
  return null;
}

function addRoute(step: StepEntry, target: StepEntry, about: { node: Place; graphs: Graphs; report: Report }): void {
  if (step.parent === target.parent) {
    about.graphs.get(step.parent)?.add({ from: step.id, to: target.id, kind: 'route', place: about.node });
    return;
  }
  const message = `a route stays at one level; \`${target.id}\` is ${target.parent === null ? 'outside this container' : `inside \`${target.parent.id}\``}`;
  about.report.error('route_out_of_level', about.node, { message });
}
