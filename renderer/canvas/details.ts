import type { Point } from '../../shared/graph/layout.ts';
import { NODE_HEIGHT, NODE_WIDTH } from '../../shared/graph/layout.ts';
import { StepBell } from '../state/run/step-bell.ts';
import type { View } from './fit.ts';

/** What of a node is there to be shown: its block alone, also its icon and name, or everything. */
export type Detail = 'block' | 'name' | 'all';

const RANK: Readonly<Record<Detail, number>> = { block: 0, name: 1, all: 2 };
/** Around what is in sight, in pixels of the graph; to the right a label may be in sight whose node is not. */
const AROUND = 60;
const LABELLED = 220;

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * How much of each node was ever in sight. What the zoom hides is hidden by the style sheet alone; this keeps what nobody
 * has come near from being made at all, 1,000 nodes at once or at every change of the zoom level.
 */
export class Details {
  readonly #bell = new StepBell();
  readonly #reached = new Map<string, Detail>();

  of(step: string): Detail {
    return this.#reached.get(step) ?? 'block';
  }

  listen(step: string, listener: () => void): () => void {
    return this.#bell.listen([step], listener);
  }

  /** Nodes that a view brings into sight are there in this detail from now on, never in less. */
  reach(nodes: ReadonlyMap<string, Point>, { view, pane, detail }: { view: View; pane: Size; detail: Detail }): void {
    if (detail === 'block') return;
    const left = -view.x / view.zoom - AROUND - NODE_WIDTH;
    const top = -view.y / view.zoom - AROUND - NODE_HEIGHT;
    const right = (pane.width - view.x) / view.zoom + LABELLED;
    const bottom = (pane.height - view.y) / view.zoom + AROUND;
    const fresh = new Set<string>();
    for (const [step, { x, y }] of nodes) {
      if (x < left || x > right || y < top || y > bottom || RANK[this.of(step)] >= RANK[detail]) continue;
      this.#reached.set(step, detail);
      fresh.add(step);
    }
    this.#bell.ring(fresh);
  }
}
