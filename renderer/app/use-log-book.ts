import { useEffect } from 'react';
import { useParts } from '../state/parts.tsx';

/** Tells the log which attempts there are. */
export function useLogBook(): void {
  const { logs, run } = useParts();
  useEffect(() => {
    const follow = () => {
      const { run: open, timeline } = run.getState();
      logs.follow(open, timeline.facts);
    };
    follow();
    return run.subscribe(follow);
  }, [logs, run]);
}
