import type { Clock } from '../clock.ts';

/** Why a running attempt is ended from outside. */
export type Reason = 'timeout' | 'run_timeout' | 'cancel' | 'abandon';

/** How long an attempt may take to end by itself, in ms, before what is left of it is killed. */
const GRACE_MS = { timeout: 1_000, run_timeout: 1_000, cancel: 5_000, abandon: 0 };

const IDLE_GRACE_MS = 250;

/** The one way in which an attempt is stopped: the first reason counts. */
export class Interruption {
  readonly #controller = new AbortController();
  readonly #clock: Clock;
  readonly #graceMs: { readonly [reason in Reason]: number };
  readonly #hurry = new AbortController();
  #reason: Reason | null = null;
  readonly happened: Promise<Reason>;
  #tell: (reason: Reason) => void = () => undefined;

  constructor(clock: Clock, cancelGraceMs = GRACE_MS.cancel) {
    this.#clock = clock;
    this.#graceMs = { ...GRACE_MS, cancel: cancelGraceMs };
    this.happened = new Promise((resolve) => {
      this.#tell = resolve;
    });
  }

  /** What tools see. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get reason(): Reason | null {
    return this.#reason;
  }

  interrupt(reason: Reason): void {
    if (reason === 'abandon') this.#hurry.abort();
    if (this.#reason !== null) return;
    this.#reason = reason;
    this.#controller.abort(new DOMException(`the step was stopped: ${reason}`, 'AbortError'));
    this.#tell(reason);
  }

  /** The grace is over now. */
  hurry(): void {
    this.#hurry.abort();
  }

  /**
   * Resolves when the attempt has had its time to end by itself. A tool without processes of its own only has to look at
   * its signal, so a timeout does not wait for it for long.
   */
  async grace(hasProcesses: boolean): Promise<void> {
    const { signal } = this.#hurry;
    const reason = this.#reason ?? 'abandon';
    const allowed = this.#graceMs[reason];
    const ms = hasProcesses || reason === 'cancel' ? allowed : Math.min(allowed, IDLE_GRACE_MS);
    try {
      await this.#clock.sleep(ms, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}
