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

/** So many nodes are made in one frame while the view moves; the others follow in the next ones. */
const AT_ONCE = 16;
/** While one zooms nothing is made, for what is made is drawn anew with all its neighbours; after such a rest it is. */
const REST_MS = 90;
/** One who comes nearer for longer than so many rests sees in between what can be read already. */
const PATIENCE = 5;

/** Asks for `act` to be called once after a time; returns the way to call that off. */
type Later = (act: () => void, ms: number) => () => void;

interface Times {
  readonly schedule: Schedule;
  readonly later: Later;
}

const OWN_TIMES: Times = {
  schedule: nextFrame,
  later(act, ms) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};

type Places = ReadonlyMap<string, Point>;

/**
 * How much of each node was ever in sight. What the zoom hides is hidden by the style sheet alone; this keeps what nobody
 * has come near from being made at all, 1,000 nodes at once or at every change of the zoom level.
 */
export class Details {
  readonly #bell = new StepBell();
  readonly #reached = new Map<string, Detail>();
  readonly #times: Times;
  /** In sight and to be made, those in the middle first; what has gone out of sight again before its turn is never made. */
  #waiting: readonly string[] = [];
  #isScheduled = false;
  #last: { readonly nodes: Places; readonly sight: Sight } | null = null;
  /** Ends looking for a rest; null: nobody zooms. */
  #callOff: (() => void) | null = null;
  #hasZoomed = false;
  /** For how many rests in a row one has come nearer; who goes away looks at the whole. */
  #patience = 0;

  constructor(times: Times = OWN_TIMES) {
    this.#times = times;
  }

  of(step: string): Detail {
    return this.#reached.get(step) ?? 'block';
  }

  listen(step: string, listener: () => void): () => void {
    return this.#bell.listen([step], listener);
  }

  /** Nodes that a view shows are there in this detail from now on, never in less. */
  reach(nodes: Places, sight: Sight): void {
    this.#stop();
    this.#last = { nodes, sight };
    this.#make(this.#lacking(nodes, sight), sight.detail);
  }

  /** The same while the view moves: so that no frame of the movement is a long one. */
  approach(nodes: Places | undefined, sight: Sight): void {
    if (nodes === undefined) return;
    const nearer = this.#last === null ? 0 : sight.view.zoom - this.#last.sight.view.zoom;
    this.#last = { nodes, sight };
    if (nearer === 0 && this.#callOff === null) return this.#makeWhatIsInSight();
    this.#waiting = [];
    this.#hasZoomed = true;
    if (nearer < 0) this.#patience = 0;
    this.#callOff ??= this.#times.later(this.#lookForRest, REST_MS);
  }

  /** Of another graph nothing was in sight yet, though its steps may have the same names. */
  forget(): void {
    this.#stop();
    this.#last = null;
    this.#reached.clear();
  }

  #stop(): void {
    this.#waiting = [];
    this.#callOff?.();
    this.#callOff = null;
    this.#patience = 0;
  }

  /** Again and again while one zooms: a timer that every movement sets anew would cost more than the movement. */
  readonly #lookForRest = (): void => {
    const goesOn = this.#hasZoomed;
    this.#hasZoomed = false;
    this.#patience = (this.#patience + 1) % PATIENCE;
    this.#callOff = goesOn ? this.#times.later(this.#lookForRest, REST_MS) : null;
    if (!goesOn) this.#patience = 0;
    if (this.#patience === 0) this.#makeWhatIsInSight();
  };

  #makeWhatIsInSight(): void {
    if (this.#last === null) return;
    this.#waiting = this.#lacking(this.#last.nodes, this.#last.sight);
    if (!this.#isScheduled) this.#makeSome();
  }

  #makeSome(): void {
    if (this.#waiting.length === 0 || this.#last === null) return;
    const some = this.#waiting.slice(0, AT_ONCE);
    this.#waiting = this.#waiting.slice(AT_ONCE);
    this.#make(some, this.#last.sight.detail);
    if (this.#waiting.length === 0) return;
    this.#isScheduled = true;
    this.#times.schedule(() => {
      this.#isScheduled = false;
      this.#makeSome();
    });
  }

  #make(steps: readonly string[], detail: Detail): void {
    for (const step of steps) this.#reached.set(step, detail);
    this.#bell.ring(new Set(steps));
  }

  #lacking(nodes: Places, { view, pane, detail }: Sight): readonly string[] {
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
