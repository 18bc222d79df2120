import { useEffect, useState } from 'react';
import { useRun } from './parts.tsx';

const TICK_MS = 100;

/** The time, again and again while `ticks`; one timer serves everybody who asks. */
export function useNow(ticks: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!ticks) return;
    setNow(Date.now());
    return onTick(setNow);
  }, [ticks]);
  return now;
}

const listeners = new Set<(now: number) => void>();
let timer: ReturnType<typeof setInterval> | null = null;

function onTick(listener: (now: number) => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    const now = Date.now();
    for (const tell of listeners) tell(now);
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

/** The moment that is looked at: the playhead's, the last fact's of a run that is over, or now. */
export function useMoment(ticks: boolean): number {
  const still = useRun((view) => {
    // Nobody who does not tick needs the time: a seek would else redraw every step.
    if (!ticks) return null;
    const over = view.interrupted || view.shown.status !== 'running';
    const n = view.playhead ?? (over ? view.known : null);
    return n === null ? null : Date.parse(view.timeline.facts[n - 1]?.at ?? '');
  });
  const now = useNow(ticks && still === null);
  return still ?? now;
}
