import type { Graph, GraphNode } from '../../shared/graph/graph.ts';
import type { Look } from '../../shared/state/look.ts';
import { LOOK_WORDS } from '../../shared/state/look.ts';
import type { RunState, StepState } from '../../shared/state/run-state.ts';
import { entryAt } from '../state/place.ts';

export type SortKey = 'order' | 'status' | 'step' | 'tool' | 'attempts' | 'started' | 'duration';

export interface TableRow {
  readonly node: GraphNode;
  readonly look: Look;
  readonly step: StepState | undefined;
  /** Milliseconds into the run; null if it has not started. */
  readonly startedMs: number | null;
  readonly durationMs: number | null;
}

/** What asks for attention comes first. */
const URGENCY: readonly Look[] = [
  'failed',
  'waiting',
  'paused',
  'running',
  'retrying',
  'interrupted',
  'handled',
  'queued',
  'completed',
  'reused',
  'skipped',
  'cancelled',
  'pending',
];

export function tableRows(graph: Graph, state: RunState, lookOf: (node: GraphNode) => Look): readonly TableRow[] {
  const begun = state.startedAt === null ? null : Date.parse(state.startedAt);
  return graph.nodes.map((node) => {
    const step = entryAt(state, node.id);
    const startedMs = step?.startedAt === undefined || begun === null ? null : Date.parse(step.startedAt) - begun;
    return { node, look: lookOf(node), step, startedMs, durationMs: step?.durationMs ?? null };
  });
}

/** Rows whose step, tool or status holds the text. */
export function filterRows(rows: readonly TableRow[], text: string): readonly TableRow[] {
  const wanted = text.toLowerCase();
  if (wanted === '') return rows;
  return rows.filter(({ node, look }) => `${node.id} ${node.what} ${LOOK_WORDS[look]}`.toLowerCase().includes(wanted));
}

/** What has no value for the key comes last, whichever way it is sorted. */
export function sortRows(
  rows: readonly TableRow[],
  { key, down }: { readonly key: SortKey; readonly down: boolean },
): readonly TableRow[] {
  if (key === 'order') return down ? rows.toReversed() : rows;
  const sign = down ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [x, y] = [valueOf(a, key), valueOf(b, key)];
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    return x < y ? -sign : x > y ? sign : 0;
  });
}

function valueOf({ node, look, step, startedMs, durationMs }: TableRow, key: SortKey): string | number | null {
  switch (key) {
    case 'status':
      return URGENCY.indexOf(look);
    case 'step':
      return node.id.toLowerCase();
    case 'tool':
      return node.what;
    case 'attempts':
      return step?.attempts.length ?? 0;
    case 'started':
      return startedMs;
    case 'duration':
      return durationMs;
    default:
      return 0;
  }
}
