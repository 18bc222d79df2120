import type { Point } from '../../shared/graph/layout.ts';
import { NODE_HEIGHT, NODE_WIDTH } from '../../shared/graph/layout.ts';
import { nextFrame, type Schedule } from '../state/frame-batch.ts';
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

/** What is in sight: where one looks, how much of the graph the pane holds, and what can be read of it. */
export interface Sight {
  readonly view: View;
  readonly pane: Size;
  readonly detail: Detail;
}

/** While the view moves so many nodes are made in one frame; the others follow in the next ones. */
const AT_ONCE = 8;

/**
 * How much of each node was ever in sight. What the zoom hides is hidden by the style sheet alone; this keeps what nobody
 * has come near from being made at all, 1,000 nodes at once or at every change of the zoom level.
 */
export class Details {
  readonly #bell = new StepBell();
  readonly #reached = new Map<string, Detail>();
  readonly #schedule: Schedule;
  /** In sight and to be made, those in the middle first; what has gone out of sight again before its turn is never made. */
  #waiting: readonly string[] = [];
  #detail: Detail = 'block';
  #isScheduled = false;

  constructor(schedule: Schedule = nextFrame) {
    this.#schedule = schedule;
  }

  of(step: string): Detail {
    return this.#reached.get(step) ?? 'block';
  }

  listen(step: string, listener: () => void): () => void {
    return this.#bell.listen([step], listener);
  }

  /** Nodes that a view shows are there in this detail from now on, never in less. */
  reach(nodes: ReadonlyMap<string, Point>, sight: Sight): void {
    this.#waiting = [];
    this.#make(this.#lacking(nodes, sight), sight.detail);
  }

  /** The same while the view moves: a few nodes in every frame, so that none of them is a long one. */
  approach(nodes: ReadonlyMap<string, Point> | undefined, sight: Sight): void {
    this.#waiting = nodes === undefined ? [] : this.#lacking(nodes, sight);
    this.#detail = sight.detail;
    if (!this.#isScheduled) this.#makeSome();
  }

  /** Of another graph nothing was in sight yet, though its steps may have the same names. */
  forget(): void {
    this.#waiting = [];
    this.#reached.clear();
  }

  #makeSome(): void {
    if (this.#waiting.length === 0) return;
    const some = this.#waiting.slice(0, AT_ONCE);
    this.#waiting = this.#waiting.slice(AT_ONCE);
    this.#make(some, this.#detail);
    if (this.#waiting.length === 0) return;
    this.#isScheduled = true;
    this.#schedule(() => {
      this.#isScheduled = false;
      this.#makeSome();
    });
  }

  #make(steps: readonly string[], detail: Detail): void {
    for (const step of steps) this.#reached.set(step, detail);
    this.#bell.ring(new Set(steps));
  }

  #lacking(nodes: ReadonlyMap<string, Point>, { view, pane, detail }: Sight): readonly string[] {
    if (detail === 'block') return [];
    const left = -view.x / view.zoom - AROUND - NODE_WIDTH;
    const top = -view.y / view.zoom - AROUND - NODE_HEIGHT;
    const right = (pane.width - view.x) / view.zoom + LABELLED;
    const bottom = (pane.height - view.y) / view.zoom + AROUND;
    const found: { readonly step: string; readonly away: number }[] = [];
    for (const [step, { x, y }] of nodes) {
      if (x < left || x > right || y < top || y > bottom || RANK[this.of(step)] >= RANK[detail]) continue;
      found.push({ step, away: Math.hypot(2 * x - left - right, 2 * y - top - bottom) });
    }
    return found.sort((a, b) => a.away - b.away).map(({ step }) => step);
  }
}
