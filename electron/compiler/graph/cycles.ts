import type { Report } from '../report.ts';
import type { Edge, StepGraph } from './step-graph.ts';
import { invertEdges } from './step-graph.ts';

/** Reports cycles of dependencies, each named in full (language.md L7), and routes that make one (engine.md E11). */
export function checkCycles(graph: StepGraph, report: Report): void {
  const data = graph.waits({ routes: false });
  reportDataCycles(graph, data, report);
  const group = groupsOf(graph.ids, graph.waits({ routes: true }));
  for (const route of graph.routes) {
    if (route.from === route.to) reportSelf(route, report);
    else if (group.get(route.from) === group.get(route.to)) reportRoute(route, graph, report);
  }
}

/** Cycles that are named; a file with more is mended step by step. */
const MAX_CYCLES = 20;

function reportDataCycles(graph: StepGraph, waits: ReadonlyMap<string, ReadonlySet<string>>, report: Report): void {
  const group = groupsOf(graph.ids, waits);
  const told = new Set<string>();
  for (const id of graph.ids) if (waits.get(id)?.has(id) === true) reportCycle([id], graph, report);
  let cycles = 0;
  for (const id of graph.ids) {
    const cycle = told.has(id) || cycles >= MAX_CYCLES ? null : shortestCycle(id, waits, group);
    if (cycle === null) continue;
    cycles += 1;
    cycle.forEach((step) => told.add(step));
    reportCycle(cycle, graph, report);
  }
}

/** `cycle`: each waits for the next, the last for the first. Told in the order of execution: what comes first stands first. */
function reportCycle(cycle: readonly string[], graph: StepGraph, report: Report): void {
  const [first = '', second = first] = cycle;
  const edge = graph.edge(second, first);
  if (edge === undefined) return;
  if (cycle.length === 1) {
    const hint = 'a step cannot need its own result; read another step, or remove the dependency';
    return report.error('self_reference', edge.place, { message: `\`${first}\` waits for itself`, hint });
  }
  const message = `these steps wait for each other: ${[...cycle, first].reverse().join(' → ')}`;
  report.error('cycle', edge.place, {
    message,
    hint: 'remove one of the dependencies, or the expression that makes it',
  });
}

function reportSelf(route: Edge, report: Report): void {
  report.error('route_to_self', route.place, {
    message: `\`${route.from}\` routes to itself`,
    hint: 'a route leads to a later step; to try again use `retry`',
  });
}

function reportRoute(route: Edge, graph: StepGraph, report: Report): void {
  const { from, to, place } = route;
  if (graph.ancestorsOf(from).has(to)) {
    const message = `\`${from}\` routes back to \`${to}\`, which comes before it`;
    return report.error('route_to_ancestor', place, {
      message,
      hint: 'a route leads forward; to repeat steps use a loop',
    });
  }
  const path = shortestPath(to, from, invertEdges(graph.waits({ routes: true }))) ?? [to, from];
  const message = `this route crosses another one: ${[from, ...path].join(' → ')}`;
  report.error('crossing_routes', place, { message, hint: 'let one of the routes lead to a step behind both' });
}

/**
 * The strongly connected group of each step: two steps of one group wait for each other. Tarjan's algorithm, with a
 * stack of its own, because a chain may be longer than the call stack is deep.
 */
function groupsOf(ids: readonly string[], waits: ReadonlyMap<string, ReadonlySet<string>>): Map<string, number> {
  const group = new Map<string, number>();
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const path: string[] = [];
  const onPath = new Set<string>();
  for (const root of ids) {
    if (index.has(root)) continue;
    const frames = [enter(root)];
    for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
      const next = frame.rest.next();
      if (next.done === true) {
        frames.pop();
        leave(frame.id, frames.at(-1)?.id);
      } else if (!index.has(next.value)) frames.push(enter(next.value));
      else if (onPath.has(next.value)) lower(frame.id, index.get(next.value));
    }
  }
  return group;

  function enter(id: string): { id: string; rest: Iterator<string> } {
    index.set(id, index.size);
    low.set(id, index.size - 1);
    path.push(id);
    onPath.add(id);
    return { id, rest: (waits.get(id) ?? new Set<string>()).values() };
  }

  function lower(id: string, to: number | undefined): void {
    low.set(id, Math.min(low.get(id) ?? Infinity, to ?? Infinity));
  }

  function leave(id: string, parent: string | undefined): void {
    if (parent !== undefined) lower(parent, low.get(id));
    if (low.get(id) !== index.get(id)) return;
    for (let member = path.pop(); member !== undefined; member = member === id ? undefined : path.pop()) {
      onPath.delete(member);
      group.set(member, index.get(id) ?? 0);
    }
  }
}

/** The shortest cycle through a step, each waiting for the next; null: it is on none. */
function shortestCycle(
  id: string,
  waits: ReadonlyMap<string, ReadonlySet<string>>,
  group: ReadonlyMap<string, number>,
): string[] | null {
  const before = new Map<string, string | null>([[id, null]]);
  const open = [id];
  for (const at of open) {
    for (const next of waits.get(at) ?? []) {
      if (next === id && at !== id) return trace(at, before);
      if (before.has(next) || group.get(next) !== group.get(id)) continue;
      before.set(next, at);
      open.push(next);
    }
  }
  return null;
}

/** Steps from one to another along edges, both included; null: there is no way. */
function shortestPath(from: string, to: string, edges: ReadonlyMap<string, Iterable<string>>): string[] | null {
  const before = new Map<string, string | null>([[from, null]]);
  const open = [from];
  for (const at of open) {
    if (at === to) return trace(to, before);
    for (const next of edges.get(at) ?? []) {
      if (before.has(next)) continue;
      before.set(next, at);
      open.push(next);
    }
  }
  return null;
}

function trace(to: string, before: ReadonlyMap<string, string | null>): string[] {
  const path = [to];
  for (let at = before.get(to); at !== null && at !== undefined; at = before.get(at)) path.push(at);
  return path.reverse();
}
