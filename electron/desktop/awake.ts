import type { PowerSaveBlocker } from 'electron';

export interface AwakeParts {
  readonly powerSaveBlocker: Pick<PowerSaveBlocker, 'start' | 'stop'>;
  /** Whether this process works on a run. */
  readonly isRunning: () => boolean;
  /** Calls back every so often; returns the way to end that. */
  readonly every: (ms: number, look: () => void) => () => void;
}

/** A computer that is left alone goes to sleep after minutes. */
const LOOK_MS = 5000;

/**
 * Keeps the computer from going to sleep by itself while runs are under way; its screen may go dark, and a person may
 * send it to sleep all the same. Returns the way to end that.
 */
export function keepAwake({ powerSaveBlocker, isRunning, every }: AwakeParts): () => void {
  let blocker: number | null = null;
  const release = (): void => {
    if (blocker !== null) powerSaveBlocker.stop(blocker);
    blocker = null;
  };
  const end = every(LOOK_MS, () => {
    if (!isRunning()) release();
    else blocker ??= powerSaveBlocker.start('prevent-app-suspension');
  });
  return () => {
    end();
    release();
  };
}

/** A timer that does not keep the process alive. */
export function every(ms: number, look: () => void): () => void {
  const timer = setInterval(look, ms);
  timer.unref();
  return () => clearInterval(timer);
}
