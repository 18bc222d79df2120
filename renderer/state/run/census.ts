import type { RunState, StepStatus } from '../../../shared/state/run-state.ts';

/** How many of the run's own steps are in which state, and which of them go on. */
export interface Census {
  count(status: StepStatus): number;
  /** Under way, in the order in which they began; those that wait to be tried again are. */
  readonly running: ReadonlySet<string>;
  /** For a person. */
  readonly waiting: ReadonlySet<string>;
  readonly total: number;
}

/** Counted along with the facts, so that nobody has to go over 2,000 steps on every frame. */
export class StepCensus implements Census {
  readonly running = new Set<string>();
  readonly waiting = new Set<string>();
  readonly #statuses = new Map<string, StepStatus>();
  readonly #counts = new Map<StepStatus, number>();

  get total(): number {
    return this.#statuses.size;
  }

  count(status: StepStatus): number {
    return this.#counts.get(status) ?? 0;
  }

  note(step: string, status: StepStatus): void {
    const before = this.#statuses.get(step);
    if (before === status) return;
    if (before !== undefined) this.#counts.set(before, this.count(before) - 1);
    this.#counts.set(status, this.count(status) + 1);
    this.#statuses.set(step, status);
    if (status === 'started' || status === 'retrying') this.running.add(step);
    else this.running.delete(step);
    if (status === 'waiting') this.waiting.add(step);
    else this.waiting.delete(step);
  }
}

const counted = new WeakMap<RunState['steps'], Census>();

/** The census at the playhead. */
export function censusOf(view: {
  readonly playhead: number | null;
  readonly shown: Pick<RunState, 'steps'>;
  readonly timeline: { readonly census: Census };
}): Census {
  return view.playhead === null ? view.timeline.census : censusOfPast(view.shown);
}

/** Of a state that does not change any more. */
function censusOfPast({ steps }: Pick<RunState, 'steps'>): Census {
  const known = counted.get(steps);
  if (known !== undefined) return known;
  const census = new StepCensus();
  for (const [step, { status }] of steps) census.note(step, status);
  counted.set(steps, census);
  return census;
}
