import type { Graph } from '../../shared/graph/graph.ts';
import { neighbours } from '../../shared/graph/graph.ts';
import type { Direction, Layout, Point } from '../../shared/graph/layout.ts';

export type Arrow = 'left' | 'right' | 'up' | 'down';

/** Where an arrow key leads: along an edge in the direction of the graph, to the nearest step across it. */
export function walk(
  from: string,
  arrow: Arrow,
  map: { readonly graph: Graph; readonly layout: Layout; readonly direction: Direction },
): string {
  const { graph, layout, direction } = map;
  const at = layout.nodes.get(from);
  if (at === undefined) return from;
  const [forth, back] = direction === 'right' ? (['right', 'left'] as const) : (['down', 'up'] as const);
  if (arrow === forth || arrow === back) {
    const { before, after } = neighbours(graph, from);
    return nearest(arrow === forth ? after : before, { at, layout }) ?? from;
  }
  const ahead = arrow === 'right' || arrow === 'down' ? 1 : -1;
  const axis = direction === 'right' ? 'y' : 'x';
  const other = axis === 'y' ? 'x' : 'y';
  const beside = [...layout.nodes]
    .filter(([, point]) => (point[axis] - at[axis]) * ahead > 1)
    .map(([id, point]) => ({ id, away: Math.abs(point[axis] - at[axis]) + 3 * Math.abs(point[other] - at[other]) }));
  return beside.sort((a, b) => a.away - b.away)[0]?.id ?? from;
}

function nearest(ids: readonly string[], { at, layout }: { at: Point; layout: Layout }): string | undefined {
  const away = (id: string) => {
    const point = layout.nodes.get(id) ?? at;
    return Math.hypot(point.x - at.x, point.y - at.y);
  };
  return ids.toSorted((a, b) => away(a) - away(b))[0];
}
