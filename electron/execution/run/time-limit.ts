import type { Fact } from '../../../shared/facts.ts';
import type { ToolError } from '../../tools/tool.ts';
import type { Clock } from '../clock.ts';
import { ranForMs } from './resume-facts.ts';

/** How long a run may take in all: what it ran before it was resumed counts, what it stood still does not. */
export class TimeLimit {
  readonly #clock: Clock;
  readonly #timeoutMs: number | undefined;
  readonly #leftMs: number;
  #isUp = false;

  /** `timeoutMs`: undefined is no limit. `facts`: of the run so far. */
  constructor(timeoutMs: number | undefined, facts: readonly Fact[], clock: Clock) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#leftMs = timeoutMs === undefined ? 0 : timeoutMs - ranForMs(facts);
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** What steps fail with that the time was too short for. */
  get error(): ToolError {
    const message = `the run did not end within its timeout of ${this.#timeoutMs ?? 0} ms`;
    return { category: 'timeout', code: 'run_timeout', message };
  }

  /** Calls `onTimeUp`, which must not throw, when the time is up, unless what it returns is called before. */
  start(onTimeUp: () => void): () => void {
    if (this.#timeoutMs === undefined) return () => undefined;
    const timer = new AbortController();
    this.#clock.sleep(this.#leftMs, timer.signal).then(
      () => {
        this.#isUp = true;
        onTimeUp();
      },
      // aborted: the run ended in time
      () => undefined,
    );
    return () => timer.abort();
  }
}
