import { useCallback, useSyncExternalStore } from 'react';
import { useParts } from '../parts.tsx';
import type { RunView } from './run-store.ts';

const REST_MS = 250;

/**
 * Something of the run that changes with every fact and need not be followed that closely: read four times a second, and
 * at once where the playhead is moved, the run begins or ends, or another run is opened.
 */
export function useCalmly<T>(select: (view: RunView) => T): T {
  const { run } = useParts();
  const subscribe = useCallback(
    (listener: () => void) => {
      let timer: ReturnType<typeof setTimeout> | null = null;
      const look = () => {
        if (timer !== null) clearTimeout(timer);
        timer = null;
        listener();
      };
      const end = run.subscribe((next, before) => {
        const isOther = next.run !== before.run || next.shown.status !== before.shown.status;
        if (isOther || next.playhead !== before.playhead) look();
        else timer ??= setTimeout(look, REST_MS);
      });
      return () => {
        end();
        if (timer !== null) clearTimeout(timer);
      };
    },
    [run],
  );
  return useSyncExternalStore(subscribe, () => select(run.getState()));
}
