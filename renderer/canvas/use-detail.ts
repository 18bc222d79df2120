import { useCallback, useSyncExternalStore } from 'react';
import { useParts } from '../state/parts.tsx';
import type { Detail } from './details.ts';

/** How much of a node is to be made. */
export function useDetail(step: string): Detail {
  const { details } = useParts().graph.getState();
  const subscribe = useCallback((listener: () => void) => details.listen(step, listener), [details, step]);
  return useSyncExternalStore(subscribe, () => details.of(step));
}
