import { bodyAt } from '../../shared/find-step.ts';
import type { Graph, GraphNode } from '../../shared/graph/graph.ts';
import { graphOfBody } from '../../shared/graph/graph.ts';
import type { Pipeline } from '../../shared/pipeline.ts';
import type { RunState } from '../../shared/state/run-state.ts';
import { scopeOf } from '../../shared/step-path.ts';
import { entryAt } from '../state/place.ts';
import { type Bar, beginOf, timelineOf } from './bars.ts';
import { lastIteration } from './critical-path.ts';
import { type Group, groupOf, groupsOf } from './iterations.ts';

/** One line of the timeline: a step, an iteration, or a number of iterations together. */
export interface ChartRow {
  /** The path of the step or of the iteration (`process[3]`); of a number of them `process[0…99]`. */
  readonly key: string;
  readonly kind: 'step' | 'iteration' | 'group';
  /** Of the step, or of the loop. */
  readonly step: string;
  readonly label: string;
  /** How many levels are around it. */
  readonly depth: number;
  readonly bars: readonly Bar[];
  readonly critical: boolean;
  /** Iterations in this row: of a loop all, of a step that is none null. */
  readonly group: Group | null;
  readonly canOpen: boolean;
}

interface Level {
  readonly state: RunState;
  readonly pipeline: Pipeline | null;
  readonly open: ReadonlySet<string>;
  readonly now: number;
  readonly begun: number;
}

/** The rows of a level, and under those that are open what is inside of them, on the same axis (monitor.md M13). */
export function chartRows(
  graph: Graph,
  options: Omit<Level, 'begun'> & { readonly isCritical?: boolean },
): readonly ChartRow[] {
  const begun = beginOf(options.state);
  if (begun === null) return [];
  return levelRows(graph, { ...options, begun }, { depth: 0, isCritical: options.isCritical ?? true });
}

interface Place {
  readonly depth: number;
  /** Whether the end of the run hangs on this level. */
  readonly isCritical: boolean;
}

function levelRows(graph: Graph, level: Level, { depth, isCritical }: Place): readonly ChartRow[] {
  const { state, now, open } = level;
  return timelineOf(graph, state, now).rows.flatMap(({ step, bars, critical }) => {
    const node = graph.nodeById.get(step);
    if (node === undefined) return [];
    const isOpen = node.container !== null && open.has(step);
    const own = { depth, isCritical: isCritical && critical };
    const row: ChartRow = {
      key: step,
      kind: 'step',
      step,
      label: node.label,
      depth,
      bars,
      critical: own.isCritical,
      group: allOf(level, node),
      canOpen: node.container !== null && entryAt(state, step)?.reusedFrom === undefined,
    };
    return isOpen ? [row, ...insideOf(node, level, own)] : [row];
  });
}

function insideOf(node: GraphNode, level: Level, { depth, isCritical }: Place): readonly ChartRow[] {
  if (node.container === 'pipeline') return bodyRows(scopeOf(node.id, null), level, { depth: depth + 1, isCritical });
  const all = allOf(level, node);
  return all === null ? [] : iterationRows(node.id, level, { ...all, depth: depth + 1, isCritical });
}

function bodyRows(scope: string, level: Level, place: Place): readonly ChartRow[] {
  const body = level.pipeline === null ? null : bodyAt(level.pipeline, scope);
  return body === null ? [] : levelRows(graphOfBody(body, scope), level, place);
}

/** All iterations of a loop together. */
function allOf({ state, begun, now }: Level, { id }: GraphNode): Group | null {
  const loop = state.loops.get(id);
  if (loop === undefined) return null;
  let last = (loop.total ?? 0) - 1;
  for (const iteration of loop.iterations.keys()) last = Math.max(last, iteration);
  return groupOf(loop, { first: 0, last }, { begun, now });
}

function iterationRows(
  loop: string,
  level: Level,
  { first, last, depth, isCritical }: Place & Pick<Group, 'first' | 'last'>,
): readonly ChartRow[] {
  const { state, begun, now, open } = level;
  const known = state.loops.get(loop);
  const final = isCritical ? lastIteration(state, loop) : null;
  return groupsOf(known ?? NO_LOOP, { first, last }, { begun, now }).flatMap((group) => {
    const isOne = group.first === group.last;
    const key = isOne ? scopeOf(loop, group.first) : `${loop}[${group.first}…${group.last}]`;
    const critical = final !== null && final >= group.first && final <= group.last;
    const row: ChartRow = {
      key,
      kind: isOne ? 'iteration' : 'group',
      step: loop,
      label: isOne ? `[${group.first}]` : `[${group.first} … ${group.last}]`,
      depth,
      bars: [{ kind: lookOf(group), from: group.from, to: group.to, attempt: 0 }],
      critical,
      group,
      canOpen: true,
    };
    if (!open.has(key)) return [row];
    const place = { depth: depth + 1, isCritical: critical };
    return [row, ...(isOne ? bodyRows(key, level, place) : iterationRows(loop, level, { ...group, ...place }))];
  });
}

const NO_LOOP = { total: null, completed: 0, failed: 0, iterations: new Map() };

function lookOf({ failed, running }: Group): Bar['kind'] {
  if (running > 0) return 'running';
  return failed > 0 ? 'failed' : 'completed';
}
