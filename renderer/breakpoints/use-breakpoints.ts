import { useEffect } from 'react';
import { useStudio } from '../state/parts.tsx';
import { shownPath } from '../state/shown-path.ts';
import { type BreakMark, markAt } from './places.ts';

/** Keeps the list at the pipeline file that is on the screen. */
export function useBreakpointsOfOpen(): void {
  const path = useStudio(shownPath);
  const watch = useStudio((studio) => studio.watchBreakpoints);
  useEffect(() => (path === null ? undefined : watch(path)), [path, watch]);
}

export function useBreakMark(path: string): BreakMark {
  return useStudio((studio) => (studio.breakpoints.length === 0 ? null : markAt(studio.breakpoints, path)));
}
