import { StepglassError } from '../../../shared/errors.ts';
import { outside } from '../context.ts';

interface Release {
  isReleased: boolean;
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

/** Supersteps without news after which the graph goes round for nothing. None happens while all is well. */
const MOST_IDLE_SUPERSTEPS = 1_000;

/**
 * One release signal per superstep, keyed by its checkpoint id. News ends the superstep that runs at that moment, never
 * the one that follows (otherwise a chain needs two supersteps per step), and not before `coalesceMs` have passed, so
 * that one superstep reports many steps.
 */
export class Releases {
  readonly #coalesceMs: number;
  #key: string | null = null;
  #current: Release = makeRelease();
  /** The release that a timer is already running for. */
  #pending: Release | null = null;
  #supersteps = 0;
  #idleSupersteps = 0;

  constructor(coalesceMs: number) {
    this.#coalesceMs = coalesceMs;
  }

  /** How many supersteps there have been. */
  get supersteps(): number {
    return this.#supersteps;
  }

  /** The signal of the superstep that starts from this checkpoint. Throws `internal` when there has been no news for too long. */
  of(checkpointId: string): { readonly isReleased: boolean; readonly promise: Promise<void> } {
    if (checkpointId !== this.#key) {
      this.#key = checkpointId;
      this.#current = makeRelease();
      this.#supersteps += 1;
      this.#idleSupersteps += 1;
      if (this.#idleSupersteps > MOST_IDLE_SUPERSTEPS) throw spinning(checkpointId);
    }
    return this.#current;
  }

  /** Something was reported to the graph. */
  noteReport(): void {
    this.#idleSupersteps = 0;
  }

  /** Resolves after `ms`, or after what is waited for news at most. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      outside(() => setTimeout(resolve, Math.min(ms, this.#coalesceMs)));
    });
  }

  /** Ends the superstep that runs now, soon. */
  releaseSoon(): void {
    const release = this.#current;
    if (release.isReleased || this.#pending === release) return;
    this.#pending = release;
    // real timers on purpose: only the cost of the graph depends on them, never what runs when
    outside(() =>
      this.#coalesceMs > 0 ? setTimeout(release.resolve, this.#coalesceMs) : setImmediate(release.resolve),
    );
  }
}

function makeRelease(): Release {
  let done = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    done = resolve;
  });
  const release: Release = {
    isReleased: false,
    promise,
    resolve: () => {
      release.isReleased = true;
      done();
    },
  };
  return release;
}

function spinning(checkpoint: string): StepglassError {
  const message = `the graph made ${MOST_IDLE_SUPERSTEPS} supersteps without news, the last from checkpoint ${checkpoint}; the run is stopped and can be resumed`;
  return new StepglassError('internal', 'graph_spins', message);
}
