import type { StoreApi } from 'zustand';
import type { GraphNode } from '../../shared/graph/graph.ts';
import type { PlannedStep } from '../../shared/plan.ts';
import type { Look } from '../../shared/state/look.ts';
import { LOOK_WORDS } from '../../shared/state/look.ts';
import { showMarks } from '../../shared/text/marks.ts';
import { type BreakMark, markAt } from '../breakpoints/places.ts';
import { type PinShown, pinShown, takenPin } from '../pins/pin-shown.ts';
import { entryAt } from '../state/place.ts';
import { plannedStep } from '../state/plan-index.ts';
import { lookIn } from '../state/run/look-in.ts';
import type { RunView } from '../state/run/run-store.ts';
import type { Studio } from '../state/studio-types.ts';

interface Drawn {
  readonly node: GraphNode;
  readonly element: HTMLElement;
  look: Look | null;
  planned: PlannedStep | undefined;
  /** How its pin is told in its name. */
  pinned: string;
  isSelected: boolean | null;
  breakMark: BreakMark;
}

/**
 * Keeps what every drawn step is told apart by, its look, plan, breakpoint and selection, at the run and the window's state. By hand:
 * React goes over all 2,000 neighbours of a node that it draws again, so of a graph seen from afar it would do more for
 * one fact than all the rest of the window.
 */
export class StepPainter {
  readonly #run: StoreApi<RunView>;
  readonly #studio: StoreApi<Studio>;
  /** By the steps that the look of a node follows from: its own, and those it waits for. */
  readonly #byStep = new Map<string, Set<Drawn>>();

  constructor({ run, studio }: { readonly run: StoreApi<RunView>; readonly studio: StoreApi<Studio> }) {
    this.#run = run;
    this.#studio = studio;
    run.getState().bell.overhear((steps) => this.#paintThose(steps ?? this.#byStep.keys()));
    studio.subscribe(({ selected, plan, breakpoints, pins }, before) => {
      if (plan !== before.plan || breakpoints !== before.breakpoints || pins !== before.pins)
        this.#paintThose(this.#byStep.keys());
      else if (selected !== before.selected)
        this.#paintThose([before.selected, selected].filter((step) => step !== null));
    });
  }

  /** Paints a step, from now on; returns the way to end it. */
  add(node: GraphNode, element: HTMLElement): () => void {
    const drawn: Drawn = {
      node,
      element,
      look: null,
      planned: undefined,
      pinned: '',
      isSelected: null,
      breakMark: null,
    };
    const sources = [node.id, ...node.dependencies];
    for (const step of sources) {
      const held = this.#byStep.get(step);
      if (held === undefined) this.#byStep.set(step, new Set([drawn]));
      else held.add(drawn);
    }
    this.#paint(drawn);
    return () => {
      for (const step of sources) {
        const held = this.#byStep.get(step);
        held?.delete(drawn);
        if (held?.size === 0) this.#byStep.delete(step);
      }
    };
  }

  #paintThose(steps: Iterable<string>): void {
    const found = new Set<Drawn>();
    for (const step of steps) for (const drawn of this.#byStep.get(step) ?? []) found.add(drawn);
    for (const drawn of found) this.#paint(drawn);
  }

  #paint(drawn: Drawn): void {
    const { node, element } = drawn;
    const { selected, plan, breakpoints, pins } = this.#studio.getState();
    const view = this.#run.getState();
    const look = lookIn(view, node);
    const pinned = pinWord(pinShown(pins.get(node.id), takenPin(entryAt(view.shown, node.id))));
    const planned = plannedStep(plan, node.id);
    const isSelected = selected === node.id;
    const breakMark = breakpoints.length === 0 ? null : markAt(breakpoints, node.id);
    if (look !== drawn.look) element.dataset['look'] = look;
    const isRenamed = look !== drawn.look || planned !== drawn.planned || pinned !== drawn.pinned;
    if (isRenamed || breakMark !== drawn.breakMark)
      element.setAttribute('aria-label', describe(node, look, { planned, pinned, breakMark }));
    if (breakMark === null) delete element.dataset['break'];
    else element.dataset['break'] = breakMark;
    if (planned !== drawn.planned) {
      if (planned === undefined) delete element.dataset['plan'];
      else element.dataset['plan'] = planned.decision;
    }
    if (isSelected !== drawn.isSelected) {
      element.dataset['selected'] = String(isSelected);
      element.setAttribute('aria-pressed', String(isSelected));
      element.tabIndex = isSelected ? 0 : -1;
    }
    Object.assign(drawn, { look, planned, pinned, isSelected, breakMark });
  }
}

function describe(
  node: GraphNode,
  look: Look,
  { planned, pinned, breakMark }: Pick<Drawn, 'planned' | 'pinned' | 'breakMark'>,
): string {
  const plan = planned === undefined ? '' : `, plan: ${planned.decision}`;
  return showMarks(
    `${node.label}, ${LOOK_WORDS[look].toLowerCase()}${pinned}${plan}${breakMark === null ? '' : ', breakpoint'}`,
  );
}

function pinWord(pin: PinShown | null): string {
  if (pin === null) return '';
  return pin.isStale ? ', pinned and changed since' : ', pinned';
}
