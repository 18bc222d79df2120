import { useEffect, useState } from 'react';
import { useParts } from '../parts.tsx';
import type { RunView } from './run-store.ts';

const REST_MS = 250;

interface Moment {
  readonly view: RunView;
  /** What ends that which is under way, in ms since 1970. */
  readonly now: number;
}

/**
 * The run as it was a moment ago, and the moment that is looked at. Rows and bars of thousands of steps are not computed
 * anew with every fact; where the playhead is moved by hand they follow at once.
 */
export function useCalmRun(): Moment {
  const { run } = useParts();
  const [moment, setMoment] = useState(() => momentOf(run.getState()));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const look = () => {
      timer = null;
      const view = run.getState();
      setMoment(momentOf(view));
      if (isLive(view)) timer = setTimeout(look, REST_MS);
    };
    const end = run.subscribe((next, before) => {
      if (next.shown === before.shown && next.interrupted === before.interrupted) return;
      if (next.run !== before.run || next.playhead !== null || before.playhead !== null) setMoment(momentOf(next));
      timer ??= setTimeout(look, REST_MS);
    });
    look();
    return () => {
      end();
      if (timer !== null) clearTimeout(timer);
    };
  }, [run]);
  return moment;
}

function isLive({ shown, playhead, interrupted }: RunView): boolean {
  return playhead === null && !interrupted && (shown.status === 'running' || shown.status === 'waiting');
}

/** Of a run that is over, or of its past: the time of the fact that is looked at. */
function momentOf(view: RunView): Moment {
  const last = Date.parse(view.timeline.facts[(view.playhead ?? view.known) - 1]?.at ?? '');
  return { view, now: isLive(view) || Number.isNaN(last) ? Date.now() : last };
}
