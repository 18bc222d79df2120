import type { Fact } from '../../shared/facts.ts';
import type { IterationState, LoopState } from '../../shared/state/run-scopes.ts';
import type { RunState } from '../../shared/state/run-state.ts';

export type Mark = 'none' | IterationState['status'];

/** One piece of a heat strip: iterations from `from` up to, not including, `to`. */
export interface HeatCell {
  readonly from: number;
  readonly to: number;
  readonly started: number;
  readonly completed: number;
  readonly failed: number;
}

const MARKS: readonly Mark[] = ['none', 'started', 'completed', 'failed'];
const KINDS = MARKS.length;
export const MOST_CELLS = 200;

/**
 * The iterations of one loop, counted so that a fact costs the same in a loop of ten and of ten thousand: one mark for
 * each, and sums for cells of a power of two. Only when the cells grow, log2 times in all, everything is counted again.
 */
export class Tally {
  #marks = new Uint8Array(64);
  #sums = new Int32Array(KINDS * MOST_CELLS);
  #cellSize = 1;
  #size = 0;
  #expected = 0;
  #newest = -1;

  constructor(loop?: Pick<LoopState, 'iterations' | 'total'>) {
    if (loop === undefined) return;
    this.expect(loop.total ?? 0);
    for (const [iteration, { status }] of loop.iterations) this.note(iteration, status);
  }

  /** One more than the highest iteration that has begun. */
  get size(): number {
    return this.#size;
  }

  /** The highest iteration that has begun; null before the first. */
  get newest(): number | null {
    return this.#newest < 0 ? null : this.#newest;
  }

  /** How many there will be at least. */
  expect(total: number): void {
    if (total <= this.#expected) return;
    this.#expected = total;
    this.#fitCells();
  }

  note(iteration: number, status: IterationState['status']): void {
    this.#reserve(iteration);
    if (iteration >= this.#size) {
      this.#size = iteration + 1;
      this.#newest = iteration;
      this.#fitCells();
    }
    const cell = Math.floor(iteration / this.#cellSize) * KINDS;
    const mark = MARKS.indexOf(status);
    this.#add(cell + (this.#marks[iteration] ?? 0), -1);
    this.#add(cell + mark, 1);
    this.#marks[iteration] = mark;
  }

  markOf(iteration: number): Mark {
    return MARKS[this.#marks[iteration] ?? 0] ?? 'none';
  }

  cells(): readonly HeatCell[] {
    const end = Math.max(this.#size, this.#expected);
    const count = Math.ceil(end / this.#cellSize);
    return Array.from({ length: count }, (_, index) => {
      const at = (kind: number) => this.#sums[index * KINDS + kind] ?? 0;
      const from = index * this.#cellSize;
      const to = Math.min(end, from + this.#cellSize);
      return { from, to, started: at(1), completed: at(2), failed: at(3) };
    });
  }

  #add(at: number, by: number): void {
    this.#sums[at] = (this.#sums[at] ?? 0) + by;
  }

  #reserve(iteration: number): void {
    if (iteration < this.#marks.length) return;
    const grown = new Uint8Array(Math.max(iteration + 1, this.#marks.length * 2));
    grown.set(this.#marks);
    this.#marks = grown;
  }

  #fitCells(): void {
    let size = this.#cellSize;
    while (Math.max(this.#size, this.#expected) > size * MOST_CELLS) size *= 2;
    if (size === this.#cellSize) return;
    this.#cellSize = size;
    this.#sums = new Int32Array(KINDS * MOST_CELLS);
    for (let i = 0; i < this.#size; i += 1) this.#add(Math.floor(i / size) * KINDS + (this.#marks[i] ?? 0), 1);
  }
}

/** Tallies of the loops that are looked at. One is made when it is first asked for, and kept up to date from then on. */
export class TallyBook {
  #byIterations = new WeakMap<LoopState['iterations'], Tally>();

  of(loop: LoopState): Tally {
    const known = this.#byIterations.get(loop.iterations);
    if (known !== undefined) return known;
    const made = new Tally(loop);
    this.#byIterations.set(loop.iterations, made);
    return made;
  }

  /** To be told of every fact, after it has been folded into `state`. */
  hear(state: RunState, fact: Fact): void {
    if (fact.type === 'step.reset') this.#byIterations = new WeakMap();
    if (fact.type !== 'loop.iteration_started' && fact.type !== 'loop.iteration_completed') return;
    const loop = state.loops.get(fact.step);
    const tally = loop === undefined ? undefined : this.#byIterations.get(loop.iterations);
    if (loop === undefined || tally === undefined) return;
    tally.expect(loop.total ?? 0);
    tally.note(fact.iteration, fact.type === 'loop.iteration_started' ? 'started' : fact.status);
  }
}
