import { toErrorBody } from '../../../shared/errors.ts';
import type { Sink, Stream, StreamSignals } from './wire.ts';

/** Time as the pump needs it; tests pass their own. */
export interface Pacer {
  /** Milliseconds; only differences count. */
  now(): number;
  /** Calls back once after `ms`; returns the way to prevent that. */
  after(ms: number, callback: () => void): () => void;
}

export const systemPacer: Pacer = {
  now: () => performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** At most this many batches a second go to one subscriber (monitor.md "Processes"). */
export const BATCHES_PER_SECOND = 60;

/**
 * Carries a stream to its sink: the first piece at once, later ones at most `BATCHES_PER_SECOND`, never a second one
 * while the first is on its way. What happens meanwhile stays in the stream, so nothing is lost and nothing piles up.
 */
export function startPump(
  open: (signals: StreamSignals) => Promise<Stream<unknown>>,
  sink: Sink,
  pacer: Pacer,
): () => void {
  const intervalMs = 1000 / BATCHES_PER_SECOND;
  let stream: Stream<unknown> | null = null;
  let closed = false;
  let busy = false;
  let wanted = false;
  let lastSentAt = Number.NEGATIVE_INFINITY;
  let cancelTimer: (() => void) | null = null;

  const close = (): void => {
    if (closed) return;
    closed = true;
    cancelTimer?.();
    stream?.close();
  };
  const fail = (error: unknown): void => {
    if (closed) return;
    close();
    // The receiver may be gone already; then there is nobody left to tell.
    sink.send({ ok: false, error: toErrorBody(error) }).catch(() => undefined);
  };
  const deliver = async (): Promise<void> => {
    const event = stream?.take() ?? null;
    if (event === null) return;
    lastSentAt = pacer.now();
    wanted = true;
    await sink.send({ ok: true, value: event });
  };
  const turn = (): void => {
    cancelTimer = null;
    if (closed || stream === null) return;
    wanted = false;
    busy = true;
    deliver()
      .then(() => {
        busy = false;
        schedule();
      })
      .catch(fail);
  };
  const schedule = (): void => {
    if (closed || busy || !wanted || stream === null || cancelTimer !== null) return;
    const waitMs = lastSentAt + intervalMs - pacer.now();
    if (waitMs <= 0) turn();
    else cancelTimer = pacer.after(waitMs, turn);
  };
  const notify = (): void => {
    wanted = true;
    schedule();
  };
  open({ notify, fail })
    .then((opened) => {
      if (closed) opened.close();
      else {
        stream = opened;
        notify();
      }
    })
    .catch(fail);
  return close;
}
