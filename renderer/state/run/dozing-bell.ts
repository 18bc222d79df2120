import { nextFrame, type Schedule } from '../frame-batch.ts';
import type { StepBell } from './step-bell.ts';

type Listener = () => void;
export type StepListening = Pick<StepBell, 'listen'>;

/** So many who slept are told in one frame. */
const AT_ONCE = 48;

/** A bell for what cannot be seen at every zoom level: while it dozes it keeps in mind who was meant, and tells them once it wakes. */
export class DozingBell implements StepListening {
  readonly #bell: StepListening;
  readonly #schedule: Schedule;
  readonly #missed = new Set<Listener>();
  #isAwake = true;
  #isScheduled = false;

  constructor(bell: StepListening, schedule: Schedule = nextFrame) {
    this.#bell = bell;
    this.#schedule = schedule;
  }

  /** Returns the way to end it. */
  listen(steps: readonly string[], listener: Listener): () => void {
    const hear = () => {
      if (!this.#isAwake) return void this.#missed.add(listener);
      this.#missed.delete(listener);
      listener();
    };
    const end = this.#bell.listen(steps, hear);
    return () => {
      end();
      this.#missed.delete(listener);
    };
  }

  doze(): void {
    this.#isAwake = false;
  }

  wake(): void {
    this.#isAwake = true;
    this.#tellLater();
  }

  #tellLater(): void {
    if (this.#isScheduled || this.#missed.size === 0) return;
    this.#isScheduled = true;
    this.#schedule(() => {
      this.#isScheduled = false;
      this.#tellSome();
    });
  }

  #tellSome(): void {
    if (!this.#isAwake) return;
    const some = [...this.#missed].slice(0, AT_ONCE);
    for (const listener of some) this.#missed.delete(listener);
    for (const listener of some) listener();
    this.#tellLater();
  }
}
