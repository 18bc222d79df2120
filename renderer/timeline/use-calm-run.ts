import { useEffect, useState } from 'react';
import { useNow } from '../state/clock.ts';
import { useParts } from '../state/parts.tsx';
import type { RunView } from '../state/run-store.ts';

const REST_MS = 150;

/**
 * The run as it was a moment ago, and the moment that is looked at. Bars of thousands of steps are not computed anew with
 * every fact; where the playhead is moved by hand they follow at once.
 */
export function useCalmRun(): { readonly view: RunView; readonly now: number } {
  const { run } = useParts();
  const [view, setView] = useState(() => run.getState());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const wake = () => {
      timer = null;
      setView(run.getState());
    };
    const end = run.subscribe((next, before) => {
      if (next.shown === before.shown && next.interrupted === before.interrupted) return;
      if (next.run !== before.run || next.playhead !== null) setView(next);
      else timer ??= setTimeout(wake, REST_MS);
    });
    setView(run.getState());
    return () => {
      end();
      if (timer !== null) clearTimeout(timer);
    };
  }, [run]);
  const { shown, playhead, timeline, known, interrupted } = view;
  const isLive = playhead === null && !interrupted && (shown.status === 'running' || shown.status === 'waiting');
  const clock = useNow(isLive);
  const last = Date.parse(timeline.facts[(playhead ?? known) - 1]?.at ?? '');
  return { view, now: isLive || Number.isNaN(last) ? clock : last };
}
