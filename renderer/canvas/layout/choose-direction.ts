import { layoutLayered } from '../../../shared/graph/layered.ts';
import type { Direction, Layout, LayoutInput } from '../../../shared/graph/layout.ts';

const LARGE = 400;

/** The quick layout, in the wanted direction or in the one that fills the pane better. */
export function quickLayout(
  input: Omit<LayoutInput, 'direction'>,
  options: { wanted: Direction | null; pane: { width: number; height: number } },
): { layout: Layout; direction: Direction } {
  const { wanted, pane } = options;
  const of = (direction: Direction) => ({ layout: layoutLayered({ ...input, direction }), direction });
  if (wanted !== null) return of(wanted);
  const right = of('right');
  if (input.nodes.length > LARGE) return right;
  const down = of('down');
  // Reading order is from left to right: going down must be clearly better.
  return fit(down.layout, pane) > fit(right.layout, pane) * 1.12 ? down : right;
}

function fit(layout: Layout, pane: { width: number; height: number }): number {
  return Math.min(1, pane.width / Math.max(1, layout.width), pane.height / Math.max(1, layout.height));
}
