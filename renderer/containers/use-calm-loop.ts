import { useEffect, useState } from 'react';
import type { LoopState } from '../../shared/state/run-scopes.ts';
import { useParts } from '../state/parts.tsx';

const REST_MS = 150;

/** A loop as it was a moment ago: a list of ten thousand is not put in order again sixty times a second. */
export function useCalmLoop(path: string): LoopState | undefined {
  const { run } = useParts();
  const [, redraw] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const wake = () => {
      timer = null;
      redraw((count) => count + 1);
    };
    const end = run.getState().bell.listen([path], () => {
      timer ??= setTimeout(wake, REST_MS);
    });
    return () => {
      end();
      if (timer !== null) clearTimeout(timer);
    };
  }, [run, path]);
  return run.getState().shown.loops.get(path);
}
