import type { GraphEdge } from '../../shared/graph/graph.ts';
import type { Parts } from '../state/parts.tsx';
import type { RunView } from '../state/run/run-store.ts';
import type { EdgeState } from './edge-state.ts';
import { edgeState } from './edge-state.ts';

interface Drawn {
  readonly edge: GraphEdge;
  readonly element: SVGPathElement;
  state: EdgeState | null;
  isChosen: boolean | null;
}

/**
 * Keeps the states of drawn edges at the run and the selection. By hand: an edge is one element whose two attributes
 * change, and of 2,000 components that listen for themselves a seek through the run would take half its time.
 */
export class EdgePainter {
  readonly #parts: Pick<Parts, 'run' | 'studio'>;
  readonly #byStep = new Map<string, Set<Drawn>>();

  constructor(parts: Pick<Parts, 'run' | 'studio'>) {
    this.#parts = parts;
  }

  /** Paints an edge, from now on; returns the way to end it. */
  add(edge: GraphEdge, element: SVGPathElement): () => void {
    const drawn: Drawn = { edge, element, state: null, isChosen: null };
    const ends = [edge.source, edge.target];
    for (const step of ends) {
      const held = this.#byStep.get(step);
      if (held === undefined) this.#byStep.set(step, new Set([drawn]));
      else held.add(drawn);
    }
    this.#paint(drawn);
    return () => {
      for (const step of ends) this.#byStep.get(step)?.delete(drawn);
    };
  }

  /** Begins to listen; returns the way to end it. */
  start(): () => void {
    const { run, studio } = this.#parts;
    const endFacts = run.getState().bell.overhear((steps) => this.#paintThose(steps ?? this.#byStep.keys()));
    const endSelection = studio.subscribe(({ selected }, before) => {
      if (selected === before.selected) return;
      this.#paintThose([before.selected, selected].filter((step) => step !== null));
    });
    this.#paintThose(this.#byStep.keys());
    return () => {
      endFacts();
      endSelection();
    };
  }

  #paintThose(steps: Iterable<string>): void {
    for (const step of steps) for (const drawn of this.#byStep.get(step) ?? []) this.#paint(drawn);
  }

  #paint(drawn: Drawn): void {
    const { edge, element } = drawn;
    const { selected } = this.#parts.studio.getState();
    const state = edgeNow(edge, this.#parts.run.getState());
    const isChosen = selected === edge.source || selected === edge.target;
    if (state !== drawn.state) element.dataset['state'] = state;
    if (isChosen !== drawn.isChosen) element.dataset['chosen'] = String(isChosen);
    drawn.state = state;
    drawn.isChosen = isChosen;
  }
}

/** Only into a step that somebody works on it moves. */
function edgeNow(edge: GraphEdge, { shown, interrupted, playhead }: RunView): EdgeState {
  const state = edgeState(edge, shown);
  return state === 'live' && interrupted && playhead === null ? 'taken' : state;
}
