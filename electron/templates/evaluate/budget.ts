import { ValueProblem } from '../errors.ts';

/** What one evaluation may use (language.md L17). */
const MAX_OPERATIONS = 1_000_000;
/** UTF-16 units of any text that is made, and of the whole output: 16 Mi. */
export const MAX_TEXT = 16 * 1024 * 1024;
/** How deep data may be nested to be printed, compared or copied. */
export const MAX_DATA_DEPTH = 1000;
const MAX_MS = 1000;
/** Operations between two looks at the clock. */
const CLOCK_EVERY = 2048;
/** Units of text whose handling counts as one operation. */
const TEXT_PER_OPERATION = 64;

/** Counts the work of one evaluation, and stops it when it is too much. */
export class Budget {
  readonly #clock: () => number;
  readonly #deadline: number;
  #left = MAX_OPERATIONS;
  #untilClock = CLOCK_EVERY;

  constructor(clock: () => number) {
    this.#clock = clock;
    this.#deadline = clock() + MAX_MS;
  }

  /** Takes `operations`, before they are done. */
  spend(operations = 1): void {
    this.#left -= operations;
    this.#untilClock -= operations;
    if (this.#left < 0) {
      throw new ValueProblem(
        'too_many_operations',
        `this takes more than ${MAX_OPERATIONS.toLocaleString('en')} operations`,
        { hint: 'do such work in a step' },
      );
    }
    if (this.#untilClock < 0) this.checkTime();
  }

  /** Takes the making, or reading, of a text of `length` units, before it is made. */
  text(length: number): void {
    if (length > MAX_TEXT)
      throw new ValueProblem(
        'text_too_large',
        `this makes a text of more than 16 MiB (${length.toLocaleString('en')} characters)`,
      );
    this.spend(1 + Math.floor(length / TEXT_PER_OPERATION));
  }

  /** Looks at the clock now; for the few operations that can take long without spending. */
  checkTime(): void {
    this.#untilClock = CLOCK_EVERY;
    if (this.#clock() <= this.#deadline) return;
    throw new ValueProblem('too_slow', `this takes more than ${MAX_MS / 1000} second`, {
      hint: 'do such work in a step',
    });
  }
}
